package service

import (
	"context"
	"time"
)

// How long the answers of a call that has ended are kept for a carrier that repeats itself, how often
// calls are condensed, and how many share a transaction, which must not hold up a call.
const (
	answersKept   = time.Hour
	condenseEvery = time.Minute
	condensedMost = 32
)

// condense keeps calls that ended a while ago in less room, until ctx ends.
func (s *Service) condense(ctx context.Context) error {
	every(ctx, condenseEvery, func() {
		before := s.Clock().Add(-answersKept)
		for more := true; more && ctx.Err() == nil; {
			var err error
			if _, more, err = s.Store.CondenseCalls(ctx, before, condensedMost); err != nil && ctx.Err() == nil {
				s.Log.Error().Err(err).Msg("calls could not be condensed")
				break
			}
		}
	})
	return nil
}
