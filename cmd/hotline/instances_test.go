package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// TestInstancesAreKilledUnderCalls runs three hotlines on one PostgreSQL behind a load
// balancer. Each is killed and started again while callers come in, wait and talk, and
// so is PostgreSQL. Callers wait for one of two departments, which no agent connects, so that different
// hotlines dispatch them; some are handed from one to the other. No call ends in an error, no offer rings
// twice, and every caller talks to one agent in the end.
func TestInstancesAreKilledUnderCalls(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes most of a minute")
	}
	h := openHouse(t)
	h.begin()
	callers := h.callersComeIn(30, 400*time.Millisecond)
	for i := range h.instances {
		time.Sleep(2 * time.Second)
		h.instances[i].kill()
		time.Sleep(1500 * time.Millisecond)
		h.instances[i].start()
		if i == 1 {
			h.database.Kill(t)
			time.Sleep(300 * time.Millisecond)
			h.database.Run(t)
		}
	}
	h.allTalk(callers)
}

const houseAgents = 8

// instances is a hotline of several instances, with its telephones.
type instances struct {
	t         *testing.T
	database  *postgrestest.Server
	store     *postgres.Store // as a fourth process, which serves the agents' pages
	acd       *dispatch.Dispatcher
	balancer  *balancer
	exchange  *exchange.Exchange
	instances []*instance
	moved     map[string]bool // calls that were handed to the other department
}

// departments are those of the house; its agents are in one each.
var departments = []string{"general", "refunds"}

// houseDepartment is the department of an agent, or the one that a caller asks for.
func houseDepartment(n int) string { return departments[n%len(departments)] }

// instance is one hotline, a process of its own.
type instance struct {
	*victim
	up atomic.Bool
}

func (i *instance) start() {
	i.victim.start()
	i.up.Store(true)
}

func (i *instance) kill() {
	i.up.Store(false)
	i.victim.kill()
}

func openHouse(t *testing.T) *instances {
	t.Helper()
	h := &instances{t: t, database: postgrestest.Start(t), balancer: &balancer{rung: map[string]map[string]bool{}}, moved: map[string]bool{}}
	where := h.database.Database(t)
	public := httptest.NewServer(h.balancer)
	t.Cleanup(public.Close)
	carrier := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.exchange.Handler().ServeHTTP(w, r) }))
	t.Cleanup(carrier.Close)
	menu := menuThatIsAlwaysOpen(t)
	for range 3 {
		v := newVictim(t)
		v.arguments = []string{"serve"}
		v.env = append(v.env, "HOTLINE_STORE="+where, "HOTLINE_PUBLIC_URL="+public.URL, "TWILIO_API_URL="+carrier.URL, "HOTLINE_MENUS="+menu, "HOTLINE_LOG_LEVEL=info")
		v.log = logOf(t, v)
		h.instances = append(h.instances, &instance{victim: v})
		h.balancer.to = append(h.balancer.to, v.base)
	}
	people := map[string]exchange.Callee{}
	for n := range houseAgents {
		people[houseNumber(n)] = exchange.Callee{After: 300 * time.Millisecond, Talk: 1500 * time.Millisecond, Person: ready{}}
	}
	h.exchange = exchange.New(exchange.Config{
		AccountSID: crashAccount, AuthToken: crashToken, Parties: people,
		Pace:     func(string, string, string) time.Duration { return 20 * time.Millisecond },
		VoiceURL: public.URL + "/voice/incoming", StatusURL: public.URL + "/voice/status", FallbackURL: public.URL + "/voice/fallback",
	})
	t.Cleanup(h.exchange.Close)
	var err error
	h.store, err = postgres.Open(t.Context(), where, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.store.Close()) })
	h.acd = dispatch.New(dispatch.Config{
		Store: h.store, Clock: time.Now, Random: rand.Reader, Log: zerolog.Nop(), Notice: func() {},
		Rules: func(time.Time) acd.Rules {
			return acd.Rules{Open: map[string]bool{"general": true, "refunds": true}, Zone: time.UTC}
		},
	})
	return h
}

// logOf is where an instance logs: it says much while its database is away. What it said
// is told when the test fails.
func logOf(t *testing.T, v *victim) *os.File {
	t.Helper()
	file, err := os.Create(filepath.Join(v.dir, "log"))
	require.NoError(t, err)
	t.Cleanup(func() {
		text, _ := os.ReadFile(file.Name())
		if t.Failed() {
			t.Logf("%s\n%s", v.base, text)
		}
		_ = file.Close()
	})
	return file
}

func houseNumber(n int) string { return fmt.Sprintf("+86137000000%02d", n) }
func houseAgent(n int) string  { return fmt.Sprint("agent", n) }

// menuThatIsAlwaysOpen is the small menu, with agents of two departments around the clock.
func menuThatIsAlwaysOpen(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "menus")
	require.NoError(t, os.CopyFS(dir, starter.FS))
	path := filepath.Join(dir, "menu.yaml")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	open := strings.ReplaceAll(string(text), `support: { mon-fri: "09:00-18:00", calendar: CN, makeup_days: open }`, `support: { mon-sun: "00:00-24:00" }`)
	require.NotEqual(t, string(text), open)
	both := strings.Replace(open, "queues:\n", "queues:\n  refunds: { hours: support, announce: true, nobody_after: 2m, max_wait: 10m }\n", 1)
	both = strings.Replace(both, "      also:\n", "        - { for: { zh-CN: 退款, en-US: a refund }, go: refunds_queue }\n      also:\n", 1)
	both += `
  refunds_queue:
    queue: { name: refunds }
    on: { bridged: goodbye, callback: general_callback, message: general_message, full: no_one_free, nobody: no_one_free, too_long: no_one_free, closed: no_one_free, failed: no_one_free }
`
	require.NoError(t, os.WriteFile(path, []byte(both), 0o600))
	return dir
}

// begin starts the instances, and has the agents take calls.
func (h *instances) begin() {
	ctx := h.t.Context()
	var names []string
	for n := range houseAgents {
		names = append(names, houseAgent(n))
		require.NoError(h.t, h.store.PutAgent(ctx, store.Agent{
			Name: houseAgent(n), Number: ivr.Masked(houseNumber(n)), Departments: []string{houseDepartment(n)}, Languages: []string{"zh-CN", "en-US"},
		}))
	}
	require.NoError(h.t, h.store.Mark(ctx, store.MarkAlive, []string{"pages"}, time.Hour))
	require.NoError(h.t, h.store.Mark(ctx, store.MarkParts, []string{"pages"}, time.Hour))
	require.NoError(h.t, h.store.Mark(ctx, store.MarkPage, names, time.Hour))
	for _, i := range h.instances {
		i.start()
	}
	for n, name := range names {
		agent := acd.Agent{Name: name, Address: ivr.Masked(houseNumber(n)), Queues: []string{houseDepartment(n)}, Languages: []string{"zh-CN", "en-US"}}
		require.NoError(h.t, h.acd.Do(ctx, acd.SignIn{Agent: agent}))
		require.NoError(h.t, h.acd.Do(ctx, acd.Ready{Agent: name}))
	}
}

// callersComeIn has callers come in one after another and ask for a person.
func (h *instances) callersComeIn(count int, apart time.Duration) []*exchange.Call {
	var calls []exchange.Inbound
	for n := range count {
		calls = append(calls, exchange.Inbound{
			From: fmt.Sprintf("+8613900001%03d", n), To: "+861000000000", After: time.Duration(n) * apart,
			Person: &exchange.Script{Groups: []string{map[string]string{"general": "0", "refunds": "3"}[houseDepartment(n)]}},
		})
	}
	return h.exchange.Start(calls...)
}

// allTalk waits until all calls are over, while the agents file what they have done.
func (h *instances) allTalk(callers []*exchange.Call) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		for _, c := range callers {
			c.Wait()
		}
	}()
	deadline := time.After(2 * time.Minute)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for waiting := true; waiting; {
		select {
		case <-over:
			waiting = false
		case <-tick.C:
			h.agentsGoOn()
		case <-deadline:
			h.t.Fatalf("callers are still on the line: %+v", h.acd.State())
		}
	}
	for _, c := range callers {
		for _, e := range c.Events() {
			require.NotEqual(h.t, exchange.Failed, e.Kind, "%+v", e)
			require.NotEqual(h.t, "busy", e.Result, "%+v", e)
		}
	}
	require.Eventually(h.t, func() bool { h.agentsGoOn(); return h.acd.State().Interactions.Len() == 0 }, 20*time.Second, 100*time.Millisecond)
	answered := map[string]int{}
	for v, err := range h.store.QueueRecords(h.t.Context(), time.Time{}, time.Time{}) {
		require.NoError(h.t, err)
		if v.Result == acd.Answered {
			answered[v.Call]++
		}
	}
	for _, c := range callers {
		require.Equal(h.t, 1, answered[c.Sid], "call %s", c.Sid)
	}
	require.NotEmpty(h.t, h.moved)
	h.dispatchedApart()
	for offer, legs := range h.balancer.rung {
		require.Len(h.t, legs, 1, "offer %s rang more than once", offer)
	}
}

// dispatchedApart finds that the departments were dispatched by leases of their own.
func (h *instances) dispatchedApart() {
	leases, err := h.store.Leases(h.t.Context())
	require.NoError(h.t, err)
	holders := map[string]bool{}
	for _, department := range departments {
		holders[leases["acd "+department]] = true
	}
	require.Len(h.t, holders, len(departments), "%v", leases)
}

// agentsGoOn has the agents who have talked, or missed a call, take the next, and hands some callers to the other department.
func (h *instances) agentsGoOn() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for s := range h.acd.State().Sessions.Values() {
		switch s.Mode {
		case acd.WrapUp:
			_ = h.acd.Do(ctx, acd.File{Agent: s.Name, Disposition: acd.Resolved})
		case acd.Away:
			_ = h.acd.Do(ctx, acd.Ready{Agent: s.Name})
		case acd.OnCall:
			h.moveOn(ctx, s)
		}
	}
}

// moveOn hands one caller of four to the other department, once.
func (h *instances) moveOn(ctx context.Context, s acd.AgentSession) {
	k := h.acd.State().Interactions.Get(s.Interaction)
	if k.State != acd.Talking || h.moved[k.Call] || !strings.HasSuffix(k.Call, "0") && !strings.HasSuffix(k.Call, "5") {
		return
	}
	other := departments[(slices.Index(departments, k.Queue)+1)%len(departments)]
	h.moved[k.Call] = h.acd.Do(ctx, acd.Transfer{Agent: s.Name, Queue: other}) == nil
}

// balancer sends each request to the next instance, and to another one when that does
// not answer.
type balancer struct {
	to   []string
	next atomic.Int64

	mu   sync.Mutex
	rung map[string]map[string]bool // the calls that asked what to say of an offer, by offer
}

// ServeHTTP implements [http.Handler].
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	b.note(r.URL.Path, body)
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		to := b.to[int(b.next.Add(1))%len(b.to)]
		request, err := http.NewRequestWithContext(r.Context(), r.Method, to+r.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			break
		}
		request.Header = r.Header.Clone()
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			continue
		}
		document, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode >= http.StatusInternalServerError {
			continue
		}
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.StatusCode)
		_, _ = w.Write(document)
		return
	}
	w.WriteHeader(http.StatusBadGateway)
}

// note counts the telephones that rang for an offer: each asks for its document.
func (b *balancer) note(path string, body []byte) {
	offer, is := strings.CutPrefix(path, "/voice/offer/")
	form, err := url.ParseQuery(string(body))
	if !is || err != nil || strings.Contains(offer, "/") {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung[offer] == nil {
		b.rung[offer] = map[string]bool{}
	}
	b.rung[offer][form.Get("CallSid")] = true
}
