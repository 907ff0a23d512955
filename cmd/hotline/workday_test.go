package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// workdays plays callers and agents through a whole hotline: the exchange, the
// webhooks, the engine, the desk and a store in a file. The agents' part is played
// between two moves of the virtual clock.
type workdays struct {
	t        *testing.T
	path     string // of the store
	store    *bolt.Store
	rung     ringLog // what the hotline sees of the store
	clock    *sched.VirtualClock
	looks    atomic.Int64 // how often the hotline has looked at it
	exchange *exchange.Exchange
	server   *simulate.Hotline
	pages    http.Handler // console and API, as a browser and a program see them
	office   storeContext
	token    string         // of the API
	cookies  []*http.Cookie // of an operator who is signed in

	mu      sync.Mutex // guards what follows, and holds one settling at a time
	chance  *rand.Rand
	decided map[string]bool // stays of which an agent has decided what to do
	handed  []handing
	asked   []consultation
	came    int // callers so far
}

// handing is a caller whom an agent has handed on, as the agent knows it.
type handing struct {
	at           time.Time
	call         string
	queue        string // the caller's next; "" is the same
	consultation bool   // the colleague was on the line already
}

// ringLog is a store that notes whom the carrier is asked to ring. Not every ring is
// heard: an offer may be over before the telephone rings.
type ringLog struct {
	store.Store
	mu    sync.Mutex
	rings []store.Outgoing
}

// CommitACD implements [store.Store].
func (a *ringLog) CommitACD(ctx context.Context, c store.ACDCommit) error {
	err := a.Store.CommitACD(ctx, c)
	if err == nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.rings = append(a.rings, c.Outgoing...)
	}
	return err
}

// consultation is a colleague who was asked by an agent with a caller.
type consultation struct {
	at        time.Time
	colleague string
}

// worker is an agent, and how quickly they pick up.
type worker struct {
	name   string
	number string
	after  time.Duration
	queues []string
}

var workers = []worker{
	{"an", "+8613700000010", time.Second, []string{"general", "refunds"}},
	{"bo", "+8613700000011", 2 * time.Second, []string{"general", "fraud"}},
	{"chu", "+8613700000012", 9 * time.Second, []string{"refunds", "transactions", "account"}},
	{"di", "+8613700000013", 4 * time.Second, []string{"general", "transactions", "fraud"}},
}

// workerAt names the agent at a number, or "".
func workerAt(number string) string {
	for _, a := range workers {
		if a.number == number {
			return a.name
		}
	}
	return ""
}

func openWorkdays(t *testing.T, at time.Time, seed uint64) *workdays {
	t.Helper()
	w := &workdays{
		t: t, path: filepath.Join(t.TempDir(), "hotline.db"), clock: sched.NewVirtualClock(at),
		chance: rand.New(rand.NewPCG(seed, 1)), decided: map[string]bool{},
	}
	menu, err := loadMenu("")
	require.NoError(t, err)
	w.store, err = bolt.Open(w.path, bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.store.Close() })
	w.rung.Store = w.store
	require.NoError(t, w.store.Import(t.Context(), demo.Rows(at), func(int) {}))
	w.connect(menu)
	for _, a := range workers {
		w.picksUp(a, exchange.Answers)
		w.does(acd.SignIn{Agent: acd.Agent{Name: a.name, Address: ivr.Masked(a.number), Queues: a.queues, Languages: []string{"zh-CN", "en-US"}}})
		w.does(acd.Ready{Agent: a.name})
	}
	return w
}

// connect wires a hotline with its pages to an exchange in this process. The
// agents' own pages are left out: the test is the agents.
func (w *workdays) connect(menu *menus.Menu) {
	publisher, err := live.New(w.t.Context(), serve.PublisherConfig(&w.rung, version(), w.moving, zerolog.Nop()), live.Menu{Menu: menu})
	require.NoError(w.t, err)
	o := simulate.Options{Service: serve.ServiceConfig(demoSettings(config.Settings{})), Clock: w.clock, Settle: w.settle, Exchange: exchange.Config{IDs: exchange.Seed(1), Parties: demo.Parties()}}
	o.Service.Store, o.Service.Menus, o.Service.Random = &w.rung, serve.CallersMenus(publisher), simulate.Seeded(1)
	w.server, err = simulate.New(o)
	require.NoError(w.t, err)
	w.t.Cleanup(w.server.Close)
	gate, err := auth.New(auth.Config{
		Store: &w.rung, Clock: w.clock.Now, Random: o.Service.Random, Log: zerolog.Nop(), PublicURL: simulate.URL,
	})
	require.NoError(w.t, err)
	h := &serve.Hotline{
		Config:  serve.Config{Settings: demoSettings(config.Settings{}), Store: &w.rung, Clock: w.clock.Now, Log: zerolog.Nop()},
		Service: w.server.Service, Web: w.server.Web, Publisher: publisher,
	}
	operators, err := h.Console(gate, nil)
	require.NoError(w.t, err)
	programs, err := h.Programs(nil)
	require.NoError(w.t, err)
	w.server.Web.Mount(gate, operators, programs)
	w.pages, w.office = w.server.Web.Handler(), office(h)
	w.exchange = w.server.Exchange
}

// ready is an agent who takes each call that is offered, by a key.
type ready struct{ exchange.SilentHuman }

// Answer implements [exchange.Human].
func (ready) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	return exchange.Press("1", p.Length)
}

// moving is the hotline's clock: like a real one it has moved whenever it is looked at again,
// if by a nanosecond only.
func (w *workdays) moving() time.Time { return w.clock.Now().Add(time.Duration(w.looks.Add(1))) }

// picksUp says what an agent's telephone does from now on.
func (w *workdays) picksUp(a worker, how exchange.Outcome) {
	w.exchange.SetParty(a.number, exchange.Callee{Outcome: how, After: a.after, Person: ready{}})
}

// does is an agent's command, or what is known of an agent.
func (w *workdays) does(e acd.Event) bool {
	return w.server.ACD().Do(context.Background(), e) == nil
}

// settle lets the hotline do what it does beside its webhooks, and the agents what
// they do.
func (w *workdays) settle() {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.server.Settle(context.Background())
	for _, a := range workers {
		w.act(a)
	}
	_ = w.server.Settle(context.Background())
}

// act is what an agent does now. Of each caller they decide once.
func (w *workdays) act(a worker) {
	state, name := w.server.ACD().State(), a.name
	s := state.Sessions.Get(name)
	k := state.Interactions.Get(s.Interaction)
	if s.Mode != acd.OnCall && s.Mode != acd.Consulted {
		w.picksUp(a, []exchange.Outcome{exchange.Answers, exchange.Answers, exchange.Answers, exchange.Answers, exchange.NoAnswer}[w.chance.IntN(5)])
	}
	switch {
	case s.Mode == acd.Away:
		w.does(acd.Ready{Agent: name})
	case s.Mode == acd.WrapUp && w.chance.IntN(4) == 0:
		w.does(acd.File{Agent: name, Disposition: "resolved"})
	case s.Mode != acd.OnCall:
	case k.State == acd.Consulting && k.Offer.Joined:
		if w.chance.IntN(3) == 0 {
			w.does(acd.Resume{Agent: name})
		} else if w.does(acd.CompleteTransfer{Agent: name}) {
			w.handed = append(w.handed, handing{at: w.clock.Now(), call: k.Call, consultation: true})
		}
	case k.State == acd.Held:
		w.does(acd.Resume{Agent: name})
	case k.State == acd.Talking && w.clock.Now().Sub(k.At) > 5*time.Second && !w.decided[k.Record.ID]:
		w.decided[k.Record.ID] = true
		w.decide(name, k)
	case k.State == acd.Talking && w.clock.Now().Sub(k.At) > 20*time.Second && w.chance.IntN(4) == 0:
		w.does(acd.EndCall{Agent: name})
	}
}

// decide hands some callers on, asks a colleague about some, and lets some hold.
func (w *workdays) decide(name string, k acd.Interaction) {
	colleague := workers[w.chance.IntN(len(workers))].name
	queue := []string{"general", "refunds", "transactions"}[w.chance.IntN(3)]
	switch w.chance.IntN(8) {
	case 0:
		if w.does(acd.Transfer{Agent: name, Colleague: colleague}) {
			w.handed = append(w.handed, handing{at: w.clock.Now(), call: k.Call})
		}
	case 1:
		if w.does(acd.Transfer{Agent: name, Queue: queue}) {
			if queue == k.Queue {
				queue = ""
			}
			w.handed = append(w.handed, handing{at: w.clock.Now(), call: k.Call, queue: queue})
		}
	case 2:
		if w.does(acd.Consult{Agent: name, Colleague: colleague}) {
			w.asked = append(w.asked, consultation{w.clock.Now(), colleague})
		}
	case 3:
		w.does(acd.Hold{Agent: name})
	}
}

// plots are what callers do: keys, and how long they hold the line.
var plots = []struct {
	keys string
	line time.Duration
}{
	{"0", time.Hour}, {"0", time.Hour}, {"0", time.Hour}, {"2 0", time.Hour}, {"1 0", time.Hour}, {"3 0", time.Hour},
	{"0", 35 * time.Second}, {"0", 70 * time.Second}, {"2 0", 60 * time.Second}, {"0", 45 * time.Second},
	{"0 1", time.Hour}, {"2 0 1", time.Hour}, {"0 2 - -", time.Hour}, {"0 #", time.Hour}, {"", 10 * time.Second},
}

// senior is a caller of 69.
const senior = "+8613800000003"

// callers come within some time from now.
func (w *workdays) callers(number int, during time.Duration) []exchange.Inbound {
	var all []exchange.Inbound
	for i := range number {
		plot := plots[w.chance.IntN(len(plots))]
		w.came++
		from := fmt.Sprintf("+861390001%04d", w.came)
		if i%12 == 0 {
			from, plot.keys = senior, "" // who is led to a person without a key
		}
		w.exchange.SetParty(from, exchange.Callee{
			Outcome: []exchange.Outcome{exchange.Answers, exchange.Answers, exchange.NoAnswer}[w.chance.IntN(3)],
			After:   5 * time.Second, Person: ready{},
		})
		after := time.Duration(w.chance.Int64N(int64(during)))
		all = append(all, exchange.Inbound{
			From: from, To: demo.Number, After: after,
			Person: &exchange.Script{Groups: strings.Fields(plot.keys), Line: plot.line, Talk: time.Duration(10+w.chance.IntN(120)) * time.Second},
		})
	}
	return all
}

// play lets callers come, and time pass until nobody is left to call back. It reports whether that was so on the same
// day: where the machine is busy, the exchange's clock runs away from those who work, and the lines close before.
func (w *workdays) play(callers []exchange.Inbound) bool {
	slices.SortFunc(callers, func(a, b exchange.Inbound) int { return cmp.Compare(a.After, b.After) })
	begun := w.clock.Now()
	for _, caller := range callers { // how long they hold the line counts from when they dial
		w.exchange.Advance(begun.Add(caller.After).Sub(w.clock.Now()))
		caller.After = 0
		w.exchange.Start(caller)
	}
	w.exchange.Wait()
	for range 90 {
		w.settle()
		w.exchange.Wait()
		if w.server.ACD().State().Interactions.Len() == 0 {
			return true
		}
		w.exchange.Advance(time.Minute)
	}
	const closes = 18
	for k := range w.server.ACD().State().Interactions.Values() {
		w.t.Logf("%s still waits: %s since %s, tried %d times, from %s", k.ID, k.State, k.At, k.Tries, k.NotBefore)
	}
	require.GreaterOrEqual(w.t, w.clock.Now().Hour(), closes, "callers who are to be called back, and the lines are open")
	return false
}

// asks gets a page of the API or the console.
func (w *workdays) asks(path string) string {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodGet, simulate.URL+path, nil)
	if strings.HasPrefix(path, api.Base) {
		if w.token == "" {
			text, hash, err := api.NewToken(strings.NewReader(strings.Repeat("figures", 32)))
			require.NoError(w.t, err)
			require.NoError(w.t, w.store.AddToken(w.t.Context(), store.Token{Name: "figures", Hash: hash, Scopes: store.Scopes(), Created: w.clock.Now()}))
			w.token = text
		}
		r.Header.Set("Authorization", "Bearer "+w.token)
	}
	r.Header.Set("Accept-Language", "en-US")
	for _, c := range w.cookies {
		r.AddCookie(c)
	}
	answer := httptest.NewRecorder()
	w.pages.ServeHTTP(answer, r)
	require.Equal(w.t, http.StatusOK, answer.Code, "%s: %s", path, answer.Body)
	return answer.Body.String()
}

// signsIn signs an operator in to the console.
func (w *workdays) signsIn() {
	w.t.Helper()
	hash, err := auth.HashSecret(demo.Password)
	require.NoError(w.t, err)
	require.NoError(w.t, w.store.PutAgent(w.t.Context(), store.Agent{Name: "boss", Role: store.RoleAdmin, Password: hash}))
	first := httptest.NewRecorder()
	w.pages.ServeHTTP(first, httptest.NewRequest(http.MethodGet, simulate.URL+"/signin", nil))
	form := url.Values{
		"name": {"boss"}, "password": {demo.Password}, "_csrf": {csrfToken.FindStringSubmatch(first.Body.String())[1]},
	}
	r := httptest.NewRequest(http.MethodPost, simulate.URL+"/signin", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range first.Result().Cookies() {
		r.AddCookie(c)
	}
	in := httptest.NewRecorder()
	w.pages.ServeHTTP(in, r)
	require.Equal(w.t, http.StatusSeeOther, in.Code, in.Body.String())
	w.cookies = append(first.Result().Cookies(), in.Result().Cookies()...)
}

// csrfToken is what a form must be sent with.
var csrfToken = regexp.MustCompile(`name="csrf" content="([^"]+)"`)

// asksJSON gets what the API answers.
func asksJSON[T any](w *workdays, path string) (v T) {
	w.t.Helper()
	require.NoError(w.t, json.Unmarshal([]byte(w.asks(api.Base+path)), &v))
	return v
}
