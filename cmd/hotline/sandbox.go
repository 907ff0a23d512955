package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/store"
)

// sandbox is the hotline of one script, and all that is around its caller.
type sandbox struct {
	from     string
	kept     store.Store // without the trouble
	trouble  *troubled
	clock    *sched.VirtualClock
	server   running
	exchange *exchange.Exchange
	number   string // the hotline's
	relief   acd.Agent
	agents   scenario.Agents
	code     func(context.Context) (string, error)

	settling sync.Mutex
}

// nowhere is where a script's hotline answers: within this process.
const nowhere = "http://hotline.test"

// open makes the world of a script.
func (l runner) open(ctx context.Context, at time.Time, c scenario.Call, undo *cleanups) (*sandbox, error) {
	kept, err := l.snapshots.open(ctx, at, undo)
	if err != nil {
		return nil, err
	}
	if err := l.staff(ctx, kept, at, c); err != nil {
		return nil, err
	}
	w := &sandbox{from: numberOf(c), relief: l.skilled(relief), agents: c.Agents, kept: kept, trouble: &troubled{Store: kept}, clock: sched.NewVirtualClock(at)}
	a, wire := inventedAccount(), within{http.NewServeMux()}
	h := hotline{
		settings: demoSettings(l.settings, nowhere, a), menu: l.menu, store: w.trouble, clock: w.clock.Now,
		log: zerolog.Nop(), bare: true, random: &dice{source: rand.NewChaCha8([32]byte{1})}, client: &http.Client{Transport: wire},
	}
	if c.Often {
		h.settings.CallsPerHour = 1
	}
	if w.server, err = h.server(ctx); err != nil {
		return nil, err
	}
	undo.add(w.server.web.Drain)
	w.connect(h, a, c.Agents)
	undo.add(w.exchange.Close)
	wire.Handle("/", w.server.web.Handler())
	wire.Handle("/2010-04-01/", w.exchange.Handler())
	for _, line := range c.Closed {
		w.Close(line)
	}
	for _, what := range c.Failing {
		w.Fail(what, false)
	}
	return w, nil
}

// connect makes the exchange at which the script's caller is.
func (w *sandbox) connect(h hotline, a account, agents scenario.Agents) {
	x := exchangeFor(nowhere, a)
	x.Clock, x.Client, x.IDs, x.Settle = w.clock, h.client, exchange.Seed(1), w.settle
	x.Faults = &exchange.Faults{Webhook: w.trouble.webhook, REST: w.trouble.rest}
	x.Parties[atTheDesk.Address.Reveal()] = exchange.Callee{After: pickUpAfter, Talk: demoTalk, Person: ready{}}
	for number, party := range x.Parties {
		x.Parties[number] = behaving(party, agents)
	}
	w.exchange, w.number = exchange.New(x), h.settings.Number
	w.code = w.exchange.CodeReader("")
}

// settle lets the hotline do what it does beside its webhooks.
func (w *sandbox) settle() {
	w.settling.Lock() // lines that go on after the caller's settle too
	defer w.settling.Unlock()
	_ = w.server.Settle(context.Background()) // what is missing then, the script tells
}

// call makes a call.
func (w *sandbox) call(ctx context.Context, who exchange.Human) error {
	call, err := w.exchange.Call(ctx, w.from, w.number, who)
	if err != nil {
		return err
	}
	w.settle()
	if err := call.Err(); err != nil {
		return callFault{err}
	}
	return nil
}

// callFault is why the carrier could not go on with a call.
type callFault struct{ error }

// reach has the caller call, or be called back.
func (w *sandbox) reach(ctx context.Context, how scenario.Do, who exchange.Human) error {
	if how == scenario.CallBack {
		return w.callBack(ctx, who)
	}
	return w.call(ctx, who)
}

var _ scenario.Environment = (*sandbox)(nil)

// Now and the rest implement [script.World].
func (w *sandbox) Now() time.Time                           { return w.clock.Now() }
func (w *sandbox) Code(ctx context.Context) (string, error) { return w.code(ctx) }
func (w *sandbox) Fail(what scenario.Failing, once bool)    { w.trouble.fail(what, once) }
func (w *sandbox) Gone(transaction string)                  { w.trouble.lose(transaction) }

// Close implements [script.World]: an operator closes a line by hand.
func (w *sandbox) Close(line string) {
	_ = w.kept.SetClosure(context.Background(), line, w.clock.Now().Add(closedFor)) // a line that stays open, the script notices
}

// closedFor is how long a line is closed by hand.
const closedFor = 48 * time.Hour

// Texts implements [script.World].
func (w *sandbox) Texts() string {
	w.settle()
	var texts strings.Builder
	for _, m := range w.exchange.Messages("") {
		texts.WriteString(m.Body + "\n")
	}
	return texts.String()
}

// dice gives every script the same case numbers and codes.
type dice struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

// Read implements [io.Reader].
func (d *dice) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.source.Read(p)
}

// errTrouble is why something fails of which a script says that it does.
var errTrouble = errors.New("the script has it fail")
