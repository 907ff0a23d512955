package run

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/store"
)

// Sandbox is the hotline of one script, and all that is around its caller.
type Sandbox struct {
	from    string
	Store   store.Store // without the trouble
	trouble *troubled
	clock   *sched.VirtualClock
	Hotline *simulate.Hotline
	relief  acd.Agent
	agents  scenario.Agents
	code    func(context.Context) (string, error)
}

// open makes the world of a script.
func (l Runner) open(ctx context.Context, at time.Time, c scenario.Call, undo *cleanups) (*Sandbox, error) {
	kept, err := l.snapshots.open(ctx, at, undo)
	if err != nil {
		return nil, err
	}
	if err := l.staff(ctx, kept, at, c); err != nil {
		return nil, err
	}
	w := &Sandbox{from: numberOf(c), relief: l.skilled(relief), agents: c.Agents, Store: kept, trouble: &troubled{Store: kept}, clock: sched.NewVirtualClock(at)}
	if err := w.connect(l, c); err != nil {
		return nil, err
	}
	undo.add(w.Hotline.Close)
	for _, line := range c.Closed {
		w.Close(line)
	}
	for _, what := range c.Failing {
		w.Fail(what, false)
	}
	return w, nil
}

// connect makes the hotline, and the exchange at which the script's caller is.
func (w *Sandbox) connect(l Runner, c scenario.Call) error {
	o := simulate.Options{Service: l.service, Clock: w.clock, Exchange: exchange.Config{
		IDs: exchange.Seed(1), Faults: &exchange.Faults{Webhook: w.trouble.webhook, REST: w.trouble.rest}, Parties: demo.Parties(),
	}}
	o.Service.Store, o.Service.Menus, o.Service.Random = w.trouble, simulate.Fixed(l.menu), simulate.Seeded(1)
	if c.Often {
		o.Service.CallsPerHour = 1
	}
	o.Exchange.Parties[atTheDesk.Address.Reveal()] = exchange.Callee{After: demo.PickUpAfter, Talk: demo.TalkFor, Person: ready{}}
	for number, party := range o.Exchange.Parties {
		o.Exchange.Parties[number] = behaving(party, c.Agents)
	}
	var err error
	if w.Hotline, err = simulate.New(o); err == nil {
		w.code = w.Hotline.Exchange.CodeReader("")
	}
	return err
}

// call makes a call.
func (w *Sandbox) call(ctx context.Context, who exchange.Human) error {
	call, err := w.Hotline.Exchange.Call(ctx, w.from, w.Hotline.Number, who)
	if err != nil {
		return err
	}
	w.Hotline.SettleNow()
	if err := call.Err(); err != nil {
		return callFault{err}
	}
	return nil
}

// callFault is why the carrier could not go on with a call.
type callFault struct{ error }

// reach has the caller call, or be called back.
func (w *Sandbox) reach(ctx context.Context, how scenario.Do, who exchange.Human) error {
	if how == scenario.CallBack {
		return w.callBack(ctx, who)
	}
	return w.call(ctx, who)
}

var _ scenario.Environment = (*Sandbox)(nil)

// Now implements [scenario.Environment].
func (w *Sandbox) Now() time.Time { return w.clock.Now() }

// Code implements [scenario.Environment].
func (w *Sandbox) Code(ctx context.Context) (string, error) { return w.code(ctx) }

// Fail implements [scenario.Environment].
func (w *Sandbox) Fail(what scenario.Failing, once bool) { w.trouble.fail(what, once) }

// Gone implements [scenario.Environment].
func (w *Sandbox) Gone(transaction string) { w.trouble.lose(transaction) }

// Close implements [scenario.Environment]: an operator closes a line by hand.
func (w *Sandbox) Close(line string) {
	_ = w.Store.SetClosure(context.Background(), line, w.clock.Now().Add(closedFor)) // a line that stays open, the script notices
}

// closedFor is how long a line is closed by hand.
const closedFor = 48 * time.Hour

// Texts implements [scenario.Environment].
func (w *Sandbox) Texts() string {
	w.Hotline.SettleNow()
	var texts strings.Builder
	for _, m := range w.Hotline.Exchange.Messages("") {
		texts.WriteString(m.Body + "\n")
	}
	return texts.String()
}

// errTrouble is why something fails of which a script says that it does.
var errTrouble = errors.New("the script has it fail")
