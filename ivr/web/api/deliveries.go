package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// deliveryView is news of a case that was not received yet.
type deliveryView struct {
	ID       string         `json:"id"`
	Sequence int            `json:"sequence"`
	Type     store.CaseNews `json:"type"`
	Time     time.Time      `json:"time"`
	Case     string         `json:"case"`
	State    string         `json:"state"`
	Attempts int            `json:"attempts"`
	Due      *time.Time     `json:"due"`
	Failure  string         `json:"failure"`
}

// The states of a delivery.
const (
	statePending = "pending"
	stateDead    = "dead"
)

func viewDelivery(d store.Delivery) deliveryView {
	v := deliveryView{d.ID, d.Sequence, d.News, d.At.UTC(), d.Case.Number, statePending, d.Attempts, maybe(d.Due), d.Failure}
	if !d.Died.IsZero() {
		v.State, v.Due = stateDead, nil
	}
	return v
}

// listDeliveries gives the oldest: what is received or dropped is gone, and the
// rest moves up.
func (a *API) listDeliveries(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	state := c.QueryParam("state")
	if state != "" && state != statePending && state != stateDead {
		return bad("state must be pending or dead")
	}
	all := listing[deliveryView]{Items: []deliveryView{}}
	for d, err := range a.Store.ListDeliveries(c.Request().Context(), state == stateDead) {
		if err != nil {
			return err
		}
		if len(all.Items) == p.limit {
			break
		}
		all.Items = append(all.Items, viewDelivery(d))
	}
	return ok(c, all)
}

func (a *API) retryDelivery(c echo.Context) error {
	d, err := a.Store.RetryDelivery(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if err := a.audit(c, "delivery.retry", d.ID, ""); err != nil {
		return err
	}
	return ok(c, viewDelivery(d))
}

func (a *API) dropDelivery(c echo.Context) error {
	id := c.Param("id")
	if err := a.Store.RemoveDelivery(c.Request().Context(), id); err != nil {
		return err
	}
	if err := a.audit(c, "delivery.drop", id, ""); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
