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

// form is what the sign-in page shows.
type form struct {
	Name    string
	Next    string
	Problem string // a key of the words
	Seconds int    // to wait, of "wait"
	OIDC    bool
}

func (g *Gate) showSignIn(c echo.Context) error {
	next := local(c.QueryParam("next"), "")
	if who, ok := Who(c); ok {
		return c.Redirect(http.StatusSeeOther, local(next, homeOf(who)))
	}
	return g.renderSignIn(c, http.StatusOK, form{Next: next})
}

func (g *Gate) renderSignIn(c echo.Context, status int, f form) error {
	f.OIDC = g.provider != nil
	return g.pages.Render(c, status, "signin", View(c, "", "signin", f))
}

// signIn takes a name and a password. Whether there is somebody of the name
// changes neither the words nor the time of the answer.
func (g *Gate) signIn(c echo.Context) error {
	ctx := c.Request().Context()
	name, next := strings.TrimSpace(c.FormValue("name")), local(c.FormValue("next"), "")
	own, shared := g.keysOf(c, name)
	if wait := g.tries.take(g.Clock(), append(shared, own)...); wait > 0 {
		seconds := int(math.Ceil(wait.Seconds()))
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(seconds))
		return g.renderSignIn(c, http.StatusTooManyRequests, form{Name: name, Next: next, Problem: "wait", Seconds: seconds})
	}
	a, ok, err := g.verify(ctx, name, c.FormValue("password"))
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	if !ok {
		g.Log.Warn().Str("address", c.RealIP()).Msg("a sign-in failed")
		return g.renderSignIn(c, http.StatusUnauthorized, form{Name: name, Next: next, Problem: "wrong"})
	}
	g.tries.forget(own)
	g.tries.giveBack(shared...)
	return g.welcome(c, a, next, "password")
}

// verify tells whose name and password these are. It compares once, whoever
// there is.
func (g *Gate) verify(ctx context.Context, name, password string) (store.Agent, bool, error) {
	a, err := g.Store.Agent(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Agent{}, false, err
	}
	hash := a.Password
	if hash == "" {
		hash = g.dummy
	}
	if len(password) > longestPassword*4 {
		password = ""
	}
	same, err := Matches(ctx, password, hash)
	return a, same && a.Password != "", err
}

// welcome begins a session and leads on.
func (g *Gate) welcome(c echo.Context, a store.Agent, next, how string) error {
	if err := g.remember(c, a.Name); err != nil {
		return err
	}
	if err := g.begin(c, a, how); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, local(next, homeOf(a)))
}

func (g *Gate) signOut(c echo.Context) error {
	if who, ok := Who(c); ok {
		if err := g.Store.EndSession(c.Request().Context(), hashOf(g.cookie(c, cookieSession))); err != nil {
			return fmt.Errorf("signing out: %w", err)
		}
		g.left(c.Request().Context(), who.Name)
		if err := g.Audit(c, "signout", who.Name, ""); err != nil {
			return err
		}
	}
	g.setCookie(c, cookieSession, "", 0)
	return c.Redirect(http.StatusSeeOther, pathSignIn)
}

// choice is what the page of an invitation shows.
type choice struct {
	Name    string
	Problem string // a key of the words
}

func (g *Gate) showInvite(c echo.Context) error {
	a, err := g.invited(c.Request().Context(), c.Param("token"))
	if err != nil {
		return g.noInvite(c, err)
	}
	return g.renderInvite(c, http.StatusOK, choice{Name: a.Name})
}

func (g *Gate) renderInvite(c echo.Context, status int, v choice) error {
	c.Response().Header().Set("Referrer-Policy", "no-referrer") // the address is the invitation
	return g.pages.Render(c, status, "invite", View(c, "", "choose", v))
}

func (g *Gate) noInvite(c echo.Context, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return g.forbid(c, http.StatusNotFound, "uninvited")
	}
	return fmt.Errorf("looking up an invitation: %w", err)
}

// takeInvite sets the password that someone invited has chosen, which ends the
// invitation and all sessions of before.
func (g *Gate) takeInvite(c echo.Context) error {
	ctx, password := c.Request().Context(), c.FormValue("password")
	a, err := g.invited(ctx, c.Param("token"))
	if err != nil {
		return g.noInvite(c, err)
	}
	if problem := chosen(a.Name, password, c.FormValue("again")); problem != "" {
		return g.renderInvite(c, http.StatusUnprocessableEntity, choice{Name: a.Name, Problem: problem})
	}
	if a.Password, err = HashSecret(password); err != nil {
		return err
	}
	a.Invite = store.Invite{}
	switch err := g.Store.PutAgent(ctx, a); {
	case errors.Is(err, store.ErrConflict):
		return g.renderInvite(c, http.StatusConflict, choice{Name: a.Name, Problem: "changed"})
	case err != nil:
		return fmt.Errorf("setting a password: %w", err)
	}
	if _, err := g.Store.EndSessions(ctx, a.Name); err != nil {
		return fmt.Errorf("ending sessions: %w", err)
	}
	return g.welcome(c, a, "", "invitation")
}

// chosen tells what is wrong with a new password, as a key of the words.
func chosen(name, password, again string) string {
	var weak *Weakness
	switch {
	case errors.As(CheckPassword(name, password), &weak):
		return weak.key
	case password != again:
		return "different"
	}
	return ""
}

// invited finds whose invitation a token is.
func (g *Gate) invited(ctx context.Context, token string) (store.Agent, error) {
	people, err := g.Store.Agents(ctx)
	if err != nil {
		return store.Agent{}, err
	}
	for _, a := range people {
		if admits(a, token, g.Clock()) {
			return a, nil
		}
	}
	return store.Agent{}, store.ErrNotFound
}
