package auth

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// Keys of a request's values.
const (
	keyWho     = "signin.who"
	keyToken   = "signin.token"
	keySession = "signin.session"
)

// SessionOf gives the ID of the session that a request was made in, behind
// [Gate.Require].
func SessionOf(c echo.Context) string { return sessionOf(c).ID }

func sessionOf(c echo.Context) store.Session {
	session, _ := c.Get(keySession).(store.Session)
	return session
}

// Who tells who is signed in at the browser that a request comes from. It knows
// behind [Gate.Require] only.
func Who(c echo.Context) (store.Agent, bool) {
	a, ok := c.Get(keyWho).(store.Agent)
	return a, ok
}

// Require lets those through who have the role, or one that includes it, and
// checks what changes something for its CSRF token. All others are led to sign
// in, and come back to a page they asked for; programs and streams get 401, or
// 403 when the role is not enough.
//
// Whoever must have a second factor and has proved none is led to set one up first.
func (g *Gate) Require(role store.Role) echo.MiddlewareFunc { return g.require(role, g.owes) }

func (g *Gate) require(role store.Role, owes func(echo.Context) bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return g.known(func(c echo.Context) error {
			who, ok := Who(c)
			switch {
			case !ok:
				return g.refuse(c)
			case !who.Role.Includes(role):
				return g.forbid(c, http.StatusForbidden, "forbidden")
			case !g.genuine(c):
				return g.forbid(c, http.StatusForbidden, "stale")
			case owes(c):
				return g.leadToSecond(c)
			case page.WantsStream(c):
				return g.stream(c, role, next)
			}
			return next(c)
		})
	}
}

// known finds out who a request is from, if anyone.
func (g *Gate) known(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, token := c.Request().Context(), g.cookie(c, cookieSession)
		a, session, err := g.identify(ctx, token)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return next(c)
		case err != nil:
			return fmt.Errorf("looking up who is signed in: %w", err)
		}
		if !page.WantsStream(c) && !isIdle(c) { // a page that is merely open is idle
			if err := g.prolong(ctx, session); err != nil {
				return fmt.Errorf("prolonging a session: %w", err)
			}
		}
		c.Set(keyWho, a)
		c.Set(keyToken, tokenOf(token))
		c.Set(keySession, session)
		c.Response().Header().Set("Cache-Control", "no-store")
		return next(c)
	}
}

// refuse answers who is not signed in.
func (g *Gate) refuse(c echo.Context) error {
	if !wantsPage(c) {
		return g.forbid(c, http.StatusUnauthorized, "signed out")
	}
	to := pathSignIn
	if r := c.Request(); r.Method == http.MethodGet {
		to += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// owes reports whether somebody signed in must prove a second factor yet.
func (g *Gate) owes(c echo.Context) bool {
	who, _ := Who(c)
	return g.SecondFrom != "" && who.Role.Includes(g.SecondFrom) && !sessionOf(c).Second
}

// leadToSecond answers who owes a second factor: a person's browser is led to set one up
// or, where one was set up elsewhere meanwhile, to sign in with it.
func (g *Gate) leadToSecond(c echo.Context) error {
	if !wantsPage(c) {
		return g.forbid(c, http.StatusForbidden, "second.owed")
	}
	who, _ := Who(c)
	if !who.Second.On() {
		return c.Redirect(http.StatusSeeOther, pathAccount)
	}
	if err := g.Store.EndSession(c.Request().Context(), SessionOf(c)); err != nil {
		return fmt.Errorf("ending a session without a second factor: %w", err)
	}
	return g.refuse(c)
}

// forbid tells why a request is not answered, in the form that it can read.
func (g *Gate) forbid(c echo.Context, status int, why string) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	text := g.pages.Say(c, why)
	switch {
	case isAPI(c):
		return c.JSON(status, map[string]string{"error": text})
	case wantsPage(c):
		return g.pages.Render(c, status, "forbidden", View(c, "", "signin", why))
	}
	return c.String(status, text+"\n")
}

func isAPI(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, "/api/") }

// HeaderIdle marks a request that a page makes by itself: it does not keep a
// session from ending.
const HeaderIdle = "X-Hotline-Idle"

func isIdle(c echo.Context) bool { return c.Request().Header.Get(HeaderIdle) != "" }

// wantsPage tells a person's browser from a page's own scripts.
func wantsPage(c echo.Context) bool {
	return !isAPI(c) && strings.Contains(c.Request().Header.Get(echo.HeaderAccept), echo.MIMETextHTML)
}

// local gives where to go on after signing in: a path of this house, else the
// other one.
func local(next, otherwise string) string {
	u, err := url.Parse(next)
	odd := strings.ContainsFunc(next, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f })
	switch {
	case err != nil, odd, u.IsAbs(), u.Host != "", u.User != nil, u.Opaque != "",
		!strings.HasPrefix(next, "/"), strings.HasPrefix(next, "//"),
		strings.HasPrefix(u.Path, "//"), strings.HasPrefix(u.Path, pathSignIn), strings.HasPrefix(u.Path, pathSignOut):
		return otherwise
	}
	return next
}
