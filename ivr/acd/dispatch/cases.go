package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// opening returns the cases that a change opens: they are written with it.
func (f *Dispatcher) opening(ctx context.Context, actions []acd.Action, now time.Time) ([]store.CaseChange, error) {
	var opened []store.CaseChange
	for _, a := range actions {
		o, ok := a.(acd.OpenCase)
		if !ok {
			continue
		}
		c, err := f.followUp(ctx, o.Record, now)
		if err != nil {
			return nil, fmt.Errorf("opening a case for a call to be followed up: %w", err)
		}
		opened = append(opened, store.CaseChange{Open: &c})
	}
	return opened, nil
}

// followUp makes the case of a call that its agent will follow up.
func (f *Dispatcher) followUp(ctx context.Context, v acd.QueueRecord, now time.Time) (store.Case, error) {
	number, err := store.DrawCaseNumber(ctx, f.Store, f.Random)
	if err != nil {
		return store.Case{}, err
	}
	c := store.Case{
		Number: number, Kind: ivr.CaseFollowUp, Department: v.Queue, Call: cmp.Or(v.Call, v.Origin), Language: v.Language,
		Opened: now, Assignee: v.Agent,
	}
	if v.Note != "" {
		c.Notes = []store.Note{{At: now, By: v.Agent, Text: v.Note, Key: v.ID}}
	}
	for _, id := range []string{v.Call, v.Origin} {
		if err := f.aboutCaller(ctx, &c, id); err != nil {
			return store.Case{}, err
		}
	}
	return c, nil
}

// aboutCaller adds to a case what a call tells about its caller. The account and
// the transaction are added only if the caller has proved that they are theirs.
func (f *Dispatcher) aboutCaller(ctx context.Context, c *store.Case, id string) error {
	if id == "" {
		return nil
	}
	call, _, err := f.Store.Call(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("reading call %s: %w", id, err)
	}
	c.Caller = cmp.Or(c.Caller, call.From)
	if c.Account == "" && call.Verified && call.Account != nil {
		c.Account, c.Transaction = call.Account.ID, call.Values["transaction.id"].Text
	}
	return nil
}

// closeCases files the callbacks that were made.
func (f *Dispatcher) closeCases(ctx context.Context, actions []acd.Action, now time.Time) {
	for _, a := range actions {
		if c, ok := a.(acd.CloseCase); ok {
			if _, err := f.Store.CloseCase(ctx, c.Case, c.By, c.Note, now); err != nil {
				f.Log.Error().Err(err).Str("case", c.Case).Msg("closing a callback's case failed; it stays open")
			}
		}
	}
}
