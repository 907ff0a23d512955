package seeds

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// number is the hotline's own.
const number = "+864000000000"

// course is a hotline and all that is around it.
type course struct {
	t       *testing.T
	seed    uint64
	plan    plan
	clock   *sched.VirtualClock
	folder  string
	files   int // how many files its store has been in: a kill leaves a copy
	store   *bolt.Store
	process *process // the hotline's present one
	hotline *simulate.Hotline
	network *network
	menus   *menuFolder
	callers []*caller
	agents  []*agent
	dialer  *dialer // nil: nobody
	legs    []leg   // the calls that the hotline made
	acked   *acknowledged
	trace   *trace
	found   *findings

	mu      sync.Mutex
	started bool // the callers are on their way
	closed  bool // the operator's closing is over
	calm    bool // nothing fails any more
	settled bool // the hotline settles at this moment
	acted   bool // an agent has done something at this moment
}

// open makes the course of a seed, in a folder of its own.
func open(t *testing.T, seed uint64, folder string, kept bool) *course {
	t.Helper()
	p := planned(seed)
	w := &course{
		t: t, seed: seed, plan: p, clock: sched.NewVirtualClock(p.at), folder: folder, menus: newMenuFolder(),
		acked: newAcknowledged(), trace: newTrace(kept), found: newFindings(),
	}
	w.network = &network{w: w, chance: drawn(seed, 1), tokens: map[string]int{}}
	w.store = w.openStore(w.nextFile())
	require.NoError(t, w.store.Import(t.Context(), rows(p.at), func(int) {}))
	w.process = newProcess(w, w.store)
	w.people()
	o := simulate.Options{
		Service: service.Config{
			Number: number, Store: w.process, Menus: w.menus, Random: simulate.Seeded(seed), CallbackCountries: []string{"86", "1"},
		},
		Clock: w.clock, Settle: w.settle, Account: simulate.Account{SID: "AC00000000000000000000000000000000", Token: "an invented token"},
		Exchange: exchange.Config{IDs: exchange.Seed(seed), Faults: &exchange.Faults{REST: w.network.api}, Parties: w.parties()},
		Network:  func(inside http.RoundTripper) http.RoundTripper { w.network.inside = inside; return w.network },
	}
	var err error
	w.hotline, err = simulate.New(o)
	require.NoError(t, err)
	return w
}

func (w *course) now() time.Time { return w.clock.Now() }

func (w *course) nextFile() string {
	w.files++
	return filepath.Join(w.folder, fmt.Sprintf("%d-%d.db", w.seed, w.files))
}

func (w *course) openStore(path string) *bolt.Store {
	w.t.Helper()
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(w.t, err)
	return s
}

// revive begins another process in the place of one that was killed, on a copy of the file as the kill
// left it. It loses what the old process knew, and no step that was acknowledged.
func (w *course) revive() {
	if !w.process.dead {
		return
	}
	w.trace.add(w.now(), "the process is killed and begins again")
	w.reached("the process was killed")
	if w.someoneWaits() {
		w.reached("a restart with a caller waiting")
	}
	path := w.nextFile()
	w.copyTo(path)
	_ = w.store.Close() // nobody looks at it any more
	w.store = w.openStore(path)
	w.acked.check(w, w.store)
	w.restart()
}

// restart begins another process on the store as it is.
func (w *course) restart() {
	w.process = newProcess(w, w.store)
	w.process.resting = true
	if err := w.hotline.Restart(context.Background(), w.process); err != nil {
		w.violated("a restart succeeds", "%v", err)
	}
	w.process.resting = false
}

// copyTo writes what is on the disk into another file.
func (w *course) copyTo(path string) {
	var file bytes.Buffer
	if err := w.store.Backup(context.Background(), &file); err != nil {
		w.violated("the file can be copied", "%v", err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		w.violated("the file can be copied", "%v", err)
	}
}

// settle is what happens between two moves of the clock, after the hotline has settled.
func (w *course) settle() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.settled { // a caller reads their messages
		return
	}
	w.settled = true
	defer func() { w.settled = false }()
	w.revive()
	w.begin()
	w.operate()
	w.network.deliverLate()
	w.acted = false
	for _, a := range w.agents {
		a.act()
	}
	if w.acted {
		w.hotline.SettleNow()
		w.revive()
	}
	w.look()
}

// begin has all callers on their way.
func (w *course) begin() {
	if w.started {
		return
	}
	w.started = true
	var all []exchange.Inbound
	for _, c := range w.callers {
		all = append(all, exchange.Inbound{From: c.from, To: number, After: c.after, Person: c})
	}
	if w.dialer != nil {
		all = append(all, exchange.Inbound{From: dialerNumber, To: number, Person: w.dialer})
	}
	w.hotline.Exchange.Start(all...)
}

// operate has the operator do what is planned.
func (w *course) operate() {
	since := w.now().Sub(w.plan.at)
	if w.plan.reload > 0 && since >= w.plan.reload && w.menus.reload() {
		w.trace.add(w.now(), "another menu is live")
		w.reached("a menu was taken up during a call")
	}
	if w.plan.closing > 0 && since >= w.plan.closing && !w.closed {
		w.closed = true
		w.trace.add(w.now(), "the line is closed by hand")
		if err := w.store.SetClosure(context.Background(), "support", w.now().Add(10*time.Minute)); err != nil {
			w.violated("an operator can close a line", "%v", err)
		}
		w.reached("a line was closed by hand")
	}
}

// The course of a course: callers come, then what they were promised is waited for, in steps that grow
// longer while nothing happens.
const (
	busy       = 5 * time.Minute
	pulse      = 8 * time.Second
	afterwards = 6 * 24 * time.Hour // longer than the lines are ever closed
	shortStep  = 10 * time.Minute
	longStep   = 2 * time.Hour
)

// play lets the course go its way to the end.
func (w *course) play() {
	x := w.hotline.Exchange
	x.AdvanceBy(busy, pulse)
	x.Wait()
	w.calm = true
	w.relieve()
	step := shortStep
	for end := w.now().Add(afterwards); w.now().Before(end); {
		before := len(x.Calls())
		w.hotline.SettleNow()
		w.settle()
		x.Wait()
		if w.quiet() {
			break
		}
		x.AdvanceBy(step, step)
		x.Wait()
		if step = min(2*step, longStep); len(x.Calls()) > before {
			step = shortStep
		}
	}
	w.conclude()
}

// quiet reports whether nothing waits to be done: nobody waits, and each call has ended in the store.
// The hotline asks the carrier after four hours about a call whose end it has not heard.
func (w *course) quiet() bool {
	if w.process.dead || len(w.network.late) > 0 || w.hotline.ACD().State().Interactions.Len() > 0 {
		return false
	}
	for call, err := range w.store.ListCalls(context.Background(), store.CallFilter{}) {
		if err != nil || !call.Ended() {
			return false
		}
	}
	return true
}

// close closes the hotline and its store.
func (w *course) close() {
	w.hotline.Close()
	_ = w.store.Close()
}
