package service

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// sentCodes counts the codes sent to an account's number, so that nobody can flood its
// owner with messages. Codes for calls from the number itself and codes for calls from all
// other numbers are counted apart: strangers cannot use up what the owner needs. A code
// that is typed right forgives those before it.
type sentCodes struct {
	core   *core
	locks  *locks
	caller ivr.Masked
}

// How soon a code may follow another: a message takes its time. The owner's own calls do not
// wait for each other.
const (
	secondCodeAfter = 30 * time.Second
	laterCodeAfter  = 2 * time.Minute
)

// Why a code is not sent, as the metric and the log name it.
const (
	codesOfHour   = "hour"
	codesOfDay    = "day"
	codesTooSoon  = "too_soon"
	codesOfMinute = "minute" // all accounts together
)

// codeSpan counts the codes of a span of time.
type codeSpan struct {
	key  string
	most int // 0 does not limit
	why  string
}

// spans are the present hour and day, UTC, of an account.
func (s sentCodes) spans(phone ivr.Masked) []codeSpan {
	who, at := whoCalls(s.caller, phone), s.locks.now.UTC()
	return []codeSpan{
		{s.core.hash("sent", who, at.Format("2006-01-02 15"), subscriber(phone)), s.core.CodesPerHour, codesOfHour},
		{s.core.hash("sent", who, at.Format(time.DateOnly), subscriber(phone)), s.core.CodesPerDay, codesOfDay},
	}
}

// whoCalls tells the owner of an account, who calls from its own number, from everybody
// else.
func whoCalls(caller, account ivr.Masked) string {
	if caller == account {
		return "owner"
	}
	return "others"
}

// refuses gives the reason why no further code is to be sent to a number now, "" when one
// may be. again is for a caller who was sent a code in this call.
func (s sentCodes) refuses(ctx context.Context, phone ivr.Masked, again bool) (string, error) {
	for _, span := range s.spans(phone) {
		sent, err := s.locks.of(ctx, span.key)
		if err != nil {
			return "", err
		}
		switch {
		case span.most > 0 && sent.Count >= span.most:
			return s.refused(span.why, phone), nil
		case sent.Until.After(s.locks.now) && (again || s.caller != phone):
			return codesTooSoon, nil
		}
	}
	if !s.core.codes.allows(s.locks.now, s.core.CodesPerMinute) {
		return s.refused(codesOfMinute, phone), nil
	}
	return "", nil
}

// refused tells that a limit was reached: somebody may be guessing, or flooding.
func (s sentCodes) refused(why string, phone ivr.Masked) string {
	s.core.metrics.codesRefused.WithLabelValues(why).Inc()
	s.core.Log.Warn().Str("reason", why).Stringer("to", phone).Msg("no further code is sent; the caller is led to a person")
	return why
}

// count gives the locks as a code that is sent leaves them. The code counts in this minute when the step is written.
func (s sentCodes) count(ctx context.Context, phone ivr.Masked) ([]store.LockChange, error) {
	var changes []store.LockChange
	for _, span := range s.spans(phone) {
		sent, err := s.locks.of(ctx, span.key)
		if err != nil {
			return nil, err
		}
		more := sent.Counted(s.locks.now)
		more.Until = s.locks.now.Add(laterCodeAfter)
		if more.Count == 1 {
			more.Until = s.locks.now.Add(secondCodeAfter)
		}
		changes = append(changes, store.LockChange{Key: span.key, Read: sent.Version, Lock: more})
	}
	return changes, nil
}

// forgive gives the locks as a right code leaves them.
func (s sentCodes) forgive(ctx context.Context, phone ivr.Masked) ([]store.LockChange, error) {
	var changes []store.LockChange
	for _, span := range s.spans(phone) {
		sent, err := s.locks.of(ctx, span.key)
		if err != nil {
			return nil, err
		}
		changes = append(changes, store.LockChange{Key: span.key, Read: sent.Version})
	}
	return changes, nil
}
