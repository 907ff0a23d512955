package auth

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// passwords lets people in by name and password.
type passwords struct{ gate *Gate }

// form is what the sign-in page shows.
type form struct {
	Name    string
	Next    string
	Problem string // a key of the words
	Seconds int    // to wait, of "wait"
	OIDC    bool
}

func (g passwords) show(c echo.Context) error {
	next := local(c.QueryParam("next"), "")
	if who, ok := Who(c); ok {
		return c.Redirect(http.StatusSeeOther, local(next, homeOf(who)))
	}
	return g.render(c, http.StatusOK, form{Next: next})
}

func (g passwords) render(c echo.Context, status int, f form) error {
	f.OIDC = g.gate.provider != nil
	return g.gate.pages.Render(c, status, "signin", View(c, "", "signin", f))
}

// attempt is a name and a password, and what the try is counted by.
type attempt struct {
	name, password, code, next string
	own                        key
	shared                     []key
	proved                     bool // the second factor
}

// among is whose passwords this one is compared among: those of strangers may be many.
func (t attempt) among() bound {
	if t.shared == nil || t.proved {
		return ofKnown
	}
	return ofStrangers
}

// take takes a name and a password. Whether there is somebody of the name
// changes neither the words nor the time of the answer.
func (g passwords) take(c echo.Context) error {
	ctx := c.Request().Context()
	t := attempt{
		name: strings.TrimSpace(c.FormValue("name")), password: c.FormValue("password"), code: c.FormValue("code"),
		next: local(c.FormValue("next"), ""),
	}
	var err error
	if t.own, t.shared, err = browsers(g).keysOf(c, t.name); err != nil {
		return err
	}
	wait, err := g.gate.tries.take(ctx, g.gate.Clock(), append(t.shared, t.own)...)
	if err == nil && wait > 0 && t.code != "" {
		wait, err = g.byCode(ctx, &t, wait)
	}
	switch {
	case err != nil:
		return err
	case wait > 0:
		g.gate.signIns.WithLabelValues(signInLimited).Inc()
		return g.render(c, http.StatusTooManyRequests, form{Name: t.name, Next: t.next, Problem: "wait", Seconds: retryAfter(c, wait)})
	}
	return g.compare(c, t)
}

// retryAfter tells a browser how long to wait, and returns the seconds.
func retryAfter(c echo.Context, wait time.Duration) int {
	seconds := int(math.Ceil(wait.Seconds()))
	c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(seconds))
	return seconds
}

// byCode has a password compared although others have tried the name so often that it must
// wait: a right code of the person's app is what no guesser has. It returns how long to
// wait when the code is not right; nobody learns whether the person has an app.
func (g passwords) byCode(ctx context.Context, t *attempt, wait time.Duration) (time.Duration, error) {
	if t.shared == nil {
		return wait, nil // a known browser waits for its own tries only
	}
	if wait, err := g.gate.tries.take(ctx, g.gate.Clock(), t.shared...); err != nil || wait > 0 {
		return wait, err
	}
	_, err := g.gate.useCode(ctx, t.name, t.code, appCode)
	switch {
	case errors.Is(err, errWrongCode):
		return wait, nil
	case err != nil:
		return 0, err
	}
	t.proved = true
	return 0, nil
}

// compare signs a person in whose password is right.
func (g passwords) compare(c echo.Context, t attempt) error {
	ctx := c.Request().Context()
	a, ok, err := g.verify(ctx, t.name, t.password, t.among())
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	if !ok {
		g.gate.signIns.WithLabelValues(signInWrong).Inc()
		g.gate.Log.Warn().Str("address", c.RealIP()).Msg("a sign-in failed")
		return g.render(c, http.StatusUnauthorized, form{Name: t.name, Next: t.next, Problem: "wrong"})
	}
	if err := errors.Join(g.gate.tries.forget(ctx, t.own), g.gate.tries.giveBack(ctx, t.shared...)); err != nil {
		return err
	}
	if t.proved {
		return g.gate.welcome(c, a, entry{Next: t.next, How: "password and code", Second: true})
	}
	return g.gate.admit(c, a, entry{Next: t.next, How: "password"})
}

// verify tells whose name and password these are. It compares once, whoever
// there is.
func (g passwords) verify(ctx context.Context, name, password string, among bound) (store.Agent, bool, error) {
	a, err := g.gate.Store.Agent(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Agent{}, false, err
	}
	hash := a.Password
	if hash == "" {
		hash = g.gate.dummy
	}
	if len(password) > longestPassword*4 {
		password = ""
	}
	same, err := among.match(ctx, password, hash)
	return a, same && a.Password != "", err
}
