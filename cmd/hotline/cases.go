package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// casesList is `hotline cases list`.
type casesList struct {
	Kind  string `placeholder:"KIND" help:"Only of this kind: refund, cancellation, fraud, message, callback, statement, account_change, feedback or follow_up."`
	Open  bool   `help:"Only cases that are not closed."`
	Limit int    `help:"At most so many; 0 is all."`
	JSON  bool   `help:"One line of JSON a case."`
}

// Work implements [storeCommand].
func (c *casesList) Work(ctx context.Context, o *storeContext) error {
	if c.Kind != "" && !slices.Contains(ivr.CaseKinds(), ivr.CaseKind(c.Kind)) {
		return unreadable{fmt.Errorf("--kind: there is no kind %q; the kinds are %v", c.Kind, ivr.CaseKinds())}
	}
	if c.Limit < 0 {
		return unreadable{errors.New("--limit: write 0 for all, or a number of cases")}
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	filter := store.CaseFilter{Kind: ivr.CaseKind(c.Kind), OpenOnly: c.Open, Limit: c.Limit}
	return terminal.Listing[store.Case]{
		What: "cases", Header: []string{"case", "kind", "state", "opened", "department", "caller", "transaction", "language", "call"},
		Row: func(c store.Case) []string {
			return []string{
				c.Number, string(c.Kind), view.CaseState(c), shown(c.Opened, zone), c.Department,
				c.Caller.String(), c.Transaction.String(), c.Language, c.Call,
			}
		},
		Record: func(c store.Case) any { return view.CaseOf(c) },
	}.Print(o.Console, c.JSON, o.store.ListCases(ctx, filter))
}

// casesShow is `hotline cases show`.
type casesShow struct {
	Case   string `arg:"" name:"case" help:"The case's number."`
	Reveal bool   `help:"Show the caller's number, the account and the transaction in full, to call back and to look them up."`
	JSON   bool   `help:"As JSON, masked."`
}

// Work implements [storeCommand].
func (c *casesShow) Work(ctx context.Context, o *storeContext) error {
	found, err := o.store.Case(ctx, c.Case)
	if err != nil {
		return noCase(err)
	}
	if !c.Reveal || c.JSON {
		err = o.audit(ctx, "case.view", found.Number, "")
	} else {
		err = o.audit(ctx, "case.reveal", found.Number, "")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return o.JSON(view.CaseOf(found))
	}
	if c.Reveal {
		return showCase(o, found, ivr.Masked.Reveal)
	}
	return showCase(o, found, ivr.Masked.String)
}

func showCase(o *storeContext, c store.Case, written func(ivr.Masked) string) error {
	zone, err := o.zone()
	if err != nil {
		return err
	}
	pairs := []string{
		"case", c.Number, "kind", string(c.Kind), "state", view.CaseState(c), "department", strings.Join(append([]string{c.Department}, c.Also...), ", "),
		"caller", written(c.Caller), "account", written(c.Account), "transaction", written(c.Transaction),
		"language", c.Language, "score", score(c.Score), "opened", shown(c.Opened, zone), "closed", shown(c.Closed, zone),
		"assignee", c.Assignee, "closed by", c.ClosedBy, "note", c.Note, "call", c.Call,
	}
	for _, n := range c.Notes {
		pairs = append(pairs, "note", fmt.Sprintf("%s, %s: %s", shown(n.At, zone), n.By, n.Text))
	}
	for _, r := range c.Recordings {
		pairs = append(pairs, "recording", fmt.Sprintf("%s, %d s, %s", shown(r.At, zone), r.Seconds, r.URL))
	}
	return o.Fields(pairs...)
}

func score(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func noCase(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("there is no case of this number")
	}
	return err
}

// atTerminal is who works on cases here, where nobody has signed in.
const atTerminal = "terminal"

// casesAssign is `hotline cases assign`.
type casesAssign struct {
	Case string `arg:"" name:"case" help:"The case's number."`
	To   string `placeholder:"NAME" help:"Who is to work on it, as hotline agents list has them; nobody when left out."`
}

// Work implements [storeCommand].
func (c *casesAssign) Work(ctx context.Context, o *storeContext) error {
	if c.To != "" {
		if _, err := o.store.Agent(ctx, c.To); errors.Is(err, store.ErrNotFound) {
			return unreadable{errors.New("--to: nobody of the house has this name; see hotline agents list")}
		} else if err != nil {
			return err
		}
	}
	changed, err := o.store.AssignCase(ctx, c.Case, c.To, atTerminal, o.now())
	if errors.Is(err, store.ErrConflict) {
		return errors.New("the case is closed")
	}
	if err == nil {
		err = o.audit(ctx, "case.assign", c.Case, c.To)
	}
	if err != nil {
		return noCase(err)
	}
	return showCase(o, changed, ivr.Masked.String)
}

// casesNote is `hotline cases note`.
type casesNote struct {
	Case string `arg:"" name:"case" help:"The case's number."`
	Text string `arg:"" help:"What is to be remembered."`
}

// Work implements [storeCommand].
func (c *casesNote) Work(ctx context.Context, o *storeContext) error {
	text := strings.TrimSpace(c.Text)
	if text == "" {
		return unreadable{errors.New("the note is empty")}
	}
	changed, err := o.store.NoteCase(ctx, c.Case, store.Note{At: o.now(), By: atTerminal, Text: text})
	if err == nil {
		err = o.audit(ctx, "case.note", c.Case, "")
	}
	if err != nil {
		return noCase(err)
	}
	return showCase(o, changed, ivr.Masked.String)
}

// casesClose is `hotline cases close`.
type casesClose struct {
	Case string `arg:"" name:"case" help:"The case's number."`
	Note string `help:"What was done."`
}

// Work implements [storeCommand].
func (c *casesClose) Work(ctx context.Context, o *storeContext) error {
	closed, err := o.store.CloseCase(ctx, c.Case, atTerminal, strings.TrimSpace(c.Note), o.now())
	if err == nil {
		err = o.audit(ctx, "case.close", c.Case, "")
	}
	if err != nil {
		return noCase(err)
	}
	return showCase(o, closed, ivr.Masked.String)
}
