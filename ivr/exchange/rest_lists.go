package exchange

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Page sizes of lists.
const (
	usualPage = 50
	maxPage   = 1000
)

// paged returns the page of a list that the request asks for by PageSize and Page, with the addresses
// of the pages before and after it.
func paged[T any](x *Exchange, r *http.Request, name, path string, items []T) map[string]any {
	size, page := inRange(r.Form.Get("PageSize"), usualPage, 1, maxPage), inRange(r.Form.Get("Page"), 0, 0, len(items))
	start := min(page*size, len(items))
	end := min(start+size, len(items))
	at := func(page int) any {
		query := url.Values{}
		for key, values := range r.Form {
			query[key] = values
		}
		query.Set("PageSize", strconv.Itoa(size))
		query.Set("Page", strconv.Itoa(page))
		return x.uri(path) + "?" + query.Encode()
	}
	shown := map[string]any{
		name: items[start:end], "page": page, "page_size": size, "start": start, "end": max(end-1, 0),
		"uri": at(page), "first_page_uri": at(0), "next_page_uri": nil, "previous_page_uri": nil,
	}
	if end < len(items) {
		shown["next_page_uri"] = at(page + 1)
	}
	if page > 0 {
		shown["previous_page_uri"] = at(page - 1)
	}
	return shown
}

// inRange reads a number, and returns otherwise if it is missing or out of range.
func inRange(text string, otherwise, least, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return otherwise
	}
	return n
}

// wanted reports whether a resource matches a list's filter; a missing filter matches everything.
func wanted(r *http.Request, filter, value string) bool {
	asked := r.Form.Get(filter)
	return asked == "" || asked == value
}

// onDay reports whether a time matches a list's filter of days: DateSent=2026-03-02 is that day,
// DateSent> from it on, DateSent< until it.
func onDay(r *http.Request, filter string, at time.Time) bool {
	day := at.UTC().Format(time.DateOnly)
	from, until := r.Form.Get(filter+">"), r.Form.Get(filter+"<")
	return wanted(r, filter, day) && (from == "" || day >= dayOf(from)) && (until == "" || day <= dayOf(until))
}

// dayOf returns the day of a date, or of a date with a time.
func dayOf(text string) string { return text[:min(len(text), len(time.DateOnly))] }
