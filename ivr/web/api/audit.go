package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// auditRoutes serves who saw or changed what.
type auditRoutes struct{ api *API }

func (a auditRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/audit", store.ScopeAudit, paged("who", "action", "object", "since", "until"), a.list},
	}
}

func (a auditRoutes) list(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	since, err := instant(c, "since")
	if err != nil {
		return err
	}
	entries := a.api.Store.ListAudit(c.Request().Context(), store.AuditFilter{
		Who: c.QueryParam("who"), Action: c.QueryParam("action"), Object: c.QueryParam("object"), Since: since, Until: p.until,
	})
	return give(c, p, entries, func(e store.AuditEntry) time.Time { return e.At }, view.AuditEntryOf)
}
