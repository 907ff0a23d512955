package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store/view"
)

// deliveryRoutes serves the news of cases that was not received yet.
type deliveryRoutes struct{ api *API }

func (a deliveryRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/deliveries", read, []string{"state", "limit"}, a.list},
		{http.MethodPost, "/deliveries/:id/retry", write, nil, a.retry},
		{http.MethodDelete, "/deliveries/:id", write, nil, a.drop},
	}
}

// list gives the oldest: what is received or dropped is gone, and the
// rest moves up.
func (a deliveryRoutes) list(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	state := c.QueryParam("state")
	if state != "" && state != view.Pending && state != view.Dead {
		return bad("state must be pending or dead")
	}
	all := listing[view.Delivery]{Items: []view.Delivery{}}
	for d, err := range a.api.Store.ListDeliveries(c.Request().Context(), state == view.Dead) {
		if err != nil {
			return err
		}
		if len(all.Items) == p.limit {
			break
		}
		all.Items = append(all.Items, view.DeliveryOf(d))
	}
	return ok(c, all)
}

func (a deliveryRoutes) retry(c echo.Context) error {
	d, err := a.api.Store.RetryDelivery(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if err := a.api.audit(c, "delivery.retry", d.ID, ""); err != nil {
		return err
	}
	return ok(c, view.DeliveryOf(d))
}

func (a deliveryRoutes) drop(c echo.Context) error {
	id := c.Param("id")
	if err := a.api.Store.RemoveDelivery(c.Request().Context(), id); err != nil {
		return err
	}
	if err := a.api.audit(c, "delivery.drop", id, ""); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
