package service

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/okpay/hotline/store"
)

// Bounds of warnings: how many bytes the disk has left, and how long a step that was not
// written is told.
const (
	lowDisk      = 256 << 20
	unwrittenFor = 10 * time.Minute
)

const toAPerson = ": callers are led to a person"

// StoreWarnings are what an operator should know of the store: records that are damaged, a
// disk that is about to be full, a store that does not do its work.
func (s *Service) StoreWarnings(ctx context.Context) (warnings []string) {
	if aside, err := s.Store.Aside(ctx); err == nil && aside > 0 {
		warnings = append(warnings, fmt.Sprintf("damaged records were put aside: %d; see hotline store check on a backup", aside))
	}
	if usage, err := s.Store.Usage(ctx); err == nil && usage.DiskFree >= 0 && usage.DiskFree < lowDisk {
		warnings = append(warnings, fmt.Sprintf("the store's disk has %d MB left", usage.DiskFree>>20))
	}
	if problem := s.storeProblem(ctx); problem != "" {
		warnings = append(warnings, problem)
	}
	return warnings
}

// storeProblem says what keeps the store from doing its work; "" when it does it.
func (s *Service) storeProblem(ctx context.Context) string {
	switch err := s.Store.Ping(ctx); {
	case errors.Is(err, store.ErrMisplaced):
		s.Log.Error().Err(err).Msg("what is written now is lost when this process ends; save it with hotline backup")
		return store.ErrMisplaced.Error() + ": save it with hotline backup"
	case err != nil:
		s.Log.Error().Err(err).Msg("the store does not answer")
		return "the store does not answer" + toAPerson
	}
	if at, lately := s.core.unwritten.lately(s.Clock()); lately {
		return "a step could not be written at " + at.Format(time.RFC3339) + toAPerson
	}
	return ""
}

// unwritten is when a step could not be written, if none was written since. A full disk is
// met by steps alone: an empty write finds room.
type unwritten struct{ at atomic.Pointer[time.Time] }

// note takes over how the writing of a step ended.
func (u *unwritten) note(result string, at time.Time) {
	switch result {
	case commitFailed:
		failed := at // at itself stays on the stack
		u.at.Store(&failed)
	case commitOK:
		u.at.Store(nil)
	}
}

// lately returns when it was, and whether that is less than ten minutes ago: where nobody
// calls, nothing shows that the store is well again.
func (u *unwritten) lately(now time.Time) (time.Time, bool) {
	at := u.at.Load()
	if at == nil || now.Sub(*at) >= unwrittenFor {
		return time.Time{}, false
	}
	return *at, true
}
