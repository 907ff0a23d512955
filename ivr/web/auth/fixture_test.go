package auth

import (
	"bytes"
	"context"
	"crypto/rand"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// noon is when the stories begin.
var noon = time.Date(2026, 10, 9, 4, 0, 0, 0, time.UTC)

const password = "correct horse battery"

// passwordHash takes a while to make, so it is made once.
var passwordHash = sync.OnceValue(func() store.Hash {
	hash, err := HashSecret(password)
	if err != nil {
		panic(err)
	}
	return hash
})

// house is a gate with rooms behind it, and a clock that stands still.
type fixture struct {
	t *testing.T
	*Gate
	kept *memory
	log  *bytes.Buffer
	now  time.Time
	echo *echo.Echo
}

func newFixture(t *testing.T, change ...func(*Config)) *fixture {
	h := &fixture{t: t, kept: newMemory(), log: new(bytes.Buffer), now: noon, echo: echo.New()}
	c := Config{
		Store: h.kept, Clock: func() time.Time { return h.now }, Random: rand.Reader,
		Log: zerolog.New(h.log), PublicURL: "https://hotline.example.com", Secret: []byte("invented"),
	}
	for _, f := range change {
		f(&c)
	}
	gate, err := New(c)
	require.NoError(t, err)
	h.Gate = gate
	h.echo.IPExtractor = echo.ExtractIPDirect()
	gate.Mount(h.echo)
	said := func(c echo.Context) error {
		who, _ := Who(c)
		return c.String(http.StatusOK, who.Name+" "+Token(c))
	}
	for path, role := range map[string]store.Role{
		"/desk": store.RoleAgent, "/console": store.RoleOperator, "/api/v1/people": store.RoleAdmin,
	} {
		h.echo.GET(path, said, gate.Require(role))
		h.echo.POST(path, said, gate.Require(role))
	}
	h.person("an", store.RoleAgent)
	return h
}

// person adds somebody whose password is known.
func (h *fixture) person(name string, role store.Role) {
	h.t.Helper()
	require.NoError(h.t, h.kept.PutAgent(h.t.Context(), store.Agent{Name: name, Role: role, Password: passwordHash()}))
}

func (h *fixture) change(name string, change func(*store.Agent)) {
	h.t.Helper()
	a, err := h.kept.Agent(h.t.Context(), name)
	require.NoError(h.t, err)
	change(&a)
	require.NoError(h.t, h.kept.PutAgent(h.t.Context(), a))
}

// browser keeps cookies, and comes from an address.
type browser struct {
	*fixture
	address string
	cookies map[string]string
	header  http.Header
}

func (h *fixture) browser() *browser {
	return &browser{fixture: h, address: "192.0.2.1", cookies: map[string]string{}, header: http.Header{"Accept": {"text/html"}}}
}

func (b *browser) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, "https://hotline.example.com"+path, strings.NewReader(form.Encode()))
	r.RemoteAddr = b.address + ":1234"
	maps.Copy(r.Header, b.header)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, name := range slices.Sorted(maps.Keys(b.cookies)) {
		r.AddCookie(&http.Cookie{Name: name, Value: b.cookies[name]})
	}
	w := httptest.NewRecorder()
	b.echo.ServeHTTP(w, r)
	for _, cookie := range w.Result().Cookies() {
		b.cookies[cookie.Name] = cookie.Value
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil)
}

var (
	tokenField = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)
	tokenMeta  = regexp.MustCompile(`name="csrf" content="[^"]+"`)
)

// post fills in the form of a page, as a person does.
func (b *browser) post(path string, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := url.Values{}
	if found := tokenField.FindStringSubmatch(b.get(path).Body.String()); found != nil {
		form.Set("_csrf", found[1])
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

func (b *browser) signIn(name, password string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.post("/signin", "name", name, "password", password)
}

// signedIn is a browser of somebody who is signed in.
func (h *fixture) signedIn(name string) *browser {
	h.t.Helper()
	b := h.browser()
	require.Equal(h.t, http.StatusSeeOther, b.signIn(name, password).Code)
	return b
}

func (h *fixture) audited() []string {
	h.t.Helper()
	var all []string
	for e, err := range h.kept.ListAudit(context.Background(), store.AuditFilter{}) {
		require.NoError(h.t, err)
		all = append(all, strings.TrimSpace(e.Who+" "+e.Action+" "+e.Object+" "+e.Detail))
	}
	return all
}
