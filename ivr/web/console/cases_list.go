package console

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// casesSection finds cases, shows them and takes what is done about each.
type casesSection struct{ console *Console }

func (s casesSection) mount(operators, admins *echo.Group) {
	operators.GET("/cases", s.list)
	operators.GET("/cases/export", s.export)
	operators.GET("/cases/:case", s.show)
	operators.GET("/cases/:case/recordings/:number", s.play)
	operators.POST("/cases/:case/assign", s.assign)
	operators.POST("/cases/:case/note", s.note)
	operators.POST("/cases/:case/close", s.close)
	admins.POST("/cases/:case/reveal", s.reveal)
}

// caseSearch is what the list of cases is narrowed by.
type caseSearch struct {
	Number, Kind, State, Department, Assignee string
	Ending                                    string // the last four of the caller's number
}

// nobody stands, in a search, for cases that are assigned to nobody.
const nobody = "-"

// caseList is the page of the cases.
type caseList struct {
	frame
	Search      caseSearch
	Kinds       []ivr.CaseKind
	Departments []string
	People      []string
	Cases       []store.Case
	Export      string // the address of the same list as CSV
	Cut         bool
	Previous    string
	Next        string
}

func caseSearchOf(c echo.Context) caseSearch {
	return caseSearch{
		Number: strings.TrimSpace(c.QueryParam("number")), Kind: c.QueryParam("kind"), State: c.QueryParam("state"),
		Department: c.QueryParam("department"), Assignee: c.QueryParam("assignee"), Ending: c.QueryParam("ending"),
	}
}

func (s casesSection) list(c echo.Context) error {
	ctx := c.Request().Context()
	l := caseList{frame: s.console.frame(c, "cases"), Search: caseSearchOf(c), Kinds: ivr.CaseKinds()}
	if l.Search.Number != "" {
		if _, err := s.console.Store.Case(ctx, l.Search.Number); err == nil {
			return c.Redirect(http.StatusSeeOther, casePath(l.Search.Number, ""))
		}
		return s.console.render(c, http.StatusOK, "cases", "cases", l)
	}
	var err error
	if l.People, l.Departments, err = s.people(ctx); err != nil {
		return err
	}
	number := pageNumber(c)
	if l.Cases, l.Cut, err = s.find(ctx, l.Search, (number-1)*perPage, perPage+1); err != nil {
		return err
	}
	l.Previous, l.Next = pageLinks(c, number, len(l.Cases) > perPage)
	l.Cases = l.Cases[:min(len(l.Cases), perPage)]
	l.Export = "/console/cases/export?" + c.Request().URL.Query().Encode()
	return s.console.render(c, http.StatusOK, "cases", "cases", l)
}

// people gives the names of those who may be given cases, and their departments.
func (s casesSection) people(ctx context.Context) (names, departments []string, err error) {
	agents, err := s.console.Store.Agents(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("reading who works here: %w", err)
	}
	for _, a := range agents {
		names = append(names, a.Name)
		departments = append(departments, a.Departments...)
	}
	slices.Sort(departments)
	return names, slices.Compact(departments), nil
}

// find gives a stretch of the cases that a search finds, newest first.
func (s casesSection) find(ctx context.Context, search caseSearch, skip, most int) (found []store.Case, cut bool, err error) {
	filter, read := store.CaseFilter{Kind: ivr.CaseKind(search.Kind), OpenOnly: search.State == "open"}, 0
	if search.Assignee != nobody {
		filter.Assignee = search.Assignee
	}
	for c, err := range s.console.Store.ListCases(ctx, filter) {
		if err != nil {
			return nil, false, err
		}
		if read++; read > mostRead {
			return found, true, nil
		}
		if !search.finds(c) {
			continue
		}
		if skip--; skip >= 0 {
			continue
		}
		if found = append(found, s.console.local(c)); len(found) == most {
			break
		}
	}
	return found, false, nil
}

func (f caseSearch) finds(c store.Case) bool {
	switch {
	case f.State == "closed" && c.Closed.IsZero(),
		f.Department != "" && f.Department != c.Department,
		f.Assignee == nobody && c.Assignee != "",
		f.Ending != "" && f.Ending != c.Caller.LastFour():
		return false
	}
	return true
}

// local is a case with its times as the clock on the wall shows them.
func (s *Console) local(c store.Case) store.Case {
	zone := s.zone()
	c.Opened = c.Opened.In(zone)
	if !c.Closed.IsZero() {
		c.Closed = c.Closed.In(zone)
	}
	c.Notes = slices.Clone(c.Notes)
	for i := range c.Notes {
		c.Notes[i].At = c.Notes[i].At.In(zone)
	}
	return c
}

// export answers with all that a search finds as CSV, masked.
func (s casesSection) export(c echo.Context) error {
	found, _, err := s.find(c.Request().Context(), caseSearchOf(c), 0, mostRead)
	if err != nil {
		return err
	}
	if err := s.console.Gate.Audit(c, "case.export", "", strconv.Itoa(len(found))); err != nil {
		return err
	}
	var cases []view.Case
	for _, one := range found {
		cases = append(cases, view.CaseOf(one))
	}
	return sendCSV(c, "cases.csv", view.CaseTable(cases, s.console.zone()))
}
