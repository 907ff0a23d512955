package api

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
)

var exportColumns = []string{
	"case", "kind", "state", "opened", "closed", "department", "assignee", "caller", "account", "transaction",
	"language", "score", "call", "closed_by", "note",
}

// exportCases writes cases as a spreadsheet reads them. It is made before it is
// sent: a file that breaks off would look whole.
func (a *API) exportCases(c echo.Context) error {
	filter, err := caseFilter(c)
	if err != nil {
		return err
	}
	if filter.Until, err = instant(c, "until"); err != nil {
		return err
	}
	shown := ivr.Masked.String
	full, err := a.revealed(c, "case.export", "")
	if err != nil {
		return err
	}
	if full {
		shown = ivr.Masked.Reveal
	}
	var text bytes.Buffer
	table := csv.NewWriter(&text)
	_ = table.Write(exportColumns) // a buffer takes everything
	for found, err := range a.Store.ListCases(c.Request().Context(), filter) {
		if err != nil {
			return err
		}
		_ = table.Write(exportRow(showCase(found, shown)))
	}
	table.Flush()
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="cases.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", text.Bytes())
}

func exportRow(v caseView) []string {
	closed, score := "", ""
	if v.Closed != nil {
		closed = v.Closed.Format(time.RFC3339)
	}
	if v.Score != 0 {
		score = strconv.Itoa(v.Score)
	}
	return []string{
		v.Case, string(v.Kind), v.State, v.Opened.Format(time.RFC3339), closed, v.Department, inert(v.Assignee),
		v.Caller, inert(v.Account), v.Transaction, v.Language, score, v.Call, inert(v.ClosedBy), inert(v.Note),
	}
}

// inert keeps a spreadsheet from taking what somebody wrote for a formula.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
