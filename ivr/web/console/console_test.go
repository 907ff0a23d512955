package console

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/store"
)

func TestRolesSeeTheirPages(t *testing.T) {
	t.Parallel()
	operators := []string{"/console", "/console/calls", "/console/cases", "/console/hours", "/console/menu", "/console/ledger", "/console/cases/export", "/console/calls/export"}
	admins := []string{"/console/people", "/console/audit"}
	for role, want := range map[store.Role][2]int{
		store.RoleAgent:    {http.StatusForbidden, http.StatusForbidden},
		store.RoleOperator: {http.StatusOK, http.StatusForbidden},
		store.RoleAdmin:    {http.StatusOK, http.StatusOK},
	} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			h := open(t, role)
			for i, paths := range [][]string{operators, admins} {
				for _, path := range paths {
					require.Equal(t, want[i], h.Get(path).Code, path)
				}
			}
		})
	}
}

func TestTheWallboardTellsHowTheHouseDoes(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.stage.floor = h.stage.floor.WithSession(acd.AgentSession{Agent: acd.Agent{Name: "an"}, Mode: acd.OnCall})
	h.stage.floor = h.stage.floor.With(acd.Interaction{ID: "1", State: acd.Waiting, Since: h.now.Add(-90 * time.Second)})
	h.stage.floor = h.stage.floor.With(acd.Interaction{ID: "2", State: acd.Talking, Since: h.now.Add(-time.Hour)})
	h.stage.floor = h.stage.floor.With(acd.Interaction{ID: "3", Case: "12345678", State: acd.Waiting, Since: h.now.Add(-2 * time.Hour)})
	h.stage.queues = []dispatch.QueueStatus{
		{Name: "fraud", Open: true, Waiting: 1, Longest: 90 * time.Second, Level: 0.5, Target: 0.8, Within: 20 * time.Second, Answered: 4, Abandoned: 2},
		{Name: "general", Level: -1},
	}
	h.happens("CA1", h.now.Add(-time.Hour), ivr.Ended{Status: "completed"})
	h.happens("CA2", h.now.Add(-7*24*time.Hour-time.Hour), ivr.Ended{Status: "completed"})
	h.recount()
	seen := h.Read("/console")
	for _, want := range []string{
		`<b>1</b><span>Waiting`, "1:30", "50%", "target 80% in 20 s", "No calls yet today</span>", "1 by now a week ago", "Hung up",
		`<b>1</b><span>Agents signed in`, `class="tile late"`,
	} {
		require.True(t, strings.Contains(seen, want), want)
	}
}

func TestALineIsClosedForNowAndOpenedAgain(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	require.Contains(t, h.Read("/console/hours"), "Our people can&#39;t take calls right now")
	closing := func(until, reason string) string {
		return h.Post("/console/hours/support/close", url.Values{"until": {until}, "reason": {reason}}).Header().Get("Location")
	}
	require.Contains(t, closing("2026-03-02T09:00", "a drill"), "wrong.until")
	require.Contains(t, closing("tomorrow", "a drill"), "wrong.until")
	require.Contains(t, closing("2026-03-02T11:00", " "), "wrong.reason")
	require.Contains(t, h.Read(closing("2026-03-02T11:00", "a drill")), "closed now, until 2026-03-02 11:00")
	closures, err := h.store.Closures(t.Context())
	require.NoError(t, err)
	require.True(t, closures["support"].Until.Equal(h.now.Add(time.Hour)))
	require.Contains(t, h.Post("/console/hours/support/open", url.Values{}).Header().Get("Location"), "done.line_opened")
	require.Equal(t, http.StatusNotFound, h.Post("/console/hours/nothing/open", url.Values{}).Code)
	require.Subset(t, h.audited(), []string{"line.open support", "line.close support 2026-03-02T11:00:00+08:00: a drill"})
}

func TestTheMenuIsAPictureWithTodaysTraffic(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.happens("CA1", h.now.Add(-time.Minute))
	h.recount()
	seen := h.Read("/console/menu")
	require.Contains(t, seen, `data-node="main"`)
	require.Contains(t, seen, `id="node-main"`)
	require.Contains(t, seen, "Numbers and widths are today&#39;s 1 calls.")
	require.Contains(t, seen, "then → who · 1 passed")
}

// Who keeps the menus sees the words of all languages, and a menu that is refused.
func TestThePictureOfWhatIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	page := h.Read("/console/menu?of=folder")
	require.NotContains(t, page, "Show the refused menus")
	require.NotContains(t, page, "您好，这里是")
	require.Contains(t, h.Read("/console/menu?words=all"), "您好，这里是")

	folder := *h.menu.Tree
	folder.Revision = "ffffffffffff"
	h.shelf.folder = &Menu{Tree: &folder}
	require.Contains(t, h.Read("/console/menu"), `href="/console/menu?of=folder"`)
	page = h.Read("/console/menu?of=folder&words=all")
	require.Contains(t, page, "ffffffffffff")
	require.Contains(t, page, `href="/console/menu?words=all"`, "to what is live")
	require.Contains(t, page, `href="/console/menu?of=folder"`, "to one language")
}

func TestPeopleAreSignedOutEverywhere(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.stage.floor = h.stage.floor.WithSession(acd.AgentSession{Agent: acd.Agent{Name: "an"}, Mode: acd.WrapUp, At: h.now})
	require.Contains(t, h.Read("/console/people"), "Wrap-up")
	require.Equal(t, http.StatusNotFound, h.Post("/console/people/nobody/signout", url.Values{}).Code)
	require.Equal(t, http.StatusSeeOther, h.Post("/console/people/an/signout", url.Values{}).Code)
	require.Contains(t, h.Get("/console").Header().Get("Location"), "/signin")
}

// One's own second factor is not reset here, where an open browser would be enough.
func TestASecondFactorIsReset(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	have := func(name string) {
		a, err := h.store.Agent(t.Context(), name)
		if err != nil {
			a = store.Agent{Name: name}
		}
		a.Second = store.SecondFactor{Secret: "INVENTED", Since: h.now}
		require.NoError(t, h.store.PutAgent(t.Context(), a))
	}
	on := func(name string) bool {
		a, err := h.store.Agent(t.Context(), name)
		require.NoError(t, err)
		return a.Second.On()
	}
	have("an")
	have("bo")
	require.Contains(t, h.Read("/console/people"), `action="/console/people/bo/second"`)
	require.NotContains(t, h.Read("/console/people"), `action="/console/people/an/second"`)
	require.Equal(t, http.StatusNotFound, h.Post("/console/people/nobody/second", url.Values{}).Code)
	require.Equal(t, "/account", h.Post("/console/people/an/second", url.Values{}).Header().Get("Location"))
	for range 2 {
		require.Equal(t, http.StatusSeeOther, h.Post("/console/people/bo/second", url.Values{}).Code)
	}
	require.True(t, on("an"))
	require.False(t, on("bo"))
	require.Equal(t, 1, strings.Count(h.Read("/console/audit?action=person.second_reset&who=an"), "<td>bo</td>"))
}

func TestTheAuditIsRead(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.happens("CA1", h.now.Add(-time.Minute))
	h.Read("/console/calls/CA1")
	require.Contains(t, h.Read("/console/audit?action=call.view&who=an&since=2026-03-02"), "CA1")
	require.NotContains(t, h.Read("/console/audit?action=case.view"), "CA1")
	require.NotContains(t, h.Read("/console/audit?since=2026-03-03"), "CA1")
}

// follow opens the wallboard's stream, and returns the name of its next event at each call.
func (h *fixture) follow(site string) (event func() string) {
	h.t.Helper()
	ctx, hangUp := context.WithTimeout(h.t.Context(), 20*time.Second)
	h.t.Cleanup(hangUp)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, site+"/console/live", nil)
	require.NoError(h.t, err)
	r.Header.Set("Accept", "text/event-stream")
	for name, value := range h.Cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	stream, err := http.DefaultClient.Do(r)
	require.NoError(h.t, err)
	h.t.Cleanup(func() { _ = stream.Body.Close() })
	lines := bufio.NewScanner(stream.Body)
	return func() string {
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				return name
			}
		}
		return "the end"
	}
}

func TestTheWallboardIsLive(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	server := httptest.NewServer(h.Pages)
	t.Cleanup(server.Close)
	event := h.follow(server.URL)
	for _, part := range boardParts {
		require.Equal(t, part, event())
	}
	h.stage.turns(dispatch.QueueStatus{Name: "fraud", Open: true, Level: -1})
	require.Equal(t, "queues", event(), "only what has changed comes anew")
}

// All wallboards of a language are rendered together.
func TestWallboardsAreRenderedOnce(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	server := httptest.NewServer(h.Pages)
	t.Cleanup(server.Close)
	before := h.stage.looks
	var all []func() string
	for range 8 {
		event := h.follow(server.URL)
		for _, part := range boardParts {
			require.Equal(t, part, event())
		}
		all = append(all, event)
	}
	h.stage.turns(dispatch.QueueStatus{Name: "fraud", Open: true, Level: -1})
	for _, event := range all {
		require.Equal(t, "queues", event())
	}
	h.stage.mu.Lock()
	defer h.stage.mu.Unlock()
	require.LessOrEqual(t, h.stage.looks-before, 2+2, "one at first, one of the change, and those that time brings")
}
