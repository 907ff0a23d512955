package auth

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// account is the page on which somebody looks after how they sign in: the second factor,
// its recovery codes, and an end to both.
type account struct{ gate *Gate }

func (g account) mount(e *echo.Echo) {
	mine := e.Group(pathAccount, page.Secure(""), page.Choose, g.gate.require(store.RoleAgent, func(echo.Context) bool { return false }))
	mine.GET("", g.show)
	mine.GET("/second*", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, pathAccount) })
	mine.POST("/second", g.begin)
	mine.POST("/second/confirm", g.confirm)
	mine.POST("/second/recovery", g.renew)
	mine.POST("/second/off", g.end)
}

// accountView is what the page shows.
type accountView struct {
	Second   store.SecondFactor
	Password bool // they have one, which codes are asked for after
	Required bool // by the settings
	Owed     bool // nothing else is open to them until a code was proved
	Home     string
	Problem  string // a key of the words
	Seconds  int    // to wait, of "wait"
	Done     string // likewise, what was just done

	Setup    *setup   // to scan or type into an app; shown once
	Awaited  bool     // the app has been given the secret, and its first code is wanted
	Recovery []string // the codes as they are written down; shown once
}

func (g account) view(c echo.Context) accountView {
	who, _ := Who(c)
	return accountView{
		Second: who.Second, Password: who.Password != "", Home: homeOf(who),
		Required: g.gate.SecondFrom != "" && who.Role.Includes(g.gate.SecondFrom), Owed: g.gate.owes(c),
	}
}

func (g account) render(c echo.Context, status int, v accountView) error {
	return g.gate.pages.Render(c, status, "account", View(c, "account", "security", v))
}

func (g account) show(c echo.Context) error { return g.render(c, http.StatusOK, g.view(c)) }

// begin makes a secret for an app, and shows it this once. The password is asked for
// again: a browser that is left open must not give its user's sign-in to somebody else.
func (g account) begin(c echo.Context) error {
	ctx, v := c.Request().Context(), g.view(c)
	who, _ := Who(c)
	if v.Second.On() {
		return c.Redirect(http.StatusSeeOther, pathAccount)
	}
	wait, err := g.gate.tries.take(ctx, g.gate.Clock(), sessionKey(SessionOf(c)))
	if err != nil {
		return err
	}
	if wait > 0 {
		v.Problem, v.Seconds = "wait", retryAfter(c, wait)
		return g.render(c, http.StatusTooManyRequests, v)
	}
	_, right, err := passwords(g).verify(ctx, who.Name, c.FormValue("password"), ofKnown)
	if err != nil {
		return err
	}
	if !right {
		v.Problem = "password.wrong"
		return g.render(c, http.StatusUnauthorized, v)
	}
	if err := g.gate.tries.forget(ctx, sessionKey(SessionOf(c))); err != nil {
		return err
	}
	return g.offer(c, v)
}

// offer keeps a new secret until its first code comes, and shows it.
func (g account) offer(c echo.Context, v accountView) error {
	who, _ := Who(c)
	key, err := newSecret(g.gate.Random, g.issuer(), who.Name)
	if err != nil {
		return err
	}
	_, err = change(c.Request().Context(), g.gate.Store, who.Name, func(a *store.Agent) error {
		if a.Second.On() {
			return errWrongCode
		}
		a.Second = store.SecondFactor{Secret: store.Hash(key.Secret())}
		return nil
	})
	if errors.Is(err, errWrongCode) {
		return c.Redirect(http.StatusSeeOther, pathAccount) // set up elsewhere meanwhile
	}
	if err != nil {
		return fmt.Errorf("keeping a second factor: %w", err)
	}
	shown, err := setupOf(key)
	if err != nil {
		return err
	}
	v.Setup, v.Awaited = &shown, true
	return g.render(c, http.StatusOK, v)
}

// issuer is whose codes an app says they are.
func (g account) issuer() string {
	if u, err := url.Parse(g.gate.PublicURL); err == nil && u.Host != "" {
		return strings.ReplaceAll(u.Host, ":", " ")
	}
	return "hotline"
}

// confirm takes the first code of an app: from then on sign-ins ask for one. The recovery
// codes are shown this once.
func (g account) confirm(c echo.Context) error {
	v := g.view(c)
	shown, kept, err := newRecovery(g.gate.Random)
	if err != nil {
		return err
	}
	a, wait, err := g.byCode(c, func(a *store.Agent, code string, kind codeKind, now time.Time) (err error) {
		if a.Second.On() || a.Second.Secret == "" || kind != appCode {
			return errWrongCode
		}
		a.Second, err = use(a.Second, code, kind, now)
		a.Second.Since, a.Second.Recovery = now, kept
		return err
	})
	if v.Awaited = true; err != nil || wait > 0 {
		return g.refuse(c, v, wait, err)
	}
	session := sessionOf(c)
	session.Second = true
	if err := g.gate.Store.PutSession(c.Request().Context(), session); err != nil {
		return fmt.Errorf("keeping a session: %w", err)
	}
	c.Set(keySession, session)
	c.Set(keyWho, a)
	return g.done(c, "account.second_on", "done.on", shown)
}

// renew makes new recovery codes in the place of those that are left.
func (g account) renew(c echo.Context) error {
	shown, kept, err := newRecovery(g.gate.Random)
	if err != nil {
		return err
	}
	a, wait, err := g.byCode(c, func(a *store.Agent, code string, kind codeKind, now time.Time) (err error) {
		if !a.Second.On() {
			return errWrongCode
		}
		a.Second, err = use(a.Second, code, kind, now)
		a.Second.Recovery = kept
		return err
	})
	if err != nil || wait > 0 {
		return g.refuse(c, g.view(c), wait, err)
	}
	c.Set(keyWho, a)
	return g.done(c, "account.recovery_codes", "done.renewed", shown)
}

// end takes the second factor away. Whoever must have one is led to set up another.
func (g account) end(c echo.Context) error {
	a, wait, err := g.byCode(c, func(a *store.Agent, code string, kind codeKind, now time.Time) error {
		if !a.Second.On() {
			return errWrongCode
		}
		_, err := use(a.Second, code, kind, now)
		a.Second = store.SecondFactor{}
		return err
	})
	if err != nil || wait > 0 {
		return g.refuse(c, g.view(c), wait, err)
	}
	c.Set(keyWho, a)
	return g.done(c, "account.second_off", "done.off", nil)
}

// byCode changes the entry of who is signed in by a code that they have typed. The codes
// are counted together with those at sign-in.
func (g account) byCode(c echo.Context, with func(a *store.Agent, code string, kind codeKind, now time.Time) error) (a store.Agent, wait time.Duration, err error) {
	ctx, now := c.Request().Context(), g.gate.Clock()
	who, _ := Who(c)
	counted := codeKey(nameKey(who.Name))
	if wait, err = g.gate.tries.take(ctx, now, counted); err != nil || wait > 0 {
		return a, wait, err
	}
	code, kind := typed(c.FormValue("code"))
	a, err = change(ctx, g.gate.Store, who.Name, func(a *store.Agent) error { return with(a, code, kind, now) })
	if err == nil {
		err = g.gate.tries.giveBack(ctx, counted)
	}
	return a, 0, err
}

func (g account) refuse(c echo.Context, v accountView, wait time.Duration, err error) error {
	switch {
	case wait > 0:
		v.Problem, v.Seconds = "wait", retryAfter(c, wait)
		return g.render(c, http.StatusTooManyRequests, v)
	case errors.Is(err, errWrongCode):
		v.Problem = "code.wrong"
		return g.render(c, http.StatusUnauthorized, v)
	}
	return fmt.Errorf("changing a second factor: %w", err)
}

func (g account) done(c echo.Context, action, said string, recovery []string) error {
	who, _ := Who(c)
	if err := g.gate.Audit(c, action, who.Name, ""); err != nil {
		return err
	}
	v := g.view(c)
	v.Done, v.Recovery = said, recovery
	return g.render(c, http.StatusOK, v)
}
