package console

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

const (
	// perPage is how many records a page lists.
	perPage = 50
	// mostRead bounds how many records one search looks through.
	mostRead = 50_000
)

// pageNumber counts from 1.
func pageNumber(c echo.Context) int {
	n, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil || n < 1 || n > mostRead/perPage {
		return 1
	}
	return n
}

// pageLinks gives the addresses of the pages before and after; "" for none.
func pageLinks(c echo.Context, number int, more bool) (previous, next string) {
	address := func(n int) string {
		q := c.Request().URL.Query()
		q.Set("page", strconv.Itoa(n))
		return c.Request().URL.Path + "?" + q.Encode()
	}
	if number > 1 {
		previous = address(number - 1)
	}
	if more {
		next = address(number + 1)
	}
	return previous, next
}

// missing answers for what is not there, and hands on every other error.
func (s *Console) missing(c echo.Context, err error, tab, title, text string) error {
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return s.render(c, http.StatusNotFound, "missing", title, struct {
		frame
		Title, Text string
	}{s.frame(c, tab), title, text})
}
