package presence_test

import (
	"context"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/acd/presence"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

const (
	bensNumber = "+8613700000012"
	newNumber  = "+8613700000013"
)

// house is a desk on a store, with a watcher and a clock that is moved by hand.
type fixture struct {
	t        *testing.T
	store    *bolt.Store
	floor    *dispatch.Dispatcher
	watcher  *presence.Watcher
	now      time.Time
	sessions map[string]string // whose session it is, by its ID
}

func open(t *testing.T) *fixture {
	t.Helper()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	h := &fixture{t: t, store: kept, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), sessions: map[string]string{"s1": "ben"}}
	for _, a := range []store.Agent{
		{Name: "ben", Number: bensNumber, PIN: "a hash", Departments: []string{"general"}, Languages: []string{"zh-CN"}},
		{Name: "amy", Number: "+8613700000011", Departments: []string{"general", "fraud"}, Languages: []string{"zh-CN"}},
	} {
		require.NoError(t, kept.PutAgent(t.Context(), a))
	}
	h.start()
	return h
}

// start begins a process anew on the same store.
func (h *fixture) start() {
	h.t.Helper()
	clock := func() time.Time { return h.now }
	h.floor = dispatch.New(dispatch.Config{
		Store: h.store, Clock: clock, Random: rand.NewChaCha8([32]byte{}), Log: zerolog.New(io.Discard), Notice: func() {},
		Rules: func(time.Time) acd.Rules { return acd.Rules{Open: map[string]bool{"general": true, "fraud": true}} },
	})
	h.watcher = presence.New(presence.Config{Agent: h.store.Agent, Session: h.session, ACD: h.floor, Clock: clock, Log: zerolog.New(io.Discard)})
	require.NoError(h.t, h.watcher.Start(h.t.Context()))
}

func (h *fixture) session(ctx context.Context, id string) (store.Agent, error) {
	name, ok := h.sessions[id]
	if !ok {
		return store.Agent{}, store.ErrNotFound
	}
	return h.store.Agent(ctx, name)
}

// page opens a desk page; closing closes it.
func (h *fixture) page(name, session string) (closing func()) {
	h.t.Helper()
	_, leave := h.watcher.Opened(h.t.Context(), name, session)
	h.review()
	return leave
}

func (h *fixture) do(events ...acd.Event) {
	h.t.Helper()
	for _, e := range events {
		require.NoError(h.t, h.floor.Do(h.t.Context(), e))
	}
}

func (h *fixture) review() {
	h.t.Helper()
	require.NoError(h.t, h.watcher.ReviewAll(h.t.Context()))
}

func (h *fixture) change(change func(*store.Agent)) {
	h.t.Helper()
	a, err := h.store.Agent(h.t.Context(), "ben")
	require.NoError(h.t, err)
	change(&a)
	require.NoError(h.t, h.store.PutAgent(h.t.Context(), a))
	h.review()
}

func (h *fixture) enters(call string) {
	h.do(acd.Enqueued{Call: call, Queue: "general", Language: "zh-CN", Step: 1, There: true})
}

func (h *fixture) offered(call string) string {
	k, ok := h.floor.State().ByCall(call)
	require.True(h.t, ok)
	return k.Offer.Agent
}

func (h *fixture) seated(name string) bool {
	_, seated := h.floor.State().Sessions.Find(name)
	return seated
}

// ready is ben at his desk page, taking calls.
func (h *fixture) ready() (closing func()) {
	h.t.Helper()
	closing = h.page("ben", "s1")
	h.do(acd.Ready{Agent: "ben"})
	return closing
}

func TestWhoIsNotThereIsNotAsked(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]func(h *fixture, closing func()){
		"removed":                   func(h *fixture, _ func()) { require.NoError(h.t, h.store.RemoveAgent(h.t.Context(), "ben")) },
		"the session ends":          func(h *fixture, _ func()) { delete(h.sessions, "s1") },
		"the session ends, no page": func(h *fixture, closing func()) { closing(); delete(h.sessions, "s1") },
		"signed out everywhere": func(h *fixture, _ func()) {
			_, err := h.store.EndSessions(h.t.Context(), "ben")
			require.NoError(h.t, err)
			delete(h.sessions, "s1")
		},
		"one of two sessions ends, the other page is closed": func(h *fixture, closing func()) {
			h.sessions["s0"] = "ben"
			other := h.page("ben", "s0")
			closing()
			other()
			delete(h.sessions, "s1")
		},
		"the page is closed": func(h *fixture, closing func()) { closing(); h.now = h.now.Add(30 * time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			closing := h.ready()
			h.enters("CA1")
			require.Equal(t, "ben", h.offered("CA1"))
			h.sessions["s2"] = "amy"
			defer h.page("amy", "s2")()
			h.do(acd.Ready{Agent: "amy"})
			leaves(h, closing)
			h.review()
			require.False(t, h.seated("ben"))
			require.Equal(t, "amy", h.offered("CA1"), "the offer goes on to the next")
			h.start()
			require.False(t, h.seated("ben"), "also after a restart")
		})
	}
}

func TestAPageMayBeClosedForAWhile(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.ready()()
	h.now = h.now.Add(29 * time.Second)
	h.review()
	require.Equal(t, acd.Available, h.floor.State().Sessions.Get("ben").Mode)
	defer h.page("ben", "s1")()
	h.now = h.now.Add(time.Hour)
	h.review()
	require.Equal(t, acd.Available, h.floor.State().Sessions.Get("ben").Mode, "the page is open again")
}

// A machine that is asleep closes no stream, but does not answer either.
func TestAPageThatStopsAnsweringIsClosed(t *testing.T) {
	t.Parallel()
	h := open(t)
	defer h.ready()()
	for range 10 {
		h.watcher.Heard("ben", "s1")
		h.now = h.now.Add(44 * time.Second)
		h.review()
		require.Equal(t, acd.Available, h.floor.State().Sessions.Get("ben").Mode)
	}
	h.now = h.now.Add(time.Second)
	h.review()
	require.False(t, h.seated("ben"))
	defer h.page("ben", "s1")()
	require.Equal(t, acd.Away, h.floor.State().Sessions.Get("ben").Mode, "awake again")
}

func TestAPersistentLineEndsWithItsAgent(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(h *fixture){
		"removed": func(h *fixture) { require.NoError(h.t, h.store.RemoveAgent(h.t.Context(), "ben")) },
		"signed out everywhere": func(h *fixture) {
			_, err := h.store.EndSessions(h.t.Context(), "ben")
			require.NoError(h.t, err)
		},
		"another number": func(h *fixture) { h.change(func(a *store.Agent) { a.Number = newNumber }) },
		"no PIN":         func(h *fixture) { h.change(func(a *store.Agent) { a.PIN = "" }) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			ben, err := h.store.Agent(t.Context(), "ben")
			require.NoError(t, err)
			h.do(acd.SignIn{Agent: h.watcher.AgentOf(ben), Leg: "CAleg"})
			h.now = h.now.Add(time.Hour)
			h.start()
			h.review()
			require.True(t, h.seated("ben"), "a line needs no page, and outlasts a restart")
			ends(h)
			h.start()
			require.False(t, h.seated("ben"))
			out, err := h.store.TakeOutgoing(t.Context(), 10)
			require.NoError(t, err)
			require.Equal(t, store.ACDAction{Action: acd.HangUp{Leg: "CAleg"}}, out[len(out)-1].Task)
		})
	}
}

func TestAChangedEntryCountsAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	defer h.ready()()
	h.enters("CA1")
	h.change(func(a *store.Agent) { a.Number = newNumber })
	require.Equal(t, "ben", h.offered("CA1"), "offered again, at the new number")
	out, err := h.store.TakeOutgoing(t.Context(), 10)
	require.NoError(t, err)
	require.Equal(t, ivr.Masked(newNumber), out[len(out)-1].Task.(store.ACDAction).Action.(acd.Ring).To)
	h.change(func(a *store.Agent) { a.Departments = []string{"fraud"} })
	require.Empty(t, h.offered("CA1"))
	require.True(t, h.floor.State().Staffed("fraud"))
	require.False(t, h.floor.State().Staffed("general"))
	h.change(func(a *store.Agent) { a.Number, a.Softphone = "", true })
	s := h.floor.State().Sessions.Get("ben")
	require.Equal(t, acd.Away, s.Mode, "no browser can be rung here")
	require.Equal(t, acd.WhyNoPhone, s.Why)
	require.ErrorIs(t, h.floor.Do(t.Context(), acd.Ready{Agent: "ben"}), acd.ErrNoPhone)
}

func TestNobodyIsAskedAfterARestartBeforeTheirPageIsBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.ready()
	h.start()
	h.enters("CA1")
	require.Empty(t, h.offered("CA1"))
	defer h.page("ben", "s1")()
	require.Equal(t, "ben", h.offered("CA1"))

	h.start()
	h.now = h.now.Add(30 * time.Second)
	h.review()
	require.False(t, h.seated("ben"), "the page did not come back")
}

func TestATalkUnderWayMayEnd(t *testing.T) {
	t.Parallel()
	h := open(t)
	defer h.ready()()
	h.enters("CA1")
	k, _ := h.floor.State().ByCall("CA1")
	h.do(acd.Accepted{Offer: k.Offer.ID, Leg: "CAleg"}, acd.Joined{Call: "CA1", Step: 2})
	require.NoError(t, h.store.RemoveAgent(t.Context(), "ben"))
	h.review()
	require.Equal(t, acd.OnCall, h.floor.State().Sessions.Get("ben").Mode)
	h.do(acd.Left{Call: "CA1"})
	require.False(t, h.seated("ben"))
}

func TestAPageEndsWithItsSession(t *testing.T) {
	t.Parallel()
	h := open(t)
	while, leave := h.watcher.Opened(t.Context(), "ben", "s1")
	defer leave()
	h.review()
	require.NoError(t, while.Err())
	delete(h.sessions, "s1")
	h.review()
	require.ErrorIs(t, while.Err(), context.Canceled)
	h.sessions["s2"] = "ben"
	defer h.page("ben", "s2")()
	require.Equal(t, acd.Away, h.floor.State().Sessions.Get("ben").Mode)
}
