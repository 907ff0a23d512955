package api

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

func (a *API) listCalls(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	since, err := instant(c, "since")
	if err != nil {
		return err
	}
	calls := a.Store.ListCalls(c.Request().Context(), store.CallFilter{Since: since, Until: p.until})
	return give(c, p, calls, func(c ivr.Call) time.Time { return c.Began }, view.CallOf)
}

func (a *API) getCall(c echo.Context) error {
	ctx := c.Request().Context()
	call, _, err := a.Store.Call(ctx, c.Param("call"))
	if err != nil {
		return err
	}
	journal, err := a.Store.Journal(ctx, call.ID)
	if err != nil {
		return err
	}
	details, err := view.CallDetailsOf(call, journal, a.Store.QueueRecordsOf(ctx, call.ID))
	if err != nil {
		return err
	}
	return ok(c, details)
}
