package agent

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// casesSection shows a case to agents, who note things on it and close their own.
type casesSection struct{ pages *Pages }

func (r casesSection) mount(g *echo.Group) {
	g.GET("/cases/:case", r.show)
	g.POST("/cases/:case/note", r.note)
	g.POST("/cases/:case/close", r.close)
}

// casePage is a case as agents see it.
type casePage struct {
	scene
	Case   store.Case
	Noted  []noted // in the case's call
	Mine   bool    // assigned to this agent, who may close it
	Notice string  // what was just done, or why it was not: a key of the words
}

// The notices of a case's page: keys of the words.
const (
	noticeNoted  = "case-noted"
	noticeClosed = "case-closed"
	noticeEmpty  = "case-empty"
)

var notices = []string{noticeNoted, noticeClosed, noticeEmpty}

// show shows a case to an agent. Any agent may open any case: any caller may
// come to them with it.
func (r casesSection) show(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("case")
	who, _ := auth.Who(c)
	found, err := r.pages.Store.Case(ctx, number)
	if errors.Is(err, store.ErrNotFound) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	p := casePage{scene: scene{Now: r.pages.Clock(), Person: who}, Case: local(found, r.pages.Zone()), Mine: found.Assignee == who.Name}
	if found.Call != "" {
		if p.Noted, err = r.pages.notes(ctx, found.Call); err != nil {
			return err
		}
		p.Noted = slices.DeleteFunc(p.Noted, func(n noted) bool { // the note with which the case was opened
			return slices.ContainsFunc(found.Notes, func(o store.Note) bool { return o.Key == n.Record })
		})
	}
	if notice := c.QueryParam("notice"); slices.Contains(notices, notice) {
		p.Notice = notice
	}
	if err := r.pages.Gate.Audit(c, "case.view", number, "at the desk"); err != nil {
		return err
	}
	return r.pages.pages.Render(c, http.StatusOK, "case", auth.View(c, "desk", "case", p))
}

func (r casesSection) note(c echo.Context) error {
	return r.change(c, "case.note", noticeNoted, func(ctx context.Context, found store.Case, by, text string) error {
		_, err := r.pages.Store.NoteCase(ctx, found.Number, store.Note{At: r.pages.Clock(), By: by, Text: text, Key: c.FormValue("key")})
		return err
	})
}

func (r casesSection) close(c echo.Context) error {
	return r.change(c, "case.close", noticeClosed, func(ctx context.Context, found store.Case, by, text string) error {
		if found.Assignee != by {
			return echo.ErrForbidden
		}
		_, err := r.pages.Store.CloseCase(ctx, found.Number, by, text, r.pages.Clock())
		return err
	})
}

// change changes a case by what the agent wrote, writes that down, and leads
// back to the case.
func (r casesSection) change(c echo.Context, action, done string, change func(ctx context.Context, found store.Case, by, text string) error) error {
	ctx, number := c.Request().Context(), c.Param("case")
	who, _ := auth.Who(c)
	back := func(notice string) error {
		return c.Redirect(http.StatusSeeOther, "/desk/cases/"+url.PathEscape(number)+"?notice="+notice)
	}
	text := strings.TrimSpace(clip(c.FormValue("note")))
	if text == "" {
		return back(noticeEmpty)
	}
	found, err := r.pages.Store.Case(ctx, number)
	if err == nil {
		err = change(ctx, found, who.Name, text)
	}
	if errors.Is(err, store.ErrNotFound) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	if err := r.pages.Gate.Audit(c, action, number, "at the desk"); err != nil {
		return err
	}
	return back(done)
}
