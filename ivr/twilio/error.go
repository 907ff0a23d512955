package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Twilio's error codes that callers of [REST] distinguish.
const (
	codeNotFound      = 20404
	codeNotInProgress = 21220 // also when a redirect comes after a hangup
)

var (
	errMalformed = errors.New("malformed answer")
	errSid       = errors.New("malformed SID")
)

// Error is a failed use of the REST API. Its text holds no number, message, URL or token.
type Error struct {
	Op      string // what was done: "send message"
	Code    int    // Twilio's error code, 0 when it gave none
	Status  int    // the HTTP status, 0 when there was no answer
	Unclear bool   // it may have been done anyway, and must not simply be repeated

	cause error
	after time.Duration // how long Twilio asks to wait
	spent bool          // the caller's limit ended it, not the server
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

// Unwrap returns the cause of a request without an answer, without its URL.
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

// IsGone reports whether the call or queue member no longer exists, or the queue does not exist yet.
func IsGone(err error) bool {
	e := (*Error)(nil)
	return errors.As(err, &e) && (e.Code == codeNotFound || e.Code == codeNotInProgress || e.Status == http.StatusNotFound)
}

// IsUnclear reports whether a failed operation may have been done anyway.
func IsUnclear(err error) bool {
	e := (*Error)(nil)
	return errors.As(err, &e) && e.Unclear
}
