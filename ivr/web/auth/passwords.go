package auth

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

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

// take takes a name and a password. Whether there is somebody of the name
// changes neither the words nor the time of the answer.
func (g passwords) take(c echo.Context) error {
	ctx := c.Request().Context()
	name, next := strings.TrimSpace(c.FormValue("name")), local(c.FormValue("next"), "")
	own, shared := browsers(g).keysOf(c, name)
	if wait := g.gate.tries.take(g.gate.Clock(), append(shared, own)...); wait > 0 {
		g.gate.signIns.WithLabelValues(signInLimited).Inc()
		seconds := int(math.Ceil(wait.Seconds()))
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(seconds))
		return g.render(c, http.StatusTooManyRequests, form{Name: name, Next: next, Problem: "wait", Seconds: seconds})
	}
	a, ok, err := g.verify(ctx, name, c.FormValue("password"))
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	if !ok {
		g.gate.signIns.WithLabelValues(signInWrong).Inc()
		g.gate.Log.Warn().Str("address", c.RealIP()).Msg("a sign-in failed")
		return g.render(c, http.StatusUnauthorized, form{Name: name, Next: next, Problem: "wrong"})
	}
	g.gate.signIns.WithLabelValues(signInOK).Inc()
	g.gate.tries.forget(own)
	g.gate.tries.giveBack(shared...)
	return g.gate.welcome(c, a, next, "password")
}

// verify tells whose name and password these are. It compares once, whoever
// there is.
func (g passwords) verify(ctx context.Context, name, password string) (store.Agent, bool, error) {
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
	same, err := Matches(ctx, password, hash)
	return a, same && a.Password != "", err
}
