package api_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// noon is when the stories happen: a Friday in Shanghai.
var noon = time.Date(2026, 10, 9, 4, 0, 0, 0, time.UTC)

// house is an API on a store of its own, and a clock that is moved by hand.
type fixture struct {
	sounds  keptSounds
	t       *testing.T
	store   *bolt.Store
	echo    *echo.Echo
	elapsed atomic.Int64
	floor   queues
}

func (h *fixture) now() time.Time       { return noon.Add(time.Duration(h.elapsed.Load())) }
func (h *fixture) wait(d time.Duration) { h.elapsed.Add(int64(d)) }
func (h *fixture) Current() api.Menu    { return menu }

var menu = api.Menu{
	Departments: []string{"fraud", "general"},
	Languages:   []string{"en-US", "zh-CN"},
	Lines:       map[string]*hours.Schedule{"support": nineToSix()},
}

func nineToSix() *hours.Schedule {
	s := &hours.Schedule{Name: "support", Location: time.FixedZone("CST", 8*3600)}
	for _, day := range []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday} {
		s.Week[day] = []hours.Span{{Start: 9 * 60, End: 18 * 60}}
	}
	return s
}

// queues is an ACD state that always looks the same.
type queues []api.QueueStatus

func (q queues) Queues(context.Context) ([]api.QueueStatus, error) { return q, nil }

func newStore(t *testing.T, path string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	h := &fixture{t: t, store: newStore(t, filepath.Join(t.TempDir(), "hotline.db")), floor: queues{{
		Name: "fraud", Open: true, Waiting: 2, Longest: 90 * time.Second, Agents: map[acd.AgentStatus]int{acd.Available: 1},
		Answered: 7, Abandoned: 1, Level: .75, Target: .8, Within: 20 * time.Second,
	}, {Name: "general", Level: -1, Target: .8, Within: 20 * time.Second}}}
	a, err := api.New(api.Config{Store: h.store, ACD: h.floor, Menus: h, Clock: h.now, Log: zerolog.Nop(), Number: "+861550009999", Recordings: &h.sounds})
	require.NoError(t, err)
	h.echo = echo.New()
	a.Mount(h.echo)
	return h
}

// token adds a token and gives its text.
func (h *fixture) token(name string, scopes ...store.Scope) string {
	h.t.Helper()
	text, hash, err := api.NewToken(strings.NewReader(strings.Repeat(name+"#", 32)))
	require.NoError(h.t, err)
	require.NoError(h.t, h.store.AddToken(h.t.Context(), store.Token{Name: name, Hash: hash, Scopes: scopes, Created: h.now()}))
	return text
}

// request is what a program sends.
type request struct {
	method, path string // below /api/v1
	body         string
	header       map[string]string
}

func (r request) build(token string) *http.Request {
	made := httptest.NewRequest(r.method, "http://hotline.example.com"+api.Base+r.path, bytes.NewReader([]byte(r.body)))
	if token != "" {
		made.Header.Set("Authorization", "Bearer "+token)
	}
	if r.body != "" {
		made.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.header {
		made.Header.Set(name, value)
	}
	return made
}

func (h *fixture) send(token string, r request) *httptest.ResponseRecorder {
	return h.serve(r.build(token))
}

func (h *fixture) serve(r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	h.echo.ServeHTTP(answer, r)
	return answer
}

func (h *fixture) get(token, path string) *httptest.ResponseRecorder {
	return h.send(token, request{method: http.MethodGet, path: path})
}

// fill keeps two calls, of which one goes on, a case each, and somebody.
func (h *fixture) fill() {
	h.t.Helper()
	h.call("CA1", "C-1", noon.Add(-time.Hour))
	h.call("CA2", "C-2", noon)
	require.NoError(h.t, h.store.CommitACD(h.t.Context(), store.ACDCommit{Change: acd.Change{Records: []acd.QueueRecord{
		{ID: "1", Interaction: "CA1", Call: "CA1", Queue: "general", Entered: noon.Add(-time.Hour), Ended: noon, Agent: "an", Result: acd.Answered},
	}}}))
	require.NoError(h.t, h.store.PutAgent(h.t.Context(), store.Agent{Name: "an", Number: "+861550000001", Departments: []string{"fraud"}, Languages: []string{"zh-CN"}}))
	require.NoError(h.t, h.store.BeginStats(h.t.Context(), store.StatsBegin{Read: store.WholeAt(1), Since: noon, Days: acd.Days{
		{Day: "2026-10-08", Queue: "general"}: {Offered: 3},
		{Day: "2026-10-09", Queue: "general"}: {Offered: 2, Answered: 2, InTime: 1, Counted: 2, Wait: time.Minute, Waits: acd.Histogram{10: 1, 50: 1}},
		{Day: "2026-10-09", Agent: "an"}:      {Answered: 2},
	}}))
}

func (h *fixture) call(id, number string, at time.Time) {
	h.t.Helper()
	call := ivr.Call{ID: id, From: "+861550000009", Began: at, At: at, Language: "zh-CN", Node: "main",
		Path: []ivr.Transition{{Node: "welcome", Exit: "done", At: at}}}
	if id == "CA1" {
		call.EndedAt, call.Outcome = at.Add(time.Minute), ivr.Served
	}
	require.NoError(h.t, h.store.Commit(h.t.Context(), store.Commit{
		Claim: store.StepKey{Call: id, Step: "0"}, Call: call, Reply: []byte("<Response/>"),
		Events: []store.Entry{
			{At: at, Node: "main", Event: ivr.Started{ID: id, From: "+861550000009"}},
			{At: at, Node: "main", Event: ivr.Input{Digits: "20261002", Finish: "#"}},
		},
		Cases: []store.CaseChange{
			{Open: &store.Case{
				Number: number, Kind: ivr.CaseRefund, Department: "refunds", Call: id, Language: "zh-CN", Account: "acct-0001",
				Transaction: "90000001", Caller: "+861550000009", Opened: at,
			}},
			{Number: number, Recording: &store.Recording{URL: "https://api.example.com/1", Seconds: 4, At: at}},
		},
	}))
}
