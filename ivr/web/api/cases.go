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

// caseRoutes serves cases, and takes what is done about each.
type caseRoutes struct{ api *API }

func (a caseRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/cases", read, paged("kind", "open", "assignee", "until"), a.list},
		{http.MethodGet, "/cases.csv", read, []string{"kind", "open", "assignee", "until", "reveal"}, a.export},
		{http.MethodGet, "/cases/:number", read, []string{"reveal"}, a.get},
		{http.MethodPut, "/cases/:number/assignee", write, nil, a.assign},
		{http.MethodPost, "/cases/:number/notes", write, nil, a.note},
		{http.MethodPost, "/cases/:number/close", write, nil, a.close},
	}
}

func caseFilter(c echo.Context) (store.CaseFilter, error) {
	f := store.CaseFilter{Kind: ivr.CaseKind(c.QueryParam("kind")), Assignee: c.QueryParam("assignee")}
	if f.Kind != "" && !slices.Contains(ivr.CaseKinds(), f.Kind) {
		return f, bad(fmt.Sprintf("kind must be one of %v", ivr.CaseKinds()))
	}
	var err error
	f.OpenOnly, err = flag(c, "open")
	return f, err
}

func (a caseRoutes) list(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	filter, err := caseFilter(c)
	if err != nil {
		return err
	}
	filter.Until = p.until
	cases := a.api.Store.ListCases(c.Request().Context(), filter)
	return give(c, p, cases, func(c store.Case) time.Time { return c.Opened }, view.CaseOf)
}

func (a caseRoutes) get(c echo.Context) error {
	found, err := a.api.Store.Case(c.Request().Context(), c.Param("number"))
	if err != nil {
		return err
	}
	full, err := a.api.revealed(c, "case.reveal", found.Number)
	switch {
	case err != nil:
		return err
	case full:
		return ok(c, view.RevealCase(found))
	}
	return ok(c, view.CaseOf(found))
}

func (a caseRoutes) assign(c echo.Context) error {
	body, err := bodyOf[struct {
		Assignee string `json:"assignee"`
	}](c)
	if err != nil {
		return err
	}
	ctx, number := c.Request().Context(), c.Param("number")
	if body.Assignee != "" {
		if _, err := a.api.Store.Agent(ctx, body.Assignee); err != nil {
			return known(err, "assignee is nobody of the house; see "+Base+"/agents, or leave it empty for nobody")
		}
	}
	changed, err := a.api.Store.AssignCase(ctx, number, body.Assignee, actor(c), a.api.Clock())
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

func (a caseRoutes) note(c echo.Context) error {
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
	note := store.Note{At: a.api.Clock(), By: actor(c), Text: text, Key: key}
	changed, err := a.api.Store.NoteCase(c.Request().Context(), c.Param("number"), note)
	return a.worked(c, changed, err, "case.note", "")
}

func (a caseRoutes) close(c echo.Context) error {
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
	closed, err := a.api.Store.CloseCase(c.Request().Context(), c.Param("number"), actor(c), note, a.api.Clock())
	return a.worked(c, closed, err, "case.close", "")
}

// worked answers with a case that was worked on.
func (a caseRoutes) worked(c echo.Context, changed store.Case, err error, action, detail string) error {
	if err == nil {
		err = a.api.audit(c, action, changed.Number, detail)
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
