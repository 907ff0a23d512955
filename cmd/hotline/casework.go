package main

import (
	"context"
	"errors"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

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
