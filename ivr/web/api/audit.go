package api

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// auditView is one thing that somebody saw or changed.
type auditView struct {
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Role    string    `json:"role"`
	Action  string    `json:"action"`
	Object  string    `json:"object"`
	Detail  string    `json:"detail"`
	Address string    `json:"address"`
}

func viewAudit(e store.AuditEntry) auditView {
	return auditView{e.At.UTC(), e.Who, e.Role.String(), e.Action, e.Object, e.Detail, e.Address}
}

func (a *API) listAudit(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	since, err := instant(c, "since")
	if err != nil {
		return err
	}
	entries := a.Store.ListAudit(c.Request().Context(), store.AuditFilter{
		Who: c.QueryParam("who"), Action: c.QueryParam("action"), Object: c.QueryParam("object"), Since: since, Until: p.until,
	})
	return give(c, p, entries, func(e store.AuditEntry) time.Time { return e.At }, viewAudit)
}
