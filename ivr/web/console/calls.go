package console

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

const (
	perPage = 50
	// mostRead bounds how many records one search looks through.
	mostRead = 50_000
)

// callSearch is what the list of calls is narrowed by.
type callSearch struct {
	Date    string // YYYY-MM-DD
	Outcome string // or "live"
	Node    string
	Ending  string // the last four of the caller's number
	ID      string
}

// callList is the page of the calls.
type callList struct {
	frame
	Search   callSearch
	Outcomes []string
	Nodes    []string
	Calls    []callRow
	Cut      bool // the search was given up before its end
	Previous string
	Next     string
}

// callRow is a call in the list.
type callRow struct {
	ivr.Call
	Lasted time.Duration
	State  string // its outcome, or "live"
	Live   bool
}

func callRowOf(c ivr.Call, zone *time.Location) callRow {
	c.Began = c.Began.In(zone)
	row := callRow{Call: c, State: string(c.Outcome), Live: !c.Ended()}
	if row.Live {
		row.State = "live"
		return row
	}
	row.Lasted = c.EndedAt.Sub(c.Began)
	return row
}

func (s *Console) listCalls(c echo.Context) error {
	l := callList{frame: s.frame(c, "calls"), Nodes: nodesOf(s.Menu()), Outcomes: []string{"live"}, Search: callSearch{
		Date: c.QueryParam("date"), Outcome: c.QueryParam("outcome"), Node: c.QueryParam("node"),
		Ending: c.QueryParam("ending"), ID: strings.TrimSpace(c.QueryParam("id")),
	}}
	for _, o := range outcomes {
		l.Outcomes = append(l.Outcomes, string(o))
	}
	if l.Search.ID != "" {
		if _, _, err := s.Store.Call(c.Request().Context(), l.Search.ID); err == nil {
			return c.Redirect(http.StatusSeeOther, "/console/calls/"+url.PathEscape(l.Search.ID))
		}
		return s.render(c, http.StatusOK, "calls", "calls", l)
	}
	number := pageNumber(c)
	var err error
	if l.Calls, l.Cut, err = s.findCalls(c.Request().Context(), l.Search, (number-1)*perPage, perPage+1); err != nil {
		return err
	}
	l.Previous, l.Next = turn(c, number, len(l.Calls) > perPage)
	l.Calls = l.Calls[:min(len(l.Calls), perPage)]
	return s.render(c, http.StatusOK, "calls", "calls", l)
}

// nodes names the menu's nodes, for a search.
func nodesOf(m Menu) []string {
	var names []string
	for name := range m.Tree.Nodes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// findCalls gives a stretch of the calls that a search finds, newest first.
func (s *Console) findCalls(ctx context.Context, search callSearch, skip, most int) (rows []callRow, cut bool, err error) {
	filter, until, zone := store.CallFilter{}, time.Time{}, s.zone()
	if date, err := time.ParseInLocation(time.DateOnly, search.Date, zone); err == nil {
		until = date.AddDate(0, 0, 1)
		filter.Since, filter.Until = date, until
	}
	read := 0
	for call, err := range s.Store.ListCalls(ctx, filter) {
		if err != nil {
			return nil, false, err
		}
		if read++; read > mostRead {
			return rows, true, nil
		}
		row := s.callRow(ctx, call, zone)
		if !until.IsZero() && !call.Began.Before(until) || !search.finds(row) {
			continue
		}
		if skip--; skip >= 0 {
			continue
		}
		if rows = append(rows, row); len(rows) == most {
			break
		}
	}
	return rows, false, nil
}

func (f callSearch) finds(row callRow) bool {
	passed := func(p ivr.Passage) bool { return p.Node == f.Node }
	switch {
	case f.Outcome != "" && f.Outcome != row.State,
		f.Node != "" && f.Node != row.Node && !slices.ContainsFunc(row.Path, passed),
		f.Ending != "" && f.Ending != row.From.LastFour():
		return false
	}
	return true
}

// pageNumber counts from 1.
func pageNumber(c echo.Context) int {
	n, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil || n < 1 || n > mostRead/perPage {
		return 1
	}
	return n
}

// turn gives the addresses of the pages before and after; "" for none.
func turn(c echo.Context, number int, more bool) (previous, next string) {
	address := func(n int) string {
		q := c.Request().URL.Query()
		q.Set("page", strconv.Itoa(n))
		return c.Request().URL.Path + "?" + q.Encode()
	}
	if number > 1 {
		previous = address(number - 1)
	}
	if more {
		next = address(number + 1)
	}
	return previous, next
}

// missing answers for what is not there, and hands on every other error.
func (s *Console) missing(c echo.Context, err error, tab, title, text string) error {
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return s.render(c, http.StatusNotFound, "missing", title, struct {
		frame
		Title, Text string
	}{s.frame(c, tab), title, text})
}
