package agent

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/webtest"
	"github.com/okpay/hotline/store"
)

const (
	site     = "http://hotline.test"
	password = "a long invented password"
)

var passwordHash = sync.OnceValues(func() (store.Hash, error) { return auth.HashSecret(password) })

// everyoneIsThere stands in for package presence.
type everyoneIsThere struct{}

func (everyoneIsThere) Shown(string, string) {}
func (everyoneIsThere) Opened(ctx context.Context, _, _ string) (context.Context, func()) {
	return ctx, func() {}
}
func (everyoneIsThere) Heard(string, string)                 {}
func (everyoneIsThere) Review(context.Context, string) error { return nil }
func (everyoneIsThere) AgentOf(a store.Agent) acd.Agent {
	return acd.Agent{Name: a.Name, Address: "client:amy", Queues: a.Departments, Languages: a.Languages}
}

// fixture is the desk with a real store, ACD and gate; amy is signed in.
type fixture struct {
	*webtest.Browser
	t     *testing.T
	pages *Pages
	store store.Store
}

func open(t *testing.T, calls ...ivr.Call) *fixture {
	t.Helper()
	h := &fixture{t: t, pages: pages(t, calls...)}
	h.store = h.pages.Store.(store.Store)
	gate, err := auth.New(auth.Config{
		Store: h.store, Clock: h.pages.Clock, Random: rand.Reader, Log: zerolog.Nop(), PublicURL: site,
	})
	require.NoError(t, err)
	h.pages.Gate, h.pages.Presence = gate, everyoneIsThere{}
	e := echo.New()
	gate.Mount(e)
	h.pages.Mount(e)
	hash, err := passwordHash()
	require.NoError(t, err)
	require.NoError(t, h.store.PutAgent(t.Context(), store.Agent{
		Name: "amy", Password: hash, Departments: []string{"refunds"}, Languages: []string{"zh-CN"},
	}))
	h.Browser = webtest.New(t, e, site)
	h.SignIn("amy", password, "/desk")
	return h
}

// audited lists what was written down of an action.
func (h *fixture) audited(action string) (told []string) {
	h.t.Helper()
	for e, err := range h.store.ListAudit(h.t.Context(), store.AuditFilter{Action: action}) {
		require.NoError(h.t, err)
		told = append(told, strings.TrimSpace(e.Object+" "+e.Detail))
	}
	return told
}

func (h *fixture) does(events ...acd.Event) {
	h.t.Helper()
	for _, e := range events {
		require.NoError(h.t, h.pages.ACD.(*dispatch.Dispatcher).Do(h.t.Context(), e))
	}
}

// talks lets amy talk with the caller of a call.
func (h *fixture) talks(call string) {
	h.t.Helper()
	h.does(acd.Ready{Agent: "amy"}, acd.Enqueued{Call: call, Queue: "refunds", Language: "zh-CN", Step: 1, There: true})
	h.does(acd.Accepted{Offer: h.pages.ACD.State().Interactions.Get(call).Offer.ID, Leg: "leg"}, acd.Joined{Call: call, Step: 2})
}

func (h *fixture) opens(cases ...store.Case) {
	h.t.Helper()
	var changes []store.CaseChange
	for _, c := range cases {
		changes = append(changes, store.CaseChange{Open: &c})
	}
	require.NoError(h.t, h.store.Commit(h.t.Context(), store.Commit{
		Claim: store.StepKey{Call: "CAcases", Step: "0"}, Call: ivr.Call{ID: "CAcases", Began: noon, At: noon}, Cases: changes,
	}))
}
