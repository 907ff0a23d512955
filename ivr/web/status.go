package web

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// final are the statuses after which a call is over.
var final = []string{"completed", "busy", "failed", "no-answer", "canceled"}

// status hears how a call goes, in any order and any number of times. Only its
// end is of interest, and only once. The carrier is always told 204: it would
// do nothing with an error.
func (s *Server) status(c echo.Context) error {
	request, err := s.request(c)
	if err != nil {
		return err
	}
	if slices.Contains(final, request.Status) {
		if err := s.end(c.Request().Context(), request.CallSid, twilio.Ended(request.Form)); err != nil {
			s.Log.Error().Err(err).Str("call", request.CallSid).Msg("noting a call's end failed")
		}
	}
	return c.NoContent(http.StatusNoContent)
}

// end notes a call's end, once.
func (s *Server) end(ctx context.Context, id string, ended ivr.Ended) error {
	ctx, cancel := s.within(ctx)
	defer cancel()
	for range maxConflicts {
		call, read, err := s.Store.Call(ctx, id)
		if errors.Is(err, store.ErrNotFound) || call.Ended() {
			return nil // another leg's, or told already
		}
		if err != nil {
			return err
		}
		menu, err := s.menuOf(ctx, call)
		if err != nil {
			return err
		}
		result, err := engine.Run(menu.Tree, call, ended, s.now(), nil)
		if err != nil {
			return err
		}
		talk := callStep{Server: s, ctx: ctx, claim: store.StepKey{Call: call.ID, Step: "ended"}, read: read}
		err = talk.commit(store.Commit{
			Claim: talk.claim, Read: read, Call: result.Call, Events: talk.journal(result, s.now()),
		})
		if !errors.Is(err, store.ErrConflict) {
			s.over(result.Call, ended.Status, err)
			return errors.Join(claimedIsDone(err), s.gone(ctx, call.ID))
		}
	}
	return store.ErrConflict
}

// gone tells the desk that a line is dead: a caller's, or an agent's who had
// dialled in.
func (s *Server) gone(ctx context.Context, call string) error {
	return errors.Join(s.acd.Do(ctx, acd.Left{Call: call}), s.acd.Do(ctx, acd.LegEnded{Leg: call}))
}

func claimedIsDone(err error) error {
	if claimed := (*store.Claimed)(nil); errors.As(err, &claimed) {
		return nil
	}
	return err
}

func (s *Server) over(call ivr.Call, status string, err error) {
	if err != nil {
		return
	}
	s.metrics.calls.WithLabelValues(string(call.Outcome)).Inc()
	s.Log.Info().Str("call", call.ID).Str("node", call.Node).Str("outcome", string(call.Outcome)).
		Str("status", status).Int("steps", call.Step).Dur("lasted", call.EndedAt.Sub(call.Began)).Msg("call ended")
}
