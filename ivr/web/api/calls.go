package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// callRoutes serves calls.
type callRoutes struct{ api *API }

func (a callRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/calls", read, paged("since", "until"), a.list},
		{http.MethodGet, "/calls/:call", read, nil, a.get},
	}
}

func (a callRoutes) list(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	since, err := instant(c, "since")
	if err != nil {
		return err
	}
	calls := a.api.Store.ListCalls(c.Request().Context(), store.CallFilter{Since: since, Until: p.until})
	return give(c, p, calls, func(c ivr.Call) time.Time { return c.Began }, view.CallOf)
}

func (a callRoutes) get(c echo.Context) error {
	ctx := c.Request().Context()
	call, _, err := a.api.Store.Call(ctx, c.Param("call"))
	if err != nil {
		return err
	}
	journal, err := a.api.Store.Journal(ctx, call.ID)
	if err != nil {
		return err
	}
	details, err := view.CallDetailsOf(call, journal, a.api.Store.QueueRecordsOf(ctx, call.ID))
	if err != nil {
		return err
	}
	return ok(c, details)
}
