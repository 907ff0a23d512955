package console

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// peopleSection shows who works here.
type peopleSection struct{ console *Console }

func (s peopleSection) mount(g *echo.Group) {
	g.GET("/people", s.list)
	g.POST("/people/:name/signout", s.signOut)
	g.POST("/people/:name/second", s.resetSecond)
}

// peoplePage is the page of who works here.
type peoplePage struct {
	frame
	People []person
}

// person is one of the house's people.
type person struct {
	store.Agent
	Mode  string // a key of the words
	Away  string // why they are away; "" when they are not, or gave no reason
	Since time.Time
}

func (s peopleSection) list(c echo.Context) error {
	agents, err := s.console.Store.Agents(c.Request().Context())
	if err != nil {
		return fmt.Errorf("reading who works here: %w", err)
	}
	p, state := peoplePage{frame: s.console.frame(c, "people")}, s.console.ACD.State()
	for _, a := range agents {
		p.People = append(p.People, personOf(a, state))
	}
	return s.console.render(c, http.StatusOK, "people", "people", p)
}

func personOf(a store.Agent, state acd.State) person {
	seat, seated := state.Sessions.Find(a.Name)
	if !seated {
		return person{Agent: a, Mode: "mode.signed_out"}
	}
	p := person{Agent: a, Mode: "mode." + string(seat.Mode), Since: seat.At}
	if seat.Mode == acd.Away {
		p.Away = seat.Why
	}
	return p
}

// signOut ends all of somebody's sessions.
func (s peopleSection) signOut(c echo.Context) error {
	ctx, name := c.Request().Context(), c.Param("name")
	if _, err := s.console.Store.Agent(ctx, name); errors.Is(err, store.ErrNotFound) {
		return echo.ErrNotFound
	} else if err != nil {
		return err
	}
	ended, err := s.console.Store.EndSessions(ctx, name)
	if err != nil {
		return fmt.Errorf("signing %s out: %w", name, err)
	}
	if err := s.console.Gate.Audit(c, "person.signout", name, fmt.Sprint(ended)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/console/people?done=done.signed_out")
}

// resetSecond takes away the second factor of somebody who has lost it. One's own goes with
// a code only, on one's own page: a browser that is left open is not enough.
func (s peopleSection) resetSecond(c echo.Context) error {
	name := c.Param("name")
	if who, _ := auth.Who(c); who.Name == name {
		return c.Redirect(http.StatusSeeOther, "/account")
	}
	switch _, err := auth.ResetSecond(c.Request().Context(), s.console.Gate.Store, name); {
	case errors.Is(err, store.ErrNotFound):
		return echo.ErrNotFound
	case errors.Is(err, auth.ErrNoSecond):
		return c.Redirect(http.StatusSeeOther, "/console/people")
	case err != nil:
		return fmt.Errorf("resetting the second factor of %s: %w", name, err)
	}
	if err := s.console.Gate.Audit(c, "person.second_reset", name, ""); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/console/people?done=done.second_reset")
}
