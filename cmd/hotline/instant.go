package main

import (
	"time"

	"github.com/okpay/hotline/cmd/hotline/scenario"
)

// rehearsal is the flag that starts the clock at an instant.
type rehearsal struct {
	At string `placeholder:"TIME" help:"Start the clock at this instant (\"2026-10-01 10:00\" in the menus' time zone, or RFC 3339) and let it run from there, for rehearsals."`
}

// parseInstant reads an instant in a zone, or one that names its own.
func parseInstant(text string, zone *time.Location) (time.Time, error) {
	at, err := scenario.ParseInstant(text, zone)
	if err != nil {
		err = unreadable{err}
	}
	return at, err
}

// instant is when the clock is to start; the zero time is now.
func (r rehearsal) instant(zone *time.Location) (time.Time, error) {
	if r.At == "" {
		return time.Time{}, nil
	}
	return parseInstant(r.At, zone)
}

// instantOr is when a rehearsal takes place: at the instant given, otherwise now.
func (r rehearsal) instantOr(now time.Time, zone *time.Location) (time.Time, error) {
	at, err := r.instant(zone)
	if err == nil && at.IsZero() {
		at = now
	}
	return at, err
}

// clockFrom is a clock that shows start now and runs on; of the zero time, the
// machine's own.
func clockFrom(start time.Time) func() time.Time {
	if start.IsZero() {
		return time.Now
	}
	began := time.Now()
	return func() time.Time { return start.Add(time.Since(began)) }
}

const minuteLayout = "2006-01-02 15:04"

// shown is an instant for people; nothing for the zero time.
func shown(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04:05")
}
