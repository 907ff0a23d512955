package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/report"
)

// reportRoutes serves the figures of days.
type reportRoutes struct{ api *API }

func (a reportRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/report", read, []string{"from", "to", "by"}, a.get},
	}
}

// reportView is a report: the figures of docs/REPORT.md.
type reportView struct {
	From  string         `json:"from"`
	To    string         `json:"to"`
	By    string         `json:"by"`
	Since *string        `json:"since"` // the day before which not everything was counted
	Rows  []reportRow    `json:"rows"`
	Total report.Figures `json:"total"`
}

// reportRow is a day, a week, a month, a queue or a person.
type reportRow struct {
	Name string `json:"name"`
	report.Figures
}

func (a reportRoutes) get(c echo.Context) error {
	zone := a.api.Menus.Current().Zone
	q, err := report.Read(c.QueryParam("from"), c.QueryParam("to"), c.QueryParam("by"), acd.DayIn(zone, a.api.Clock()))
	if err != nil {
		return bad(err.Error())
	}
	r, err := report.Make(c.Request().Context(), a.api.Store, q, zone)
	if err != nil {
		return err
	}
	v := reportView{From: r.From, To: r.To, By: string(r.By), Rows: []reportRow{}, Total: r.Total}
	if r.Since != "" {
		v.Since = &r.Since
	}
	for _, row := range r.Rows {
		v.Rows = append(v.Rows, reportRow(row))
	}
	return ok(c, v)
}
