package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Twilio's error codes that callers of [REST] tell apart.
const (
	codeNotFound      = 20404
	codeNotInProgress = 21220 // also when a redirect loses the race with a hangup
)

var (
	errMalformed = errors.New("malformed answer")
	errSid       = errors.New("malformed SID")
)

// Error is a failed use of the REST API. Its text holds no number, message,
// URL or token.
type Error struct {
	Op      string // what was done: "send message"
	Code    int    // Twilio's error code, 0 when it gave none
	Status  int    // the HTTP status, 0 when there was no answer
	Unclear bool   // it may have been done all the same, and must not be repeated blindly

	cause error
	after time.Duration // how long Twilio asks to be left alone
	spent bool          // the caller's patience, not the server's, ended it
}

// Error implements error.
func (e *Error) Error() string {
	switch {
	case e.Code != 0:
		return fmt.Sprintf("twilio: %s: HTTP %d, error %d", e.Op, e.Status, e.Code)
	case e.Status != 0 && e.cause == nil:
		return fmt.Sprintf("twilio: %s: HTTP %d", e.Op, e.Status)
	}
	return fmt.Sprintf("twilio: %s: %v", e.Op, e.Unwrap())
}

// Unwrap gives the cause of a request without an answer, without its URL.
func (e *Error) Unwrap() error {
	if inner := (*url.Error)(nil); errors.As(e.cause, &inner) {
		return inner.Err
	}
	return e.cause
}

// again reports whether another try may help and does no harm.
func (e *Error) again(once bool) bool {
	switch {
	case e.spent:
		return false
	case e.Status == http.StatusTooManyRequests: // never processed, says Twilio
		return true
	case e.Status == 0:
		return !e.Unclear
	}
	return e.Status >= http.StatusInternalServerError && !(once && e.Unclear)
}

// IsGone tells that the call or the queue's member is no longer there, or the
// queue not yet.
func IsGone(err error) bool {
	e := (*Error)(nil)
	return errors.As(err, &e) && (e.Code == codeNotFound || e.Code == codeNotInProgress || e.Status == http.StatusNotFound)
}

// IsUnclear tells that what failed may have been done all the same.
func IsUnclear(err error) bool {
	e := (*Error)(nil)
	return errors.As(err, &e) && e.Unclear
}
