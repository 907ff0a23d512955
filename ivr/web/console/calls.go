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
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

const (
	// perPage is how many records a page lists.
	perPage = 50
	// mostRead bounds how many records one search looks through.
	mostRead = 50_000
)

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

// callRow is a call in the list.
type callRow struct {
	ivr.Call
	Lasted time.Duration
	State  string // its outcome, or "live"
	Live   bool
	Queues []string // where its caller waited, in order
	Agents []string // who answered
	Waited time.Duration
	Queued bool // whether the caller has waited at all
}

func callRowOf(c ivr.Call, zone *time.Location) callRow {
	c.Began = c.Began.In(zone)
	row := callRow{Call: c, State: string(view.Outcome(c)), Live: !c.Ended()}
	if row.Live {
		return row
	}
	row.Lasted = c.EndedAt.Sub(c.Began)
	return row
}

// passed reports whether a call was at a node.
func (r callRow) passed(node string) bool {
	return r.Node == node || slices.ContainsFunc(r.Path, func(p ivr.Transition) bool { return p.Node == node })
}

func (s *Console) listCalls(c echo.Context) error {
	ctx, search := c.Request().Context(), callSearchOf(c.QueryParams())
	if search.ID != "" {
		if _, _, err := s.Store.Call(ctx, search.ID); err == nil {
			return c.Redirect(http.StatusSeeOther, "/console/calls/"+url.PathEscape(search.ID))
		}
	}
	l, err := s.searchedCalls(c, search, perPage)
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
	return s.render(c, status, "calls", "calls", l)
}

// searchedCalls is the page of a search, with most of its calls at most.
func (s *Console) searchedCalls(c echo.Context, search callSearch, most int) (l callList, err error) {
	ctx := c.Request().Context()
	l = callList{frame: s.frame(c, "calls"), Search: search, Nodes: nodesOf(s.Menu()), Outcomes: []string{string(view.Live)}}
	for _, o := range outcomes {
		l.Outcomes = append(l.Outcomes, string(o))
	}
	if l.Queues, err = s.queues(ctx, search.Queue); err != nil {
		return l, err
	}
	var filter store.CallFilter
	if filter, l.Flaws = search.filter(s.zone()); len(l.Flaws) > 0 {
		return l, nil
	}
	if l.Flaws, err = s.unknown(ctx, search); err != nil || len(l.Flaws) > 0 {
		return l, err
	}
	var last string
	if l.Calls, last, l.Cut, err = s.findCalls(ctx, search, filter, most); err != nil {
		return l, err
	}
	if last != "" {
		l.Next = "/console/calls?" + search.query(last)
	}
	l.Export = "/console/calls/export?" + search.query("")
	return l, nil
}

// unknown tells which ids of a search are nobody's.
func (s *Console) unknown(ctx context.Context, search callSearch) ([]flaw, error) {
	if search.ID != "" { // one that is known is shown at once
		return []flaw{{"wrong.call", search.ID}}, nil
	}
	if search.Case == "" {
		return nil, nil
	}
	_, err := s.Store.Case(ctx, search.Case)
	if errors.Is(err, store.ErrNotFound) {
		return []flaw{{"wrong.case", search.Case}}, nil
	}
	return nil, err
}

// queues names the menu's queues, and the one that is searched for: it may be of
// an earlier menu.
func (s *Console) queues(ctx context.Context, searched string) ([]string, error) {
	all, err := s.ACD.Queues(ctx)
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

// findCalls finds most calls of a search, newest first. It gives up after mostRead
// calls; last is the place to go on from, and "" at the end.
func (s *Console) findCalls(ctx context.Context, search callSearch, filter store.CallFilter, most int) (rows []callRow, last string, cut bool, err error) {
	zone, read := s.zone(), 0
	for call, err := range s.Store.ListCalls(ctx, filter) {
		if err != nil {
			return nil, "", false, err
		}
		if len(rows) == most || read == mostRead {
			return rows, last, read == mostRead, nil
		}
		row := s.callRow(ctx, call, zone)
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
func (s *Console) addRecords(ctx context.Context, row *callRow) error {
	visits, err := s.ACD.RecordsOf(ctx, row.ID)
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

// exportCalls answers with all that a search finds as CSV, masked; or with the page
// that says why not.
func (s *Console) exportCalls(c echo.Context) error {
	l, err := s.searchedCalls(c, callSearchOf(c.QueryParams()), mostRead)
	switch {
	case err != nil:
		return err
	case l.Next != "":
		l.Flaws = []flaw{{"wrong.many", strconv.Itoa(mostRead)}}
		l.Calls, l.Next = l.Calls[:min(len(l.Calls), perPage)], ""
	}
	if len(l.Flaws) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, "calls", "calls", l)
	}
	if err := s.Gate.Audit(c, "call.export", "", strconv.Itoa(len(l.Calls))); err != nil {
		return err
	}
	return sendCSV(c, "calls.csv", callRecords(l.Calls))
}

func callRecords(calls []callRow) [][]string {
	rows := [][]string{{"call", "began", "ended", "seconds", "caller", "account", "language", "verified", "queue", "agent", "waited_seconds", "outcome", "node", "case", "revision"}}
	for _, c := range calls {
		ended, waited, account := "", "", ""
		if c.Ended() {
			ended = c.EndedAt.In(c.Began.Location()).Format(time.RFC3339)
		}
		if c.Queued {
			waited = seconds(c.Waited)
		}
		if c.Account != nil {
			account = c.Account.ID.String()
		}
		rows = append(rows, []string{
			c.ID, c.Began.Format(time.RFC3339), ended, seconds(c.Lasted), c.From.String(), account, c.Language, strconv.FormatBool(c.Verified),
			strings.Join(c.Queues, " "), strings.Join(c.Agents, " "), waited, c.State, c.Node, c.Case, c.Revision,
		})
	}
	return rows
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Second).Seconds())) }

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
