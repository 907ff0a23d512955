package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// callsList is `hotline calls list`.
type callsList struct {
	Since string `placeholder:"TIME" help:"Only calls that began at or after this instant."`
	Limit int    `help:"At most so many; 0 is all."`
	JSON  bool   `help:"One line of JSON a call."`
}

// Work implements [storeCommand].
func (c *callsList) Work(ctx context.Context, o *storeContext) error {
	zone, err := o.zone()
	if err != nil {
		return err
	}
	filter, err := callFilter(c.Since, c.Limit, zone)
	if err != nil {
		return err
	}
	return terminal.Listing[ivr.Call]{
		What: "calls", Header: []string{"call", "began", "lasted", "from", "language", "outcome", "node", "case"},
		Row: func(c ivr.Call) []string {
			return []string{c.ID, shown(c.Began, zone), lasted(c), c.From.String(), c.Language, string(view.Outcome(c)), c.Node, c.Case}
		},
		Record: func(c ivr.Call) any { return view.CallOf(c) },
	}.Print(o.Console, c.JSON, o.store.ListCalls(ctx, filter))
}

// lasted is a call's length; nothing of one that goes on.
func lasted(c ivr.Call) string {
	if !c.Ended() {
		return ""
	}
	return c.EndedAt.Sub(c.Began).Round(time.Second).String()
}

func callFilter(since string, limit int, zone *time.Location) (store.CallFilter, error) {
	filter := store.CallFilter{Limit: limit}
	if limit < 0 {
		return filter, unreadable{errors.New("--limit: write 0 for all, or a number of calls")}
	}
	if since == "" {
		return filter, nil
	}
	var err error
	filter.Since, err = parseInstant(since, zone)
	return filter, err
}

// details reads all that is kept of a call.
func details(ctx context.Context, o *storeContext, call ivr.Call) (view.CallDetails, error) {
	journal, err := o.store.Journal(ctx, call.ID)
	if err != nil {
		return view.CallDetails{}, err
	}
	return view.CallDetailsOf(call, journal, o.store.QueueRecordsOf(ctx, call.ID))
}

// callsShow is `hotline calls show`.
type callsShow struct {
	Call   string `arg:"" name:"callsid" help:"The call's CallSid."`
	JSON   bool   `help:"As JSON."`
	Verify bool   `help:"Fold the journal again, and fail unless that gives the same call."`
}

// Work implements [storeCommand].
func (c *callsShow) Work(ctx context.Context, o *storeContext) error {
	call, _, err := o.store.Call(ctx, c.Call)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no record of this call: %s; see hotline calls list", c.Call)
	}
	if err != nil {
		return err
	}
	if err := o.audit(ctx, "call.view", call.ID, ""); err != nil {
		return err
	}
	if err := c.show(ctx, o, call); err != nil || !c.Verify {
		return err
	}
	if err := replay.Verify(ctx, o.store, call); err != nil || c.JSON {
		return err
	}
	_, err = fmt.Fprintln(o.Out, "\nthe journal gives the same call")
	return err
}

// show writes a call and its journal.
func (c *callsShow) show(ctx context.Context, o *storeContext, call ivr.Call) error {
	d, err := details(ctx, o, call)
	if err != nil {
		return err
	}
	if c.JSON {
		return o.JSON(d)
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	if err := o.Fields("call", call.ID, "from", call.From.String(), "began", shown(call.Began, zone), "lasted", lasted(call),
		"language", call.Language, "verified", strconv.FormatBool(call.Verified), "outcome", string(d.Outcome),
		"at", call.Node, "case", call.Case, "menu", call.Revision); err != nil {
		return err
	}
	if err := showStays(o, d.Stays, zone); err != nil {
		return err
	}
	return showJournal(o, d.Journal, zone)
}

// showStays lists a call's stays; nothing of a call that waited nowhere.
func showStays(o *storeContext, stays []view.Stay, zone *time.Location) error {
	if len(stays) == 0 {
		return nil
	}
	var rows [][]string
	for _, s := range stays {
		waited := time.Duration(s.Waited * float64(time.Second)).Round(time.Second)
		rows = append(rows, []string{shown(s.Entered, zone), s.Queue, waited.String(), s.Agent, string(s.Result), s.Disposition, s.Note})
	}
	if _, err := fmt.Fprintln(o.Out); err != nil {
		return err
	}
	return o.Rows([]string{"time", "queue", "waited", "agent", "result", "filed", "note"}, rows)
}

func showJournal(o *storeContext, journal []view.Entry, zone *time.Location) error {
	var rows [][]string
	for _, e := range journal {
		rows = append(rows, []string{shown(e.At, zone), strconv.Itoa(e.Step), e.Node, e.Event, e.Text})
	}
	if _, err := fmt.Fprintln(o.Out); err != nil {
		return err
	}
	return o.Rows([]string{"time", "step", "node", "event", "of it"}, rows)
}

// callsExport is `hotline calls export`.
type callsExport struct {
	Since string `placeholder:"TIME" help:"Only calls that began at or after this instant."`
	Limit int    `help:"At most so many; 0 is all."`
}

// Work implements [storeCommand].
func (c *callsExport) Work(ctx context.Context, o *storeContext) error {
	zone, err := o.zone()
	if err != nil {
		return err
	}
	filter, err := callFilter(c.Since, c.Limit, zone)
	if err != nil {
		return err
	}
	if err := o.audit(ctx, "call.export", "", c.Since); err != nil {
		return err
	}
	for call, err := range o.store.ListCalls(ctx, filter) {
		if err != nil {
			return err
		}
		d, err := details(ctx, o, call)
		if err != nil {
			return err
		}
		if err := o.JSON(d); err != nil {
			return err
		}
	}
	return nil
}
