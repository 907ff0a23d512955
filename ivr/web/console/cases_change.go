package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

func (s casesSection) assign(c echo.Context) error {
	assignee := c.FormValue("assignee")
	people, _, err := s.people(c.Request().Context())
	if err != nil {
		return err
	}
	if assignee != "" && !slices.Contains(people, assignee) {
		return c.Redirect(http.StatusSeeOther, casePath(c.Param("case"), "wrong.assignee"))
	}
	return s.change(c, "case.assign", assignee, "done.assigned", func(ctx context.Context, number, by string) error {
		_, err := s.console.Store.AssignCase(ctx, number, assignee, by, s.console.Clock())
		return err
	})
}

func (s casesSection) note(c echo.Context) error {
	text := strings.TrimSpace(c.FormValue("note"))
	if text == "" {
		return c.Redirect(http.StatusSeeOther, casePath(c.Param("case"), "wrong.text"))
	}
	return s.change(c, "case.note", "", "done.noted", func(ctx context.Context, number, by string) error {
		_, err := s.console.Store.NoteCase(ctx, number, store.Note{At: s.console.Clock(), By: by, Text: text, Key: c.FormValue("key")})
		return err
	})
}

func (s casesSection) close(c echo.Context) error {
	note := strings.TrimSpace(c.FormValue("note"))
	if note == "" {
		return c.Redirect(http.StatusSeeOther, casePath(c.Param("case"), "wrong.text"))
	}
	return s.change(c, "case.close", "", "done.closed", func(ctx context.Context, number, by string) error {
		_, err := s.console.Store.CloseCase(ctx, number, by, note, s.console.Clock())
		return err
	})
}

// change changes a case, writes that down, and leads back to it.
func (s casesSection) change(c echo.Context, action, detail, done string, change func(ctx context.Context, number, by string) error) error {
	number := c.Param("case")
	who, _ := auth.Who(c)
	switch err := change(c.Request().Context(), number, who.Name); {
	case errors.Is(err, store.ErrConflict):
		return c.Redirect(http.StatusSeeOther, casePath(number, "wrong.closed"))
	case err != nil:
		return s.console.missing(c, err, "cases", "case", "case.missing")
	}
	if err := s.console.Gate.Audit(c, action, number, detail); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, casePath(number, done))
}

// reveal shows an administrator one field of a case in full, for a reason
// that is kept.
func (s casesSection) reveal(c echo.Context) error {
	number, reason, field := c.Param("case"), strings.TrimSpace(c.FormValue("reason")), c.FormValue("field")
	found, err := s.console.Store.Case(c.Request().Context(), number)
	if err != nil {
		return s.console.missing(c, err, "cases", "case", "case.missing")
	}
	fields := map[string]ivr.Masked{"caller": found.Caller, "account": found.Account, "transaction": found.Transaction}
	value, known := fields[field]
	if !known || reason == "" {
		return c.Redirect(http.StatusSeeOther, casePath(number, "wrong.reason"))
	}
	if err := s.console.Gate.Audit(c, "case.reveal", number, field+": "+ivr.HideNumbers(reason)); err != nil {
		return err
	}
	return s.render(c, map[string]string{field: value.Reveal()})
}
