package auth

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/web/webtest"
	"github.com/okpay/hotline/store"
)

// noon is when the stories begin.
var noon = time.Date(2026, 10, 9, 4, 0, 0, 0, time.UTC)

const password = "correct horse battery"

// passwordHash is quick to compare with.
var passwordHash = sync.OnceValue(func() store.Hash {
	quick := &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	hash, err := argon2id.CreateHash(password, quick)
	if err != nil {
		panic(err)
	}
	return store.Hash(hash)
})

// fixture is a gate with pages behind it, and a clock that stands still.
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
		Log: zerolog.New(h.log), PublicURL: "https://hotline.example.com",
	}
	for _, f := range change {
		f(&c)
	}
	gate, err := New(c)
	require.NoError(t, err)
	h.Gate = gate
	h.dummy = passwordHash()
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

// browser is one that comes to the pages of a fixture, and asks for no language.
type browser struct {
	*fixture
	*webtest.Browser
}

func (h *fixture) browser() *browser {
	b := webtest.New(h.t, h.echo, "https://hotline.example.com")
	b.Header.Del("Accept-Language")
	return &browser{h, b}
}

var (
	tokenField = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)
	tokenMeta  = regexp.MustCompile(`name="csrf" content="[^"]+"`)
)

func (b *browser) signIn(name, password string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.Fill("/signin", "name", name, "password", password)
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
