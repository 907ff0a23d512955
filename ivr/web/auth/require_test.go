package auth

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

func TestEachRoleOpensItsRooms(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for role, want := range map[store.Role][3]int{
		"":                 {200, 403, 403},
		store.RoleAgent:    {200, 403, 403},
		store.RoleOperator: {200, 200, 403},
		store.RoleAdmin:    {200, 200, 200},
		"janitor":          {403, 403, 403},
	} {
		name := "a-" + string(role)
		h.person(name, role)
		b := h.signedIn(name)
		for i, path := range []string{"/desk", "/console", "/api/v1/people"} {
			require.Equal(t, want[i], b.Get(path).Code, "%s at %s", name, path)
		}
	}
	for path, want := range map[string]int{"/desk": 303, "/console": 303, "/api/v1/people": 401} {
		require.Equal(t, want, h.browser().Get(path).Code, path)
	}
}

// Everyone is refused in a form that they can read.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for name, test := range map[string]struct {
		method, path, accept string
		status               int
		location, body       string
	}{
		"a page":         {http.MethodGet, "/desk?a=1&b=2", "text/html", 303, "/signin?next=%2Fdesk%3Fa%3D1%26b%3D2", ""},
		"a form":         {http.MethodPost, "/desk", "text/html", 303, "/signin", ""},
		"a script":       {http.MethodPost, "/desk", "text/plain", 401, "", "sign in again"},
		"a stream":       {http.MethodGet, "/desk", "text/event-stream", 401, "", "sign in again"},
		"a program":      {http.MethodGet, "/api/v1/people", "", 401, "", `{"error":"You are signed out: sign in again."}`},
		"an API, viewed": {http.MethodGet, "/api/v1/people", "text/html", 401, "", `{"error":`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := h.browser()
			b.Header = http.Header{"Accept": {test.accept}, "Accept-Language": {"en"}}
			w := b.Send(test.method, test.path, nil)
			require.Equal(t, test.status, w.Code)
			require.Equal(t, test.location, w.Header().Get("Location"))
			require.Contains(t, w.Body.String(), test.body)
		})
	}
	b := h.signedIn("an")
	require.Contains(t, b.Get("/console").Body.String(), "您的角色不能打开此页面")
	require.Equal(t, "no-store", b.Get("/desk").Header().Get("Cache-Control"), "nothing is left in a shared browser")
}

func TestAfterSigningInOneGoesOn(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.browser()
	location := b.Get("/desk?case=C-1").Header().Get("Location")
	require.Contains(t, b.Get(location).Body.String(), `name="next" value="/desk?case=C-1"`)
	require.Equal(t, "/desk?case=C-1", b.Fill("/signin", "name", "an", "password", password, "next", "/desk?case=C-1").Header().Get("Location"))
}

func TestOnlyPathsOfThisHouseAreGoneOnTo(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]bool{
		"/desk": true, "/console?tab=cases&x=%2F%2F": true, "/desk#card": true, "/": true, "/案件": true,
		"": false, "desk": false, "//evil.example": false, "/\\evil.example": false, "\\\\evil.example": false,
		"https://evil.example/": false, "HTTPS:evil.example": false, "javascript:alert(1)": false,
		"/\t/evil.example": false, "/\n/evil.example": false, " //evil.example": false, "/ /x": false,
		"/%2f/evil.example": false, "///evil.example": false, "/signin": false, "/signin/oidc": false, "/signout": false,
		"http:///evil.example": false, "/\x00": false, "%zz": false, "/%zz": false,
	} {
		require.Equal(t, want, local(next, "no") == next, "%q", next)
	}
	rapid.Check(t, func(t *rapid.T) {
		next := rapid.StringMatching("[/\\\\a.:@ \t%2fF#?-]{0,12}").Draw(t, "next")
		base, err := url.Parse("https://hotline.example.com/signin")
		require.NoError(t, err)
		u, err := base.Parse(local(next, "/desk"))
		require.NoError(t, err)
		require.Equal(t, "https://hotline.example.com", u.Scheme+"://"+u.Host)
	})
}

// What changes something comes from a page of this house, or not at all.
func TestOtherSitesChangeNothing(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	token := tokenOf(b.Cookies["__Host-hotline_session"])
	foreign := h.signedIn("an")
	for name, test := range map[string]struct {
		field  string
		header http.Header
		want   int
	}{
		"the form's token":         {field: token, want: 200},
		"the script's token":       {header: http.Header{"X-Csrf-Token": {token}}, want: 200},
		"from the page itself":     {field: token, header: http.Header{"Sec-Fetch-Site": {"same-origin"}}, want: 200},
		"from another site":        {field: token, header: http.Header{"Sec-Fetch-Site": {"cross-site"}}, want: 403},
		"from a neighbour":         {field: token, header: http.Header{"Sec-Fetch-Site": {"same-site"}}, want: 403},
		"an old browser":           {field: token, header: http.Header{"Origin": {"https://hotline.example.com"}}, want: 200},
		"an old browser elsewhere": {field: token, header: http.Header{"Origin": {"https://evil.example"}}, want: 403},
		"no token":                 {want: 403},
		"another session's":        {field: tokenOf(foreign.Cookies["__Host-hotline_session"]), want: 403},
		"of no cookie":             {field: tokenOf(""), want: 403},
	} {
		b.Header = http.Header{"Accept": {"text/plain"}}
		for key, values := range test.header {
			b.Header[key] = values
		}
		require.Equal(t, test.want, b.Send(http.MethodPost, "/desk", url.Values{"_csrf": {test.field}}).Code, name)
	}
}

// Nobody is signed in, out or invited by another site's doing.
func TestVisitorsHaveTokensToo(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	form := url.Values{"name": {"an"}, "password": {password}}
	require.Equal(t, http.StatusForbidden, h.browser().Send(http.MethodPost, "/signin", form).Code)
	require.Equal(t, http.StatusForbidden, h.signedIn("an").Send(http.MethodPost, "/signout", nil).Code)
	require.Equal(t, http.StatusForbidden, h.browser().Send(http.MethodPost, "/signin/invite/x", form).Code)
}

// A stream ends when its reader may no longer read it, and does not count as
// use.
func TestStreamsEndWithTheRight(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.recheck = time.Millisecond
	reading := make(chan struct{})
	h.echo.GET("/desk/live", func(c echo.Context) error {
		close(reading)
		<-c.Request().Context().Done()
		return c.NoContent(http.StatusNoContent)
	}, h.Require(store.RoleAgent))
	b := h.signedIn("an")
	b.Header = http.Header{"Accept": {"text/event-stream"}}
	h.now = noon.Add(time.Hour)
	ended := make(chan *httptest.ResponseRecorder, 1)
	go func() { ended <- b.Get("/desk/live") }()
	<-reading
	h.kept.remove("an")
	require.Equal(t, http.StatusNoContent, (<-ended).Code)
	require.Zero(t, h.kept.writes)
}

// A session has ten live pages, and not one more; another session has its own.
func TestStreamsOfASessionAreBounded(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	reading := make(chan struct{})
	h.echo.GET("/desk/live", func(c echo.Context) error {
		reading <- struct{}{}
		<-c.Request().Context().Done()
		return c.NoContent(http.StatusNoContent)
	}, page.Choose, h.Require(store.RoleAgent))
	b, other := h.signedIn("an"), h.signedIn("an")
	stream := func(ctx context.Context, b *browser) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, b.Site+"/desk/live", nil)
		r.Header = http.Header{"Accept": {"text/event-stream"}, "Accept-Language": {"en-US"}}
		r.AddCookie(&http.Cookie{Name: "__Host-hotline_session", Value: b.Cookies["__Host-hotline_session"]})
		w := httptest.NewRecorder()
		h.echo.ServeHTTP(w, r)
		return w
	}
	ctx, hangUp := context.WithCancel(t.Context())
	var open sync.WaitGroup
	for range mostStreams {
		open.Go(func() { stream(ctx, b) })
		<-reading
	}
	w := stream(ctx, b)
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Equal(t, "Too many live pages are open: close some of them.\n", w.Body.String())
	open.Go(func() { stream(ctx, other) })
	<-reading
	hangUp()
	open.Wait()
	require.Empty(t, h.streams.open)
	again, hangUp := context.WithCancel(t.Context())
	open.Go(func() { stream(again, b) })
	<-reading
	hangUp()
	open.Wait()
}

// A store that fails lets nobody in, and signs nobody out.
func TestABrokenStoreLetsNobodyIn(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	h.kept.broken = errors.New("disk full")
	require.Equal(t, http.StatusInternalServerError, b.Get("/desk").Code)
	h.kept.broken = nil
	require.Equal(t, http.StatusOK, b.Get("/desk").Code)
}

func TestAuditNamesWhoAndFromWhere(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.echo.GET("/case", func(c echo.Context) error { return h.Audit(c, "case.view", "C-1", "****0001") }, h.Require(store.RoleAgent))
	h.signedIn("an").Get("/case")
	require.Equal(t, store.AuditEntry{
		At: noon, Who: "an", Role: store.RoleAgent, Action: "case.view", Object: "C-1", Detail: "****0001", Address: "192.0.2.1",
	}, h.kept.audit[1])
}
