package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// callsSection finds calls and shows what happened in each.
type callsSection struct{ console *Console }

func (s callsSection) mount(g *echo.Group) {
	g.GET("/calls", s.list)
	g.GET("/calls/export", s.export)
	g.GET("/calls/:call", s.show)
}

// callList is the page of the calls.
type callList struct {
	frame
	Search   callSearch
	Flaws    []flaw
	Outcomes []string
	Queues   []string
	Nodes    []string
	Calls    []callRow
	Cut      bool   // the search was given up before its end; Next goes on
	Newest   string // the address of the first page; "" on it
	Next     string
	Export   string // the address of the same list as CSV
}

func (s callsSection) list(c echo.Context) error {
	ctx, search := c.Request().Context(), callSearchOf(c.QueryParams())
	if search.ID != "" {
		if _, _, err := s.console.Store.Call(ctx, search.ID); err == nil {
			return c.Redirect(http.StatusSeeOther, "/console/calls/"+url.PathEscape(search.ID))
		}
	}
	l, err := s.search(c, search, perPage)
	if err != nil {
		return err
	}
	if search.After != "" {
		l.Newest = "/console/calls?" + search.query("")
	}
	status := http.StatusOK
	if len(l.Flaws) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.console.render(c, status, "calls", "calls", l)
}

// search is the page of a search, with most of its calls at most.
func (s callsSection) search(c echo.Context, search callSearch, most int) (l callList, err error) {
	ctx := c.Request().Context()
	l = callList{frame: s.console.frame(c, "calls"), Search: search, Nodes: nodesOf(s.console.Menu()), Outcomes: []string{string(view.Live)}}
	for _, o := range outcomes {
		l.Outcomes = append(l.Outcomes, string(o))
	}
	if l.Queues, err = s.queues(ctx, search.Queue); err != nil {
		return l, err
	}
	var filter store.CallFilter
	if filter, l.Flaws = search.filter(s.console.zone()); len(l.Flaws) > 0 {
		return l, nil
	}
	if l.Flaws, err = s.unknown(ctx, search); err != nil || len(l.Flaws) > 0 {
		return l, err
	}
	var last string
	if l.Calls, last, l.Cut, err = s.find(ctx, search, filter, most); err != nil {
		return l, err
	}
	if last != "" {
		l.Next = "/console/calls?" + search.query(last)
	}
	l.Export = "/console/calls/export?" + search.query("")
	return l, nil
}

// unknown tells which ids of a search are nobody's.
func (s callsSection) unknown(ctx context.Context, search callSearch) ([]flaw, error) {
	if search.ID != "" { // one that is known is shown at once
		return []flaw{{"wrong.call", search.ID}}, nil
	}
	if search.Case == "" {
		return nil, nil
	}
	_, err := s.console.Store.Case(ctx, search.Case)
	if errors.Is(err, store.ErrNotFound) {
		return []flaw{{"wrong.case", search.Case}}, nil
	}
	return nil, err
}

// queues names the menu's queues, and the one that is searched for: it may be of
// an earlier menu.
func (s callsSection) queues(ctx context.Context, searched string) ([]string, error) {
	all, err := s.console.ACD.Queues(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the queues: %w", err)
	}
	var names []string
	for _, q := range all {
		names = append(names, q.Name)
	}
	if searched != "" && !slices.Contains(names, searched) {
		names = append(names, searched)
	}
	return names, nil
}

// nodesOf names the menu's nodes, for a search.
func nodesOf(m Menu) []string {
	var names []string
	for name := range m.Tree.Nodes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// find finds most calls of a search, newest first. It gives up after mostRead
// calls; last is the place to go on from, and "" at the end.
func (s callsSection) find(ctx context.Context, search callSearch, filter store.CallFilter, most int) (rows []callRow, last string, cut bool, err error) {
	zone, read := s.console.zone(), 0
	for call, err := range s.console.Store.ListCalls(ctx, filter) {
		if err != nil {
			return nil, "", false, err
		}
		if len(rows) == most || read == mostRead {
			return rows, last, read == mostRead, nil
		}
		row := s.row(ctx, call, zone)
		read, last = read+1, place(row)
		if !search.finds(row) {
			continue
		}
		if err := s.addRecords(ctx, &row); err != nil {
			return nil, "", false, err
		}
		rows = append(rows, row)
	}
	return rows, "", false, nil
}

// addRecords adds to a call where its caller waited, how long, and who answered.
func (s callsSection) addRecords(ctx context.Context, row *callRow) error {
	visits, err := s.console.ACD.RecordsOf(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, v := range slices.Backward(visits) { // the newest come first
		if v.Call != row.ID {
			continue
		}
		row.Queued = true
		row.Waited += v.Waited()
		if !slices.Contains(row.Queues, v.Queue) {
			row.Queues = append(row.Queues, v.Queue)
		}
		if v.Agent != "" && !slices.Contains(row.Agents, v.Agent) {
			row.Agents = append(row.Agents, v.Agent)
		}
	}
	if !row.Queued && row.Queue != "" { // who waits now has no stay yet
		row.Queues = []string{row.Queue}
	}
	return nil
}
