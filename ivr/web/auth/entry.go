package auth

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// home leads to the room that someone works in.
func (g *Gate) home(c echo.Context) error {
	if who, ok := Who(c); ok {
		return c.Redirect(http.StatusSeeOther, homeOf(who))
	}
	return c.Redirect(http.StatusSeeOther, pathSignIn)
}

func homeOf(a store.Agent) string {
	if a.Role.Includes(store.RoleOperator) {
		return "/console"
	}
	return "/desk"
}

// entry is how somebody signs in.
type entry struct {
	Next   string // where to go on; "" is the room that they work in
	How    string // for the audit
	Second bool   // a second factor was proved
}

// admit lets in who has proved who they are, once a code is right where they have an app
// for codes.
func (g *Gate) admit(c echo.Context, a store.Agent, e entry) error {
	if a.Second.On() {
		return secondStep{g}.begin(c, a, e)
	}
	return g.welcome(c, a, e)
}

// welcome begins a session and leads on.
func (g *Gate) welcome(c echo.Context, a store.Agent, e entry) error {
	g.signIns.WithLabelValues(signInOK).Inc()
	if err := (browsers{g}).remember(c, a.Name); err != nil {
		return err
	}
	if err := g.begin(c, a, e); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, local(e.Next, homeOf(a)))
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
