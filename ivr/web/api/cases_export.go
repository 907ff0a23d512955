package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store/view"
)

// export writes cases as a spreadsheet reads them. The file is made before it is sent: one that
// breaks off would look whole.
func (a caseRoutes) export(c echo.Context) error {
	filter, err := caseFilter(c)
	if err != nil {
		return err
	}
	if filter.Until, err = instant(c, "until"); err != nil {
		return err
	}
	full, err := a.api.revealed(c, "case.export", "")
	if err != nil {
		return err
	}
	show := view.CaseOf
	if full {
		show = view.RevealCase
	}
	var cases []view.Case
	for found, err := range a.api.Store.ListCases(c.Request().Context(), filter) {
		if err != nil {
			return err
		}
		cases = append(cases, show(found))
	}
	var text bytes.Buffer
	if err := view.WriteCSV(&text, view.CaseTable(cases, time.UTC)); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="cases.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", text.Bytes())
}
