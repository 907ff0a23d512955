package console

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// sendCSV answers with a file of rows, the first of which names the columns.
func sendCSV(c echo.Context, file string, rows [][]string) error {
	for _, row := range rows {
		for i := range row {
			row[i] = cell(row[i])
		}
	}
	return csvFile(c, file, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) })
}

// csvFile answers with a file of CSV for spreadsheets that write makes.
func csvFile(c echo.Context, file string, write func(io.Writer) error) error {
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	header.Set(echo.HeaderContentDisposition, `attachment; filename="`+file+`"`)
	c.Response().WriteHeader(http.StatusOK)
	if _, err := c.Response().Write([]byte("\ufeff")); err != nil { // tells spreadsheets that it is UTF-8
		return err
	}
	return write(c.Response())
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(text string) string {
	if strings.IndexAny(text, "=+-@\t\r") == 0 {
		return "'" + text
	}
	return text
}
