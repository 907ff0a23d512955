package service

import (
	"context"
	"errors"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// Status hears how a call goes, in any order and any number of times. Only its end is of
// interest, and only once.
func (s *Service) Status(ctx context.Context, r twilio.Request) {
	if r.Over() {
		s.core.noteEnd(ctx, r, nil)
	}
}

// noteEnd notes the end of a request's call, and tells the ACD means, if there is one. The carrier
// tells an end once, so what cannot be noted now is kept and tried again.
func (c *core) noteEnd(ctx context.Context, r twilio.Request, means acd.Event) {
	e := callEnd{call: r.CallSid, how: twilio.Ended(r.Form), means: means, heard: c.now()}
	if err := c.takeEnd(ctx, e); err != nil {
		c.Log.Error().Err(err).Str("call", e.call).Msg("noting a call's end failed; it is tried again")
		c.ends.keep(e)
	}
}

// takeEnd notes an end that was heard of.
func (c *core) takeEnd(ctx context.Context, e callEnd) error {
	var err error
	if e.means != nil {
		err = c.acd.Do(c.deadlines.within(ctx), e.means)
	}
	return errors.Join(err, c.end(ctx, e.call, e.how, e.heard))
}

// end notes a call's end, once.
func (c *core) end(ctx context.Context, id string, ended ivr.Ended, at time.Time) error {
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
		if at.Before(call.At) {
			at = call.At
		}
		result, err := engine.Run(menu.Tree, call, ended, at, nil)
		if err != nil {
			return err
		}
		gone := goneFrom(result.Call)
		err = c.commit(ctx, store.Commit{
			Claim: store.StepKey{Call: call.ID, Step: "ended"}, Read: read, Call: result.Call, Events: journal(result, read), ACD: gone,
		})
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		c.over(result.Call, ended.Status, err)
		if err == nil && len(gone) > 0 {
			c.drain(ctx, call.ID)
		}
		return claimedIsDone(err)
	}
	return store.ErrConflict
}

// goneFrom is what the end of a call means to the ACD, which knows callers who have asked for a person, and agents who
// have dialled in. Of most callers it never knew: they had what they wanted from the menu.
func goneFrom(call ivr.Call) (events []acd.Event) {
	if call.Queue != "" || call.Case != "" || call.Callback != "" {
		events = append(events, acd.Left{Call: call.ID})
	}
	if call.Outcome == ivr.Staff {
		events = append(events, acd.LegEnded{Leg: call.ID})
	}
	return events
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
