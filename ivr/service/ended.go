package service

import (
	"context"
	"errors"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// Status hears how a call goes, in any order and any number of times. Only its end is of
// interest, and only once. An error is logged: the carrier would do nothing with it.
func (s *Service) Status(ctx context.Context, r twilio.Request) {
	if r.Over() {
		s.core.noteEnd(ctx, r)
	}
}

// noteEnd notes the end of the call that a request speaks of.
func (c *core) noteEnd(ctx context.Context, r twilio.Request) {
	if err := c.end(ctx, r.CallSid, twilio.Ended(r.Form)); err != nil {
		c.Log.Error().Err(err).Str("call", r.CallSid).Msg("noting a call's end failed")
	}
}

// legEnded takes the end of a call that the ACD made. An error is logged: the carrier
// would do nothing with it.
func (c *core) legEnded(ctx context.Context, r twilio.Request, means acd.Event) {
	told := c.deadlines.within(ctx)
	if err := c.acd.Do(told, means); err != nil {
		c.Log.Error().Err(err).Str("call", r.CallSid).Msg("the ACD could not be told of a call's end")
	}
	c.noteEnd(ctx, r)
}

// end notes a call's end, once.
func (c *core) end(ctx context.Context, id string, ended ivr.Ended) error {
	ctx = c.deadlines.within(ctx)
	for range maxConflicts {
		call, read, err := c.Store.Call(ctx, id)
		if errors.Is(err, store.ErrNotFound) || call.Ended() {
			return nil // another leg's, or told already
		}
		if err != nil {
			return err
		}
		menu, err := c.menuOf(ctx, call)
		if err != nil {
			return err
		}
		result, err := engine.Run(menu.Tree, call, ended, c.now(), nil)
		if err != nil {
			return err
		}
		err = c.commit(ctx, store.Commit{
			Claim: store.StepKey{Call: call.ID, Step: "ended"}, Read: read, Call: result.Call, Events: journal(result, read),
		})
		if !errors.Is(err, store.ErrConflict) {
			c.over(result.Call, ended.Status, err)
			return errors.Join(claimedIsDone(err), c.gone(ctx, result.Call))
		}
	}
	return store.ErrConflict
}

// gone tells the ACD that a line is dead: a caller's, or an agent's who had dialled in. It was
// never told of most callers, who had what they wanted from the menu.
func (c *core) gone(ctx context.Context, call ivr.Call) error {
	if call.Queue == "" && call.Case == "" && call.Callback == "" && call.Outcome != ivr.Staff {
		return nil
	}
	return errors.Join(c.acd.Do(ctx, acd.Left{Call: call.ID}), c.acd.Do(ctx, acd.LegEnded{Leg: call.ID}))
}

func claimedIsDone(err error) error {
	if err == nil {
		return nil
	}
	if claimed := (*store.Claimed)(nil); errors.As(err, &claimed) {
		return nil
	}
	return err
}

func (c *core) over(call ivr.Call, status string, err error) {
	if err != nil {
		return
	}
	c.metrics.calls.WithLabelValues(string(call.Outcome)).Inc()
	c.Log.Info().Str("call", call.ID).Str("node", call.Node).Str("outcome", string(call.Outcome)).
		Str("status", status).Int("steps", call.Step).Dur("lasted", call.EndedAt.Sub(call.Began)).Msg("call ended")
}
