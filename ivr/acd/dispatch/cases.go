package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// cases opens and closes the cases that talks and callbacks come to.
type cases struct {
	store  Store
	random io.Reader
	log    zerolog.Logger
}

// opening returns the cases that a change opens: they are written with it.
func (c cases) opening(ctx context.Context, actions []acd.Action, now time.Time) ([]store.CaseChange, error) {
	var opened []store.CaseChange
	for _, a := range actions {
		o, ok := a.(acd.OpenCase)
		if !ok {
			continue
		}
		followUp, err := c.followUp(ctx, o.Record, now)
		if err != nil {
			return nil, fmt.Errorf("opening a case for a call to be followed up: %w", err)
		}
		opened = append(opened, store.CaseChange{Open: &followUp})
	}
	return opened, nil
}

// followUp makes the case of a call that its agent will follow up.
func (c cases) followUp(ctx context.Context, v acd.QueueRecord, now time.Time) (store.Case, error) {
	number, err := store.DrawCaseNumber(ctx, c.store, c.random)
	if err != nil {
		return store.Case{}, err
	}
	opened := store.Case{
		Number: number, Kind: ivr.CaseFollowUp, Department: v.Queue, Call: cmp.Or(v.Call, v.Origin), Language: v.Language,
		Opened: now, Assignee: v.Agent,
	}
	if v.Note != "" {
		opened.Notes = []store.Note{{At: now, By: v.Agent, Text: v.Note, Key: v.ID}}
	}
	for _, id := range []string{v.Call, v.Origin} {
		if err := c.aboutCaller(ctx, &opened, id); err != nil {
			return store.Case{}, err
		}
	}
	return opened, nil
}

// aboutCaller adds to a case what a call tells about its caller. The account and
// the transaction are added only if the caller has proved that they are theirs.
func (c cases) aboutCaller(ctx context.Context, about *store.Case, id string) error {
	if id == "" {
		return nil
	}
	call, _, err := c.store.Call(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("reading call %s: %w", id, err)
	}
	about.Caller = cmp.Or(about.Caller, call.From)
	if about.Account == "" && call.Verified && call.Account != nil {
		about.Account, about.Transaction = call.Account.ID, call.Values["transaction.id"].Text
	}
	return nil
}

// close files the callbacks that were made.
func (c cases) close(ctx context.Context, actions []acd.Action, now time.Time) {
	for _, a := range actions {
		if done, ok := a.(acd.CloseCase); ok {
			if _, err := c.store.CloseCase(ctx, done.Case, done.By, done.Note, now); err != nil {
				c.log.Error().Err(err).Str("case", done.Case).Msg("closing a callback's case failed; it stays open")
			}
		}
	}
}
