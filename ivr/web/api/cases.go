package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

func caseFilter(c echo.Context) (store.CaseFilter, error) {
	f := store.CaseFilter{Kind: ivr.CaseKind(c.QueryParam("kind")), Assignee: c.QueryParam("assignee")}
	if f.Kind != "" && !slices.Contains(ivr.CaseKinds(), f.Kind) {
		return f, bad(fmt.Sprintf("kind must be one of %v", ivr.CaseKinds()))
	}
	var err error
	f.OpenOnly, err = flag(c, "open")
	return f, err
}

func (a *API) listCases(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	filter, err := caseFilter(c)
	if err != nil {
		return err
	}
	filter.Until = p.until
	cases := a.Store.ListCases(c.Request().Context(), filter)
	return give(c, p, cases, func(c store.Case) time.Time { return c.Opened }, view.CaseOf)
}

func (a *API) getCase(c echo.Context) error {
	found, err := a.Store.Case(c.Request().Context(), c.Param("number"))
	if err != nil {
		return err
	}
	full, err := a.revealed(c, "case.reveal", found.Number)
	switch {
	case err != nil:
		return err
	case full:
		return ok(c, view.RevealCase(found))
	}
	return ok(c, view.CaseOf(found))
}

func (a *API) assignCase(c echo.Context) error {
	body, err := bodyOf[struct {
		Assignee string `json:"assignee"`
	}](c)
	if err != nil {
		return err
	}
	ctx, number := c.Request().Context(), c.Param("number")
	if body.Assignee != "" {
		if _, err := a.Store.Agent(ctx, body.Assignee); err != nil {
			return known(err, "assignee is nobody of the house; see "+Base+"/agents, or leave it empty for nobody")
		}
	}
	changed, err := a.Store.AssignCase(ctx, number, body.Assignee, actor(c), a.Clock())
	return a.worked(c, changed, err, "case.assign", body.Assignee)
}

// maxText bounds what is written upon a case, in bytes.
const maxText = 4000

func textOf(text string, needed bool) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case needed && text == "":
		return "", bad("text is empty; say what is to be noted")
	case len(text) > maxText:
		return "", bad(fmt.Sprintf("the text is longer than %d bytes; shorten it", maxText))
	}
	return text, nil
}

func (a *API) noteCase(c echo.Context) error {
	body, err := bodyOf[struct {
		Text string `json:"text"`
	}](c)
	if err != nil {
		return err
	}
	text, err := textOf(body.Text, true)
	if err != nil {
		return err
	}
	key := c.Request().Header.Get("Idempotency-Key")
	if len(key) > 100 {
		return bad("Idempotency-Key is longer than 100 bytes; a UUID is enough")
	}
	if key != "" {
		key = actor(c) + " " + key
	}
	note := store.Note{At: a.Clock(), By: actor(c), Text: text, Key: key}
	changed, err := a.Store.NoteCase(c.Request().Context(), c.Param("number"), note)
	return a.worked(c, changed, err, "case.note", "")
}

func (a *API) closeCase(c echo.Context) error {
	body, err := bodyOf[struct {
		Note string `json:"note"`
	}](c)
	if err != nil {
		return err
	}
	note, err := textOf(body.Note, false)
	if err != nil {
		return err
	}
	closed, err := a.Store.CloseCase(c.Request().Context(), c.Param("number"), actor(c), note, a.Clock())
	return a.worked(c, closed, err, "case.close", "")
}

// worked answers with a case that was worked on.
func (a *API) worked(c echo.Context, changed store.Case, err error, action, detail string) error {
	if err == nil {
		err = a.audit(c, action, changed.Number, detail)
	}
	if err != nil {
		return err
	}
	return ok(c, view.CaseOf(changed))
}

// known tells a body that names what is not there from a path that does.
func known(err error, detail string) error {
	if problemOf(err).Status == http.StatusNotFound {
		return refuse(http.StatusUnprocessableEntity, detail)
	}
	return err
}
