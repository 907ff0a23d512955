package api

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/store/view"
)

// hourRoutes serves the hours of lines, and closes lines for now.
type hourRoutes struct{ api *API }

func (a hourRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/hours", read, nil, a.list},
		{http.MethodPut, "/hours/:line/closure", write, nil, a.close},
		{http.MethodDelete, "/hours/:line/closure", write, nil, a.open},
	}
}

// lineView is a line's hours at this moment.
type lineView struct {
	Line        string     `json:"line"`
	Open        bool       `json:"open"`
	Reason      string     `json:"reason"`
	Until       *time.Time `json:"until"`        // when open changes; null: not within two years
	NextOpening *time.Time `json:"next_opening"` // null: it is open, or does not open within two years
	ClosedUntil *time.Time `json:"closed_until"` // by the switch "closed now"; null: it is not set
}

func (a hourRoutes) viewLine(name string, line *hours.Schedule, c ivr.Closure) lineView {
	now := a.api.Clock()
	with := line.ClosedUntil(c.Until)
	state := with.At(now)
	v := lineView{Line: name, Open: state.Open, Reason: string(state.Reason), Until: view.Instant(state.Until)}
	if next, ok := with.NextOpening(now); ok && !state.Open {
		v.NextOpening = view.Instant(next)
	}
	if c.Until.After(now) {
		v.ClosedUntil = view.Instant(c.Until)
	}
	return v
}

func (a hourRoutes) list(c echo.Context) error {
	closures, err := a.api.Store.Closures(c.Request().Context())
	if err != nil {
		return err
	}
	menu := a.api.Menus.Current()
	all := listing[lineView]{Items: []lineView{}}
	for _, name := range slices.Sorted(maps.Keys(menu.Lines)) {
		all.Items = append(all.Items, a.viewLine(name, menu.Lines[name], closures[name]))
	}
	return ok(c, all)
}

func (a hourRoutes) close(c echo.Context) error {
	body, err := bodyOf[struct {
		Until time.Time `json:"until"`
	}](c)
	if err != nil {
		return err
	}
	if !body.Until.After(a.api.Clock()) {
		return bad("until has passed or is missing; name an instant to come, like 2026-10-01T09:00:00+08:00")
	}
	if body.Until.After(a.api.Clock().Add(hours.LongestClosure)) {
		return bad("until is more than a year ahead; name an earlier instant, or change the hours in the menus")
	}
	return a.change(c, body.Until, "hours.close", body.Until.Format(time.RFC3339))
}

func (a hourRoutes) open(c echo.Context) error { return a.change(c, time.Time{}, "hours.open", "") }

// change closes a line until then; the zero time opens it again.
func (a hourRoutes) change(c echo.Context, until time.Time, action, detail string) error {
	name := c.Param("line")
	menu := a.api.Menus.Current()
	line, known := menu.Lines[name]
	if !known {
		return refuse(http.StatusNotFound, fmt.Sprintf("the menus have no such line; they have %v", slices.Sorted(maps.Keys(menu.Lines))))
	}
	if err := a.api.Store.SetClosure(c.Request().Context(), name, until); err != nil {
		return err
	}
	if err := a.api.audit(c, action, name, detail); err != nil {
		return err
	}
	return ok(c, a.viewLine(name, line, ivr.Closure{Until: until}))
}
