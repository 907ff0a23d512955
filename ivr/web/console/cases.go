package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

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

func (s *Console) listCases(c echo.Context) error {
	ctx := c.Request().Context()
	l := caseList{frame: s.frame(c, "cases"), Search: caseSearchOf(c), Kinds: ivr.CaseKinds()}
	if l.Search.Number != "" {
		if _, err := s.Store.Case(ctx, l.Search.Number); err == nil {
			return c.Redirect(http.StatusSeeOther, casePath(l.Search.Number, ""))
		}
		return s.render(c, http.StatusOK, "cases", "cases", l)
	}
	var err error
	if l.People, l.Departments, err = s.people(ctx); err != nil {
		return err
	}
	number := pageNumber(c)
	if l.Cases, l.Cut, err = s.findCases(ctx, l.Search, (number-1)*perPage, perPage+1); err != nil {
		return err
	}
	l.Previous, l.Next = turn(c, number, len(l.Cases) > perPage)
	l.Cases = l.Cases[:min(len(l.Cases), perPage)]
	l.Export = "/console/cases/export?" + c.Request().URL.Query().Encode()
	return s.render(c, http.StatusOK, "cases", "cases", l)
}

// people gives the names of those who may be given cases, and their departments.
func (s *Console) people(ctx context.Context) (names, departments []string, err error) {
	agents, err := s.Store.Agents(ctx)
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

// findCases gives a stretch of the cases that a search finds, newest first.
func (s *Console) findCases(ctx context.Context, search caseSearch, skip, most int) (found []store.Case, cut bool, err error) {
	filter, read := store.CaseFilter{Kind: ivr.CaseKind(search.Kind), OpenOnly: search.State == "open"}, 0
	if search.Assignee != nobody {
		filter.Assignee = search.Assignee
	}
	for c, err := range s.Store.ListCases(ctx, filter) {
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
		if found = append(found, s.local(c)); len(found) == most {
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

// exportCases answers with all that a search finds as CSV, masked.
func (s *Console) exportCases(c echo.Context) error {
	found, _, err := s.findCases(c.Request().Context(), caseSearchOf(c), 0, mostRead)
	if err != nil {
		return err
	}
	if err := s.Gate.Audit(c, "case.export", "", strconv.Itoa(len(found))); err != nil {
		return err
	}
	var cases []view.Case
	for _, one := range found {
		cases = append(cases, view.CaseOf(one))
	}
	return sendCSV(c, "cases.csv", view.CaseTable(cases, s.zone()))
}

// casePage is the page of one case.
type casePage struct {
	frame
	Case     store.Case
	Heard    []recording
	People   []string
	Me       string
	Visits   []acd.QueueRecord // of the case's call, with what agents noted
	Revealed map[string]string // field, in full
}

// casePath is a case's address, with a notice to show.
func casePath(number, notice string) string {
	path := "/console/cases/" + url.PathEscape(number)
	if kind, _, ok := strings.Cut(notice, "."); ok {
		path += "?" + url.Values{kind: {notice}}.Encode()
	}
	return path
}

func (s *Console) showCase(c echo.Context) error {
	if err := s.Gate.Audit(c, "case.view", c.Param("case"), ""); err != nil {
		return err
	}
	return s.renderCase(c, nil)
}

func (s *Console) renderCase(c echo.Context, revealed map[string]string) error {
	ctx := c.Request().Context()
	found, err := s.Store.Case(ctx, c.Param("case"))
	if err != nil {
		return s.missing(c, err, "cases", "case", "case.missing")
	}
	p := casePage{frame: s.frame(c, "cases"), Case: s.local(found), Heard: s.recordingsOf(found), Revealed: revealed}
	if p.Visits, err = s.recordsOf(ctx, found.Call); err != nil {
		return err
	}
	who, _ := auth.Who(c)
	p.Me = who.Name
	if p.People, _, err = s.people(ctx); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "case", "case", p)
}

func (s *Console) assignCase(c echo.Context) error {
	assignee := c.FormValue("assignee")
	people, _, err := s.people(c.Request().Context())
	if err != nil {
		return err
	}
	if assignee != "" && !slices.Contains(people, assignee) {
		return c.Redirect(http.StatusSeeOther, casePath(c.Param("case"), "wrong.assignee"))
	}
	return s.changeCase(c, "case.assign", assignee, "done.assigned", func(ctx context.Context, number, by string) error {
		_, err := s.Store.AssignCase(ctx, number, assignee, by, s.Clock())
		return err
	})
}

func (s *Console) noteCase(c echo.Context) error {
	text := strings.TrimSpace(c.FormValue("note"))
	if text == "" {
		return c.Redirect(http.StatusSeeOther, casePath(c.Param("case"), "wrong.text"))
	}
	return s.changeCase(c, "case.note", "", "done.noted", func(ctx context.Context, number, by string) error {
		_, err := s.Store.NoteCase(ctx, number, store.Note{At: s.Clock(), By: by, Text: text, Key: c.FormValue("key")})
		return err
	})
}

func (s *Console) closeCase(c echo.Context) error {
	note := strings.TrimSpace(c.FormValue("note"))
	if note == "" {
		return c.Redirect(http.StatusSeeOther, casePath(c.Param("case"), "wrong.text"))
	}
	return s.changeCase(c, "case.close", "", "done.closed", func(ctx context.Context, number, by string) error {
		_, err := s.Store.CloseCase(ctx, number, by, note, s.Clock())
		return err
	})
}

// changeCase changes a case, writes that down, and leads back to it.
func (s *Console) changeCase(c echo.Context, action, detail, done string, change func(ctx context.Context, number, by string) error) error {
	number := c.Param("case")
	who, _ := auth.Who(c)
	switch err := change(c.Request().Context(), number, who.Name); {
	case errors.Is(err, store.ErrConflict):
		return c.Redirect(http.StatusSeeOther, casePath(number, "wrong.closed"))
	case err != nil:
		return s.missing(c, err, "cases", "case", "case.missing")
	}
	if err := s.Gate.Audit(c, action, number, detail); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, casePath(number, done))
}

// revealCase shows an administrator one field of a case in full, for a reason
// that is kept.
func (s *Console) revealCase(c echo.Context) error {
	number, reason, field := c.Param("case"), strings.TrimSpace(c.FormValue("reason")), c.FormValue("field")
	found, err := s.Store.Case(c.Request().Context(), number)
	if err != nil {
		return s.missing(c, err, "cases", "case", "case.missing")
	}
	fields := map[string]ivr.Masked{"caller": found.Caller, "account": found.Account, "transaction": found.Transaction}
	value, known := fields[field]
	if !known || reason == "" {
		return c.Redirect(http.StatusSeeOther, casePath(number, "wrong.reason"))
	}
	if err := s.Gate.Audit(c, "case.reveal", number, field+": "+ivr.HideNumbers(reason)); err != nil {
		return err
	}
	return s.renderCase(c, map[string]string{field: value.Reveal()})
}
