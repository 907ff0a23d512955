package console

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

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

func (s *Console) listPeople(c echo.Context) error {
	agents, err := s.Store.Agents(c.Request().Context())
	if err != nil {
		return fmt.Errorf("reading who works here: %w", err)
	}
	p, floor := peoplePage{frame: s.frame(c, "people")}, s.ACD.State()
	for _, a := range agents {
		p.People = append(p.People, personOf(a, floor))
	}
	return s.render(c, http.StatusOK, "people", "people", p)
}

func personOf(a store.Agent, floor acd.State) person {
	seat, seated := floor.Sessions[a.Name]
	if !seated {
		return person{Agent: a, Mode: "mode.signed_out"}
	}
	p := person{Agent: a, Mode: "mode." + string(seat.Mode), Since: seat.At}
	if seat.Mode == acd.Away {
		p.Away = seat.Why
	}
	return p
}

// signOutPerson ends all of somebody's sessions.
func (s *Console) signOutPerson(c echo.Context) error {
	ctx, name := c.Request().Context(), c.Param("name")
	if _, err := s.Store.Agent(ctx, name); errors.Is(err, store.ErrNotFound) {
		return echo.ErrNotFound
	} else if err != nil {
		return err
	}
	ended, err := s.Store.EndSessions(ctx, name)
	if err != nil {
		return fmt.Errorf("signing %s out: %w", name, err)
	}
	if err := s.Gate.Audit(c, "person.signout", name, fmt.Sprint(ended)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/console/people?done=done.signed_out")
}

// auditPage is the page of who saw or changed what.
type auditPage struct {
	frame
	Search   auditSearch
	Entries  []store.AuditEntry
	Previous string
	Next     string
}

type auditSearch struct{ Who, Action, Object, Since string }

func (s *Console) listAudit(c echo.Context) error {
	number, zone := pageNumber(c), s.zone()
	p := auditPage{frame: s.frame(c, "audit"), Search: auditSearch{
		Who: strings.TrimSpace(c.QueryParam("who")), Action: strings.TrimSpace(c.QueryParam("action")),
		Object: strings.TrimSpace(c.QueryParam("object")), Since: c.QueryParam("since"),
	}}
	filter := store.AuditFilter{Who: p.Search.Who, Action: p.Search.Action, Object: p.Search.Object, Limit: number*perPage + 1}
	if since, err := time.ParseInLocation(time.DateOnly, p.Search.Since, zone); err == nil {
		filter.Since = since
	}
	skip := (number - 1) * perPage
	for e, err := range s.Store.ListAudit(c.Request().Context(), filter) {
		if err != nil {
			return fmt.Errorf("reading the audit: %w", err)
		}
		if skip--; skip < 0 {
			e.At = e.At.In(zone)
			p.Entries = append(p.Entries, e)
		}
	}
	p.Previous, p.Next = turn(c, number, len(p.Entries) > perPage)
	p.Entries = p.Entries[:min(len(p.Entries), perPage)]
	return s.render(c, http.StatusOK, "audit", "audit", p)
}
