package auth

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// app is somebody's authenticator app.
type app struct {
	h      *fixture
	secret string
}

// code is what the app shows, some steps from now.
func (a app) code(steps int) string {
	a.h.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.h.now.Add(time.Duration(steps)*codePeriod*time.Second))
	require.NoError(a.h.t, err)
	return code
}

var (
	secretShown   = regexp.MustCompile(`<code class="secret">([^<]+)</code>`)
	recoveryShown = regexp.MustCompile(`<li><code>([^<]+)</code></li>`)
)

// setUp sets up a second factor at a browser that is signed in, and returns the app and the
// recovery codes. A minute passes: the first code is used.
func (b *browser) setUp() (app, []string) {
	b.t.Helper()
	b.Get("/account")
	a := b.scan()
	w := b.Post("/account/second/confirm", url.Values{"code": {a.code(0)}})
	require.Equal(b.t, http.StatusOK, w.Code, w.Body.String())
	b.now = b.now.Add(time.Minute)
	return a, shownRecovery(b.t, w)
}

// scan gives an app the secret that the page shows.
func (b *browser) scan() app {
	b.t.Helper()
	w := b.Post("/account/second", url.Values{"password": {password}})
	require.Equal(b.t, http.StatusOK, w.Code, w.Body.String())
	require.Contains(b.t, w.Body.String(), "<svg viewBox=")
	return app{b.fixture, strings.ReplaceAll(secretShown.FindStringSubmatch(w.Body.String())[1], " ", "")}
}

func shownRecovery(t *testing.T, w *httptest.ResponseRecorder) (all []string) {
	t.Helper()
	for _, found := range recoveryShown.FindAllStringSubmatch(w.Body.String(), -1) {
		all = append(all, found[1])
	}
	require.Len(t, all, recoveryCodes)
	return all
}

// half is a browser at which somebody's password was right, and the code is wanted.
func (h *fixture) half(name string) *browser {
	h.t.Helper()
	b := h.browser()
	w := b.signIn(name, password)
	require.Equal(h.t, http.StatusSeeOther, w.Code, w.Body.String())
	require.Equal(h.t, pathCode, w.Header().Get("Location"))
	require.Equal(h.t, http.StatusSeeOther, b.Get("/desk").Code, "the password alone opens nothing")
	return b
}

func (b *browser) enter(code string) int {
	b.t.Helper()
	return b.Fill(pathCode, "code", code).Code
}

// The codes of RFC 6238, appendix B, without their first two digits.
func TestCodesAreThoseOfTheRFC(t *testing.T) {
	t.Parallel()
	secret := store.Hash(base32.StdEncoding.EncodeToString([]byte("12345678901234567890")))
	for seconds, code := range map[int64]string{1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		for steps, taken := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
			f, err := use(store.SecondFactor{Secret: secret}, code, appCode, time.Unix(seconds+steps*codePeriod, 0))
			if !taken {
				require.ErrorIs(t, err, errWrongCode)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, seconds/codePeriod, f.Used)
			_, err = use(f, code, appCode, time.Unix(seconds, 0))
			require.ErrorIs(t, err, errWrongCode, "a code is taken once")
		}
	}
}

func TestSecondFactorIsAskedFor(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	app, _ := h.signedIn("an").setUp()
	b := h.half("an")
	require.Equal(t, http.StatusUnauthorized, b.enter("not a code"))
	code := app.code(0)
	require.Equal(t, http.StatusSeeOther, b.enter(code[:3]+" "+code[3:]))
	require.Equal(t, http.StatusOK, b.Get("/desk").Code)
	require.Equal(t, http.StatusUnauthorized, h.half("an").enter(code), "a code is taken once")
	require.Equal(t, http.StatusUnauthorized, h.half("an").enter(app.code(-1)), "nor is one of before")
	require.Equal(t, http.StatusSeeOther, h.half("an").enter(app.code(1)))
	require.Subset(t, h.audited(), []string{"an account.second_on an", "signin.code_wrong an password", "an signin an password and code"})
	require.NotContains(t, h.log.String(), code)
	require.NotContains(t, fmt.Sprintf("%+v %#v", h.kept.people["an"], h.kept.people["an"]), app.secret)
}

// A right code is taken once, also by two processes at the same moment.
func TestOneCodeLetsOneIn(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	app, recovery := h.signedIn("an").setUp()
	for _, code := range []string{app.code(0), recovery[0]} {
		var taken, refused atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				switch _, err := h.useCode(context.Background(), "an", code, appCode, recoveryCode); {
				case err == nil:
					taken.Add(1)
				case errors.Is(err, errWrongCode):
					refused.Add(1)
				}
			})
		}
		all.Wait()
		require.Equal(t, []int32{1, 7}, []int32{taken.Load(), refused.Load()})
	}
}

func TestRecoveryCodesStandInForTheApp(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	app, recovery := h.signedIn("an").setUp()
	thief := h.half("an")
	for thief.enter(app.code(9)) != http.StatusTooManyRequests {
	}
	b := h.half("an")
	require.Equal(t, http.StatusTooManyRequests, b.enter(app.code(0)), "the app's codes wait for everybody")
	require.Equal(t, http.StatusSeeOther, b.enter(strings.ToUpper(recovery[3])), "and recovery codes do not")
	require.Equal(t, http.StatusUnauthorized, h.half("an").enter(recovery[3]), "each is good once")
	require.Contains(t, h.audited(), "an signin an password and code (recovery code, 9 left)")
	require.NotContains(t, fmt.Sprint(h.kept.people["an"].Second.Recovery[0].Reveal()), recovery[0], "hashes are kept")

	h.now = h.now.Add(forgiven + time.Second)
	require.Contains(t, b.Get("/account").Body.String(), "剩余恢复码：9 个")
	require.Equal(t, http.StatusUnauthorized, b.Post("/account/second/recovery", url.Values{"code": {"000000"}}).Code)
	w := b.Post("/account/second/recovery", url.Values{"code": {app.code(0)}})
	fresh := shownRecovery(t, w)
	require.Equal(t, http.StatusUnauthorized, h.half("an").enter(recovery[0]), "the old ones are gone")
	require.Equal(t, http.StatusSeeOther, h.half("an").enter(fresh[0]))
}

func TestSecondFactorIsTurnedOff(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	app, _ := b.setUp()
	b.Get("/account")
	require.Equal(t, http.StatusUnauthorized, b.Post("/account/second/off", url.Values{"code": {app.code(5)}}).Code)
	require.Equal(t, http.StatusOK, b.Post("/account/second/off", url.Values{"code": {app.code(1)}}).Code)
	require.Equal(t, http.StatusSeeOther, h.browser().signIn("an", password).Code)
	require.Equal(t, store.SecondFactor{}, h.kept.people["an"].Second)
	require.Contains(t, h.audited(), "an account.second_off an")
}

// A browser that is left open gives its user's sign-in to nobody.
func TestSettingUpTakesThePassword(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	b.Get("/account")
	begin := func(typed string) int { return b.Post("/account/second", url.Values{"password": {typed}}).Code }
	require.Equal(t, http.StatusUnauthorized, begin("not the password"))
	app := b.scan()
	confirm := func(code string) int { return b.Post("/account/second/confirm", url.Values{"code": {code}}).Code }
	require.Equal(t, http.StatusUnauthorized, confirm(app.code(5)))
	require.False(t, h.kept.people["an"].Second.On(), "it is on once a code was right")
	again := b.scan()
	require.NotEqual(t, app.secret, again.secret, "a secret is shown once")
	require.Equal(t, http.StatusUnauthorized, confirm(app.code(0)))
	require.Equal(t, http.StatusOK, confirm(again.code(0)))
	require.Equal(t, http.StatusSeeOther, begin(password), "which is not replaced without a code")
	require.Equal(t, http.StatusForbidden, b.Send(http.MethodPost, "/account/second/off", url.Values{"code": {again.code(1)}}).Code, "by another site")
	require.Equal(t, http.StatusSeeOther, h.browser().Get("/account").Code)
}

// What is between password and code is the browser's alone, for a while.
func TestPasswordAloneIsShortLived(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.person("bo", store.RoleAdmin)
	app, _ := h.signedIn("an").setUp()
	const cookie = "__Host-" + cookieHalf
	for name, spoil := range map[string]func(b *browser){
		"too late": func(*browser) { h.now = h.now.Add(halfLasts) },
		"forged":   func(b *browser) { b.Cookies[cookie] = "eyJOYW1lIjoiYm8ifQ.AAAA" },
		"none":     func(b *browser) { delete(b.Cookies, cookie) },
		"changed":  func(b *browser) { b.Cookies[cookie] = "A" + b.Cookies[cookie][1:] },
		"after another password": func(*browser) {
			h.change("an", func(a *store.Agent) { a.Password = "$another" })
		},
	} {
		b := h.half("an")
		spoil(b)
		b.Get(pathSignIn)
		w := b.Post(pathCode, url.Values{"code": {app.code(0)}})
		require.Equal(t, http.StatusSeeOther, w.Code, name)
		require.Equal(t, pathSignIn, w.Header().Get("Location"), name)
		require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code, name)
		h.change("an", func(a *store.Agent) { a.Password = passwordHash() })
	}
}

func TestAnInvitationDoesNotReplaceTheCode(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	app, _ := h.signedIn("an").setUp()
	b := h.browser()
	const fresh = "a fresh and longer one"
	require.Equal(t, pathCode, b.Fill(h.invite("an"), "password", fresh, "again", fresh).Header().Get("Location"))
	require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code)
	require.Equal(t, http.StatusSeeOther, b.enter(app.code(0)))
	require.Equal(t, http.StatusOK, b.Get("/desk").Code)
}

// Whoever must have a second factor sets one up before anything else is open.
func TestSecondFactorIsRequired(t *testing.T) {
	t.Parallel()
	h := newFixture(t, func(c *Config) { c.SecondFrom = store.RoleOperator })
	h.person("bo", store.RoleOperator)
	require.Equal(t, http.StatusOK, h.signedIn("an").Get("/desk").Code, "agents need not")

	b, elsewhere := h.signedIn("bo"), h.signedIn("bo")
	require.Equal(t, pathAccount, b.Get("/console").Header().Get("Location"))
	require.Equal(t, http.StatusForbidden, b.Get("/api/v1/people").Code)
	require.Contains(t, b.Get("/account").Body.String(), "必须开启两步验证")
	app, _ := b.setUp()
	require.Equal(t, http.StatusOK, b.Get("/console").Code)

	w := elsewhere.Get("/console")
	require.Equal(t, "/signin?next=%2Fconsole", w.Header().Get("Location"), "who knew the password alone signs in anew")
	require.Equal(t, http.StatusSeeOther, h.half("bo").enter(app.code(0)))

	b.Get("/account")
	require.Equal(t, http.StatusOK, b.Post("/account/second/off", url.Values{"code": {app.code(1)}}).Code)
	require.Equal(t, http.StatusOK, b.Get("/console").Code, "this session has proved one")
	require.Equal(t, pathAccount, h.signedIn("bo").Get("/console").Header().Get("Location"))
}

// However many addresses guess at a name, its owner comes in: with a code of their app at
// once, and with a link of an operator's.
func TestGuessersKeepNobodyOut(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.person("bo", store.RoleAgent)
	app, _ := h.signedIn("an").setUp()
	guess := func() {
		for _, name := range []string{"an", "bo"} {
			for i := range 250 {
				_, err := h.tries.take(t.Context(), h.now, nameKey(name), addressKey(fmt.Sprint("198.51.100.", i)))
				require.NoError(t, err)
			}
		}
	}
	for range 20 {
		h.now = h.now.Add(longestWait)
		guess()
	}
	b := h.browser()
	w := b.signIn("an", password)
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Contains(t, w.Body.String(), `name="code"`)
	with := func(name, code string) int {
		return b.Post("/signin", url.Values{"name": {name}, "password": {password}, "code": {code}}).Code
	}
	require.Equal(t, http.StatusTooManyRequests, with("an", app.code(9)))
	require.Equal(t, http.StatusTooManyRequests, with("bo", app.code(0)), "another's code")
	require.Equal(t, http.StatusSeeOther, with("an", app.code(0)))
	require.Equal(t, http.StatusOK, b.Get("/desk").Code)

	const fresh = "a fresh and longer one"
	invited := h.browser()
	require.Equal(t, http.StatusSeeOther, invited.Fill(h.invite("bo"), "password", fresh, "again", fresh).Code)
	require.Equal(t, http.StatusOK, invited.Get("/desk").Code)
	guess()
	delete(invited.Cookies, "__Host-hotline_session")
	require.Equal(t, http.StatusSeeOther, invited.signIn("bo", fresh).Code, "and the browser is known from then on")
}

// A code hurries one password, not many: it is used up by a wrong one, too.
func TestCodeHurriesOnePassword(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	app, _ := h.signedIn("an").setUp()
	for range freeTries {
		h.browser().signIn("an", "x")
	}
	b := h.browser()
	b.Get("/signin")
	code := app.code(0)
	for _, want := range []int{http.StatusUnauthorized, http.StatusTooManyRequests} {
		require.Equal(t, want, b.Post("/signin", url.Values{"name": {"an"}, "password": {"x"}, "code": {code}}).Code)
	}
}

// Only a new key of our own forgets browsers.
func TestForgettingBrowsers(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.signedIn("an")
	known := func() bool {
		delete(b.Cookies, "__Host-hotline_session")
		for range freeTries {
			h.browser().signIn("an", "x")
		}
		return b.signIn("an", password).Code == http.StatusSeeOther
	}
	require.True(t, known())
	require.NoError(t, ForgetBrowsers(t.Context(), h.kept, h.Random))
	require.False(t, known())
}
