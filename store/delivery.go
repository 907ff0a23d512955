package store

import (
	"context"
	"iter"
	"time"
)

// Deliveries is the news of cases on its way to the company's systems. It is
// written with the change that it tells of, and stays until it was received,
// dropped, or is dead.
type Deliveries interface {
	// Announce reports whether changes of cases are kept for delivery from now on; a
	// new store keeps none.
	Announce(ctx context.Context, on bool) error
	// DueDeliveries gives, oldest first, those to be attempted at now: of each case
	// none but the oldest, so that its news arrive in order. limit 0 is all.
	DueDeliveries(ctx context.Context, now time.Time, limit int) ([]Delivery, error)
	// Delivery gives one by its ID.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// ListDeliveries gives those that wait, or those that are dead, oldest first.
	ListDeliveries(ctx context.Context, dead bool) iter.Seq2[Delivery, error]
	// CountDeliveries counts those that wait and those that are dead.
	CountDeliveries(ctx context.Context) (pending, dead int, err error)
	// NoteAttempt writes what came of an attempt: one with Died set is dead. One
	// that is gone meanwhile, or was attempted by others, is ErrConflict.
	NoteAttempt(ctx context.Context, d Delivery) error
	// RetryDelivery makes one wait again, due at once, as if it was never attempted.
	RetryDelivery(ctx context.Context, id string) (Delivery, error)
	// RemoveDelivery forgets one that was received, or that is not wanted.
	RemoveDelivery(ctx context.Context, id string) error
}

// CaseNews is what happened to a case.
type CaseNews string

// The kinds of news.
const (
	CaseOpened         CaseNews = "case.opened"
	CaseRecordingAdded CaseNews = "case.recording_added"
	CaseAssigned       CaseNews = "case.assigned"
	CaseNoted          CaseNews = "case.noted"
	CaseClosed         CaseNews = "case.closed"
)

// Delivery is one piece of news and how far it got.
type Delivery struct {
	ID       string // no two ever have the same, also in a store that was put back
	Sequence int    // counts the news of all cases: later ones are greater
	News     CaseNews
	At       time.Time
	By       string // who did it; "" for the caller
	Case     Case   // as it was then

	Attempts int
	First    time.Time // the first attempt; zero: none yet
	Due      time.Time // not to be attempted before; zero: now
	Failure  string    // what came of the last attempt
	Died     time.Time // zero: it waits
}
