package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store/view"
)

// sendCSV answers with a file of rows, the first of which names the columns.
func sendCSV(c echo.Context, file string, rows [][]string) error {
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	header.Set(echo.HeaderContentDisposition, `attachment; filename="`+file+`"`)
	c.Response().WriteHeader(http.StatusOK)
	if _, err := c.Response().Write([]byte("\ufeff")); err != nil { // tells spreadsheets that it is UTF-8
		return err
	}
	return view.WriteCSV(c.Response(), rows)
}
