package api

import (
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// problem is an error as RFC 9457 has it. Detail says in one line what is wrong,
// where, and how to mend it.
type problem struct {
	Type   string     `json:"type"`
	Title  string     `json:"title"`
	Status int        `json:"status"`
	Detail string     `json:"detail"`
	Rows   []rowFault `json:"rows,omitempty"`
}

// rowFault is a mistake in one row of a ledger.
type rowFault struct {
	Row    int    `json:"row"` // from 1
	Column string `json:"column"`
	Detail string `json:"detail"`
}

func (p *problem) Error() string { return p.Detail }

func refuse(status int, detail string) error {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

func bad(detail string) error { return refuse(http.StatusBadRequest, detail) }

func problemOf(err error) *problem {
	var p *problem
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, store.ErrNotFound):
		err = refuse(http.StatusNotFound, "there is no such record; list them to see what there is")
	case errors.Is(err, store.ErrConflict):
		err = refuse(http.StatusConflict, "it was changed meanwhile; read it again, and ask again if it is still wanted")
	case errors.As(err, &tooLong):
		err = refuse(http.StatusRequestEntityTooLarge, "the body is too long; send less at a time")
	default:
		err = refuse(http.StatusInternalServerError, "the hotline could not do it, and has logged why; try again later")
	}
	errors.As(err, &p)
	return p
}

// answer answers with JSON: lists are never null.
func answer(c echo.Context, status int, kind string, v any) error {
	body, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err
	}
	return c.Blob(status, kind, body)
}

func ok(c echo.Context, v any) error { return answer(c, http.StatusOK, echo.MIMEApplicationJSON, v) }
