package console

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/store"
)

// callSearch is what the list of calls is narrowed by, as it was typed.
type callSearch struct {
	Since   string // YYYY-MM-DD, the first day
	Until   string // the last day
	Ending  string // the last four of the caller's number
	Account string // the last four of the account's
	Case    string
	Queue   string
	Outcome string // or "live"
	Node    string
	ID      string
	After   string // the place that the page begins after
}

func callSearchOf(q url.Values) callSearch {
	typed := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	s := callSearch{
		Since: typed("since"), Until: typed("until"), Ending: typed("ending"), Account: typed("account"), Case: typed("case"),
		Queue: typed("queue"), Outcome: typed("outcome"), Node: typed("node"), ID: typed("id"), After: typed("after"),
	}
	if day := typed("date"); day != "" { // an address that was kept from before there were two days
		s.Since, s.Until = day, day
	}
	return s
}

// Query is the search as an address has it, of the page after a place.
func (f callSearch) query(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"since": f.Since, "until": f.Until, "ending": f.Ending, "account": f.Account, "case": f.Case,
		"queue": f.Queue, "outcome": f.Outcome, "node": f.Node, "id": f.ID, "after": after,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// flaw is what is wrong with a field of a search: a key of the words, and what was
// typed.
type flaw struct{ Key, Typed string }

var fourDigits = regexp.MustCompile(`^[0-9]{4}$`)

// filter is the search as the store knows it, with what is wrong in it.
func (f callSearch) filter(zone *time.Location) (store.CallFilter, []flaw) {
	var flaws []flaw
	day := func(typed string) time.Time {
		date, err := time.ParseInLocation(time.DateOnly, typed, zone)
		if err != nil && typed != "" {
			flaws = append(flaws, flaw{"wrong.day", typed})
		}
		return date
	}
	since, until := day(f.Since), day(f.Until)
	if !since.IsZero() && !until.IsZero() && until.Before(since) {
		flaws = append(flaws, flaw{"wrong.days", f.Until})
	}
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1).Add(-time.Nanosecond)
	}
	for _, typed := range []string{f.Ending, f.Account} {
		if typed != "" && !fourDigits.MatchString(typed) {
			flaws = append(flaws, flaw{"wrong.ending", typed})
		}
	}
	after, ok := placeOf(f.After)
	if !ok {
		flaws = append(flaws, flaw{"wrong.place", f.After})
	}
	return store.CallFilter{Since: since, Until: until, Ending: f.Ending, Account: f.Account, Case: f.Case, Queue: f.Queue, After: after}, flaws
}

// finds reports whether a search wants a call that its filter found.
func (f callSearch) finds(row callRow) bool {
	state := f.Outcome == "" || f.Outcome == row.State || f.Outcome == "live" && row.Live
	return state && (f.Node == "" || row.passed(f.Node))
}

func placeOf(text string) (store.CallPlace, bool) {
	if text == "" {
		return store.CallPlace{}, true
	}
	began, id, ok := strings.Cut(text, ".")
	n, err := strconv.ParseInt(began, 10, 64)
	return store.CallPlace{Began: time.Unix(0, n), ID: id}, ok && err == nil && id != ""
}
