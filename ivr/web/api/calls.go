package api

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// callView is a call, customers' data masked.
type callView struct {
	Call     string        `json:"call"`
	From     ivr.Masked    `json:"from"`
	Began    time.Time     `json:"began"`
	Ended    *time.Time    `json:"ended"`
	Language string        `json:"language"`
	Outcome  string        `json:"outcome"`
	Verified bool          `json:"verified"`
	Node     string        `json:"node"`
	Queue    string        `json:"queue"`
	Case     string        `json:"case"`
	Menu     string        `json:"menu"`
	Path     []passageView `json:"path"`
}

type passageView struct {
	Node string    `json:"node"`
	Exit string    `json:"exit"`
	At   time.Time `json:"at"`
}

// callRecord is a call with its journal.
type callRecord struct {
	callView
	Journal []journalView `json:"journal"`
}

// live is the outcome of a call that goes on.
const live = "live"

func viewCall(c ivr.Call) callView {
	v := callView{
		Call: c.ID, From: c.From, Began: c.Began.UTC(), Ended: maybe(c.EndedAt), Language: c.Language,
		Outcome: string(c.Outcome), Verified: c.Verified, Node: c.Node, Queue: c.Queue, Case: c.Case,
		Menu: c.Revision, Path: []passageView{},
	}
	if !c.Ended() {
		v.Outcome = live
	}
	for _, p := range c.Path {
		v.Path = append(v.Path, passageView{p.Node, p.Exit, p.At.UTC()})
	}
	return v
}

// maybe is a time that may not have come.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func (a *API) listCalls(c echo.Context) error {
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	since, err := instant(c, "since")
	if err != nil {
		return err
	}
	calls := a.Store.ListCalls(c.Request().Context(), store.CallFilter{Since: since, Until: p.until})
	return give(c, p, calls, func(c ivr.Call) time.Time { return c.Began }, viewCall)
}

func (a *API) getCall(c echo.Context) error {
	ctx := c.Request().Context()
	call, _, err := a.Store.Call(ctx, c.Param("call"))
	if err != nil {
		return err
	}
	entries, err := a.Store.Journal(ctx, call.ID)
	if err != nil {
		return err
	}
	record := callRecord{viewCall(call), []journalView{}}
	for _, e := range entries {
		record.Journal = append(record.Journal, viewEntry(e))
	}
	return ok(c, record)
}
