package console

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// auditSection shows who saw or changed what.
type auditSection struct{ console *Console }

func (s auditSection) mount(g *echo.Group) {
	g.GET("/audit", s.list)
}

// auditPage is the page of who saw or changed what.
type auditPage struct {
	frame
	Search   auditSearch
	Entries  []store.AuditEntry
	Previous string
	Next     string
}

type auditSearch struct{ Who, Action, Object, Since string }

func (s auditSection) list(c echo.Context) error {
	number, zone := pageNumber(c), s.console.zone()
	p := auditPage{frame: s.console.frame(c, "audit"), Search: auditSearch{
		Who: strings.TrimSpace(c.QueryParam("who")), Action: strings.TrimSpace(c.QueryParam("action")),
		Object: strings.TrimSpace(c.QueryParam("object")), Since: c.QueryParam("since"),
	}}
	filter := store.AuditFilter{Who: p.Search.Who, Action: p.Search.Action, Object: p.Search.Object, Limit: number*perPage + 1}
	if since, err := time.ParseInLocation(time.DateOnly, p.Search.Since, zone); err == nil {
		filter.Since = since
	}
	skip := (number - 1) * perPage
	for e, err := range s.console.Store.ListAudit(c.Request().Context(), filter) {
		if err != nil {
			return fmt.Errorf("reading the audit: %w", err)
		}
		if skip--; skip < 0 {
			e.At = e.At.In(zone)
			p.Entries = append(p.Entries, e)
		}
	}
	p.Previous, p.Next = pageLinks(c, number, len(p.Entries) > perPage)
	p.Entries = p.Entries[:min(len(p.Entries), perPage)]
	return s.console.render(c, http.StatusOK, "audit", "audit", p)
}
