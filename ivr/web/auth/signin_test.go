package auth

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

func TestWhoSignsInComesToTheirRoom(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.person("bo", store.RoleOperator)
	b := h.browser()
	require.Contains(t, b.Get("/signin").Body.String(), "登录")
	w := b.signIn(" an ", password)
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "/desk", w.Header().Get("Location"))
	require.True(t, strings.HasPrefix(b.Get("/desk").Body.String(), "an "))
	require.Equal(t, "/desk", b.Get("/signin").Header().Get("Location"), "who is signed in need not")
	require.Equal(t, "/desk", b.Get("/").Header().Get("Location"))

	operator := h.browser()
	require.Equal(t, "/signin", operator.Get("/").Header().Get("Location"))
	require.Equal(t, "/console", operator.signIn("bo", password).Header().Get("Location"))
	require.Equal(t, []string{"an signin an password", "bo signin bo password"}, h.audited())
}

// A name that nobody has, one without a password and a wrong password look the
// same, and each costs one comparison.
func TestFailuresLookTheSame(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	require.NoError(t, h.kept.PutAgent(t.Context(), store.Agent{Name: "new"}))
	var bodies []string
	for _, name := range []string{"an", "new", "nobody"} {
		w := h.browser().signIn(name, "not the password")
		require.Equal(t, http.StatusUnauthorized, w.Code)
		body := tokenField.ReplaceAllString(w.Body.String(), "")
		body = strings.ReplaceAll(body, `value="`+name+`"`, "")
		body = tokenMeta.ReplaceAllString(body, "")
		bodies = append(bodies, body)
	}
	require.Equal(t, bodies[0], bodies[1])
	require.Equal(t, bodies[0], bodies[2])
	require.Equal(t, http.StatusUnauthorized, h.browser().signIn("new", "").Code)
	require.Equal(t, http.StatusUnauthorized, h.browser().signIn("nobody", "nobody's password").Code, "the stand-in is nobody's")
	require.NotContains(t, h.log.String(), "nobody")
	require.Empty(t, h.audited())
}

func TestCookiesAreKeptFromOthers(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for _, cookie := range h.browser().signIn("an", password).Result().Cookies() {
		require.True(t, strings.HasPrefix(cookie.Name, "__Host-"), cookie.Name)
		require.True(t, cookie.Secure && cookie.HttpOnly, cookie.Name)
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		require.Equal(t, "/", cookie.Path)
	}
	plain := newFixture(t, func(c *Config) { c.PublicURL = "http://127.0.0.1:8080" })
	b := plain.browser()
	b.Header.Set("Sec-Fetch-Site", "same-origin")
	require.Equal(t, http.StatusSeeOther, b.signIn("an", password).Code)
	require.Contains(t, b.Cookies, "hotline_session")
}

// The store alone lets nobody in: it has the token's hash.
func TestTheStoreHasNoTokens(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	token := b.Cookies["__Host-hotline_session"]
	require.Len(t, h.kept.sessions, 1)
	for id := range h.kept.sessions {
		require.NotContains(t, id, token)
		b.Cookies["__Host-hotline_session"] = id
		require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code)
	}
}

// Whoever planted a token in a browser does not come in with its user.
func TestSigningInMakesANewToken(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.person("bo", store.RoleAgent)
	first := h.signedIn("an")
	planted := first.Cookies["__Host-hotline_session"]
	victim := h.browser()
	victim.Cookies["__Host-hotline_session"] = planted
	form := url.Values{"_csrf": {tokenOf(planted)}, "name": {"bo"}, "password": {password}}
	require.Equal(t, http.StatusSeeOther, victim.Send(http.MethodPost, "/signin", form).Code)
	require.NotEqual(t, planted, victim.Cookies["__Host-hotline_session"])
	require.Contains(t, victim.Get("/desk").Body.String(), "bo ")
	require.Equal(t, http.StatusSeeOther, first.Get("/desk").Code, "the session before is ended")
}

func TestSessionsEndInTime(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	h.now = noon.Add(idle - time.Second)
	require.Equal(t, http.StatusOK, b.Get("/desk").Code)
	h.now = h.now.Add(idle - time.Second)
	require.Equal(t, http.StatusOK, b.Get("/desk").Code, "it was in use")
	h.now = h.now.Add(idle)
	require.Equal(t, "/signin?next=%2Fdesk", b.Get("/desk").Header().Get("Location"))

	began := h.now
	b = h.signedIn("an")
	for h.now = began; h.now.Before(began.Add(absolute)); h.now = h.now.Add(6 * time.Hour) {
		require.Equal(t, http.StatusOK, b.Get("/desk").Code)
	}
	require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code, "a week is enough")
}

// What a page asks by itself does not keep its session.
func TestAPageThatIsLeftOpenSignsOut(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	b.Header = http.Header{HeaderIdle: {"1"}, "Accept": {"text/html"}}
	for h.now = noon; h.now.Before(noon.Add(idle)); h.now = h.now.Add(time.Hour) {
		require.Equal(t, http.StatusOK, b.Get("/desk").Code)
	}
	require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code)
}

func TestSessionsAreWrittenSeldom(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	for range 60 {
		h.now = h.now.Add(10 * time.Second)
		require.Equal(t, http.StatusOK, b.Get("/desk").Code)
	}
	require.Equal(t, 2, h.kept.writes)
}

func TestOldSessionsAreForgotten(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.signedIn("an")
	h.now = noon.Add(idle)
	h.signedIn("an")
	require.Len(t, h.kept.sessions, 1)
}

func TestSigningOut(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b, other := h.signedIn("an"), h.signedIn("an")
	token := b.Cookies["__Host-hotline_session"]
	form := url.Values{"_csrf": {tokenOf(token)}}
	require.Equal(t, "/signin", b.Send(http.MethodPost, "/signout", form).Header().Get("Location"))
	b.Cookies["__Host-hotline_session"] = token
	require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code, "the token is worth nothing now")
	require.Equal(t, http.StatusOK, other.Get("/desk").Code)
	require.Contains(t, h.audited(), "an signout an")
}

// What is true of a person is true at their next request.
func TestPeopleAreSeenAsTheyAreNow(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fixture){
		"removed":      func(h *fixture) { h.kept.remove("an") },
		"new password": func(h *fixture) { h.change("an", func(a *store.Agent) { a.Password = "$another" }) },
		"added again": func(h *fixture) {
			h.kept.remove("an")
			require.NoError(h.t, h.kept.PutAgent(h.t.Context(), store.Agent{Name: "an"}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newFixture(t)
			b := h.signedIn("an")
			change(h)
			require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code)
		})
	}
	h := newFixture(t)
	b := h.signedIn("an")
	require.Equal(t, http.StatusForbidden, b.Get("/console").Code)
	h.change("an", func(a *store.Agent) { a.Role = store.RoleOperator })
	require.Equal(t, http.StatusOK, b.Get("/console").Code)
}
