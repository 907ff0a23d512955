package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
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
	var rows [][]string
	for call, err := range o.store.ListCalls(ctx, filter) {
		if err != nil {
			return err
		}
		if c.JSON {
			if err := o.json(summaryOf(call)); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, callRow(call, zone))
	}
	if c.JSON {
		return nil
	}
	return o.list("calls", []string{"call", "began", "lasted", "from", "language", "outcome", "node", "case"}, rows)
}

func callRow(c ivr.Call, zone *time.Location) []string {
	return []string{
		c.ID, shown(c.Began, zone), lasted(c), c.From.String(), c.Language, outcome(c), c.Node, c.Case,
	}
}

// outcome is how far a call got, or that it is still on.
func outcome(c ivr.Call) string {
	if !c.Ended() {
		return "live"
	}
	return string(c.Outcome)
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

// summary is a call as other programs read it, customers' data masked.
type summary struct {
	Call     string          `json:"call"`
	From     ivr.Masked      `json:"from"`
	Began    time.Time       `json:"began"`
	Ended    time.Time       `json:"ended"`
	Language string          `json:"language"`
	Outcome  ivr.Outcome     `json:"outcome"`
	Verified bool            `json:"verified"`
	Node     string          `json:"node"`
	Case     string          `json:"case"`
	Revision string          `json:"menu"`
	Path     []passageRecord `json:"path"`
	Stays    []stayRecord    `json:"stays"`
	Journal  []journalLine   `json:"journal"`
}

// journalLine is an entry of a journal.
type journalLine struct {
	Seq   int       `json:"seq"`
	At    time.Time `json:"at"`
	Step  int       `json:"step"`
	Node  string    `json:"node"`
	Event string    `json:"event"` // its kind
	Text  string    `json:"text"`  // what to know of it
}

func summaryOf(c ivr.Call) summary {
	return summary{
		Call: c.ID, From: c.From, Began: c.Began, Ended: c.EndedAt, Language: c.Language, Outcome: c.Outcome,
		Verified: c.Verified, Node: c.Node, Case: c.Case, Revision: c.Revision, Path: passageRecords(c.Path),
	}
}

func withJournal(ctx context.Context, o *storeContext, call ivr.Call) (summary, error) {
	s := summaryOf(call)
	entries, err := o.store.Journal(ctx, call.ID)
	for _, e := range entries {
		kind := reflect.TypeOf(e.Event).Name()
		s.Journal = append(s.Journal, journalLine{e.Seq, e.At, e.Step, e.Node, kind, eventText(e.Event)})
	}
	return s, err
}

// callsShow is `hotline calls show`.
type callsShow struct {
	Call string `arg:"" name:"callsid" help:"The call's CallSid."`
	JSON bool   `help:"As JSON."`
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
	s, err := withJournal(ctx, o, call)
	if err != nil {
		return err
	}
	if s.Stays, err = staysOf(ctx, o, call.ID); err != nil {
		return err
	}
	if c.JSON {
		return o.json(s)
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	if err := o.fields("call", s.Call, "from", s.From.String(), "began", shown(s.Began, zone), "lasted", lasted(call),
		"language", s.Language, "verified", strconv.FormatBool(s.Verified), "outcome", string(s.Outcome),
		"at", s.Node, "case", s.Case, "menu", s.Revision); err != nil {
		return err
	}
	if err := showStays(o, s.Stays, zone); err != nil {
		return err
	}
	return showJournal(o, s.Journal, zone)
}

func showJournal(o *storeContext, journal []journalLine, zone *time.Location) error {
	var rows [][]string
	for _, e := range journal {
		rows = append(rows, []string{shown(e.At, zone), strconv.Itoa(e.Step), e.Node, e.Event, e.Text})
	}
	if _, err := fmt.Fprintln(o.out); err != nil {
		return err
	}
	return o.rows([]string{"time", "step", "node", "event", "of it"}, rows)
}

// eventText is what to know of an event, customers' data masked.
func eventText(e ivr.Event) string {
	switch e := e.(type) {
	case ivr.Started:
		return e.From.String()
	case ivr.Input:
		return inputText(e)
	case ivr.WaitKey:
		return e.Digits.String()
	case ivr.QueueLeft:
		return string(e.Result) + " after " + e.Waited.String()
	case ivr.Dialed:
		return e.Status + ", talked " + e.Talked.String()
	case ivr.Recorded:
		return e.Length.String()
	case ivr.Ended:
		return e.Status + " after " + e.Lasted.String()
	case ivr.Failed:
		return e.Reason
	case ivr.Answered:
		return string(e.Result)
	}
	return ""
}

// inputText shows a menu's single key, and masks what is longer.
func inputText(e ivr.Input) string {
	switch {
	case e.Silent():
		return "silence"
	case e.Speech != "":
		return "speech " + e.Speech.String()
	case len(e.Digits) <= 1:
		return e.Digits.Reveal() + e.Finish
	}
	return e.Digits.String() + e.Finish
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
		s, err := withJournal(ctx, o, call)
		if err != nil {
			return err
		}
		if s.Stays, err = staysOf(ctx, o, call.ID); err != nil {
			return err
		}
		if err := o.json(s); err != nil {
			return err
		}
	}
	return nil
}
