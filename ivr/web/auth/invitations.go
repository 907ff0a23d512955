package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// invitations lets people choose a password.
type invitations struct{ gate *Gate }

// choice is what the page of an invitation shows.
type choice struct {
	Name    string
	Problem string // a key of the words
}

func (g invitations) show(c echo.Context) error {
	a, err := g.whose(c.Request().Context(), c.Param("token"))
	if err != nil {
		return g.refuse(c, err)
	}
	return g.render(c, http.StatusOK, choice{Name: a.Name})
}

func (g invitations) render(c echo.Context, status int, v choice) error {
	c.Response().Header().Set("Referrer-Policy", "no-referrer") // the address is the invitation
	return g.gate.pages.Render(c, status, "invite", View(c, "", "choose", v))
}

func (g invitations) refuse(c echo.Context, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return g.gate.forbid(c, http.StatusNotFound, "uninvited")
	}
	return fmt.Errorf("looking up an invitation: %w", err)
}

// take sets the password that someone invited has chosen, which ends the
// invitation and all sessions of before.
func (g invitations) take(c echo.Context) error {
	ctx, password := c.Request().Context(), c.FormValue("password")
	a, err := g.whose(ctx, c.Param("token"))
	if err != nil {
		return g.refuse(c, err)
	}
	if problem := chosen(a.Name, password, c.FormValue("again")); problem != "" {
		return g.render(c, http.StatusUnprocessableEntity, choice{Name: a.Name, Problem: problem})
	}
	if a.Password, err = HashSecret(password); err != nil {
		return err
	}
	a.Invite = store.Invite{}
	switch err := g.gate.Store.PutAgent(ctx, a); {
	case errors.Is(err, store.ErrConflict):
		return g.render(c, http.StatusConflict, choice{Name: a.Name, Problem: "changed"})
	case err != nil:
		return fmt.Errorf("setting a password: %w", err)
	}
	if _, err := g.gate.Store.EndSessions(ctx, a.Name); err != nil {
		return fmt.Errorf("ending sessions: %w", err)
	}
	a.Version++
	return g.gate.admit(c, a, entry{How: "invitation"})
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

// whose finds whose invitation a token is.
func (g invitations) whose(ctx context.Context, token string) (store.Agent, error) {
	people, err := g.gate.Store.Agents(ctx)
	if err != nil {
		return store.Agent{}, err
	}
	for _, a := range people {
		if admits(a, token, g.gate.Clock()) {
			return a, nil
		}
	}
	return store.Agent{}, store.ErrNotFound
}
