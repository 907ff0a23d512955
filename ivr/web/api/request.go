package api

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
)

// The bounds of bodies in bytes.
const (
	maxBody   = 64 << 10
	maxLedger = 32 << 20
)

func boundOf(o operation) int64 {
	if o.path == "/ledger" {
		return maxLedger
	}
	return maxBody
}

// bodyOf reads a body of JSON, and refuses fields that it does not know.
func bodyOf[T any](c echo.Context) (v T, err error) {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return v, err
	}
	if kind := c.Request().Header.Get(echo.HeaderContentType); !strings.HasPrefix(kind, echo.MIMEApplicationJSON) {
		return v, refuse(http.StatusUnsupportedMediaType, "the body is not said to be JSON; send the header Content-Type: application/json")
	}
	if err := json.Unmarshal(body, &v, json.RejectUnknownMembers(true)); err != nil {
		return v, bad("the body is not as the document has it" + whereOf(err) + "; see " + Base + "/openapi.json")
	}
	return v, nil
}

// whereOf tells where in a body a mistake is, without the body's own words.
func whereOf(err error) string {
	var mistake *json.SemanticError
	switch {
	case errors.As(err, &mistake) && errors.Is(err, json.ErrUnknownName):
		return fmt.Sprintf(": a field at byte %d is not known", mistake.ByteOffset)
	case errors.As(err, &mistake):
		return fmt.Sprintf(": the value at byte %d is of the wrong type", mistake.ByteOffset)
	}
	return ": it is no JSON"
}

func flag(c echo.Context, name string) (bool, error) {
	switch c.QueryParam(name) {
	case "":
		return false, nil
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, bad(name + " must be true or false")
}

// instant reads a time of the query; the zero time when there is none.
func instant(c echo.Context, name string) (time.Time, error) {
	text := c.QueryParam(name)
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, bad(name + " must be RFC 3339 with its zone, like 2026-10-01T09:30:00Z")
	}
	return at, nil
}

// The bounds of a page.
const (
	pageDefault = 100
	pageLimit   = 1000
)

// page is the part of a list that was asked for: so many, from an instant back,
// but for those of that very instant that were given before.
type page struct {
	limit int
	until time.Time
	skip  int
}

func pageOf(c echo.Context) (page, error) {
	p := page{limit: pageDefault}
	if text := c.QueryParam("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > pageLimit {
			return p, bad(fmt.Sprintf("limit must be a number from 1 to %d", pageLimit))
		}
		p.limit = n
	}
	until, err := instant(c, "until")
	if err != nil {
		return p, err
	}
	p.until = until
	if text := c.QueryParam("cursor"); text != "" {
		if p.until, p.skip, err = readCursor(text); err != nil {
			return p, bad("cursor is none of ours; use the next of a page as it was given, or leave it out")
		}
	}
	return p, nil
}

func cursor(at time.Time, skip int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%09d.%d", at.Unix(), at.Nanosecond(), skip))
}

func readCursor(text string) (at time.Time, skip int, err error) {
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return at, 0, err
	}
	var seconds, nanos int64
	if _, err := fmt.Sscanf(string(plain), "%d.%d.%d", &seconds, &nanos, &skip); err != nil {
		return at, 0, err
	}
	at = time.Unix(seconds, nanos).UTC()
	if skip < 0 || cursor(at, skip) != text {
		return at, 0, errors.New("not as it was written")
	}
	return at, skip, nil
}

// listing is a page of a list.
type listing[V any] struct {
	Items []V    `json:"items"`
	Next  string `json:"next"` // the cursor of the next page; "" on the last
}

// give takes a page out of a list that begins at the page's instant.
func give[T, V any](c echo.Context, p page, list iter.Seq2[T, error], when func(T) time.Time, view func(T) V) error {
	result := listing[V]{Items: []V{}}
	at, alike := p.until, 0
	for v, err := range list {
		if err != nil {
			return err
		}
		if !when(v).Equal(at) {
			at, alike = when(v), 0
		}
		if at.Equal(p.until) && alike < p.skip {
			alike++
			continue
		}
		if len(result.Items) == p.limit {
			result.Next = cursor(at, alike)
			break
		}
		alike++
		result.Items = append(result.Items, view(v))
	}
	return ok(c, result)
}
