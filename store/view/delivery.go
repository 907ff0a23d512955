package view

import (
	"time"

	"github.com/okpay/hotline/store"
)

// Delivery is news of a case that was not received yet.
type Delivery struct {
	ID       string         `json:"id"`
	Sequence int            `json:"sequence"`
	Type     store.CaseNews `json:"type"`
	Time     time.Time      `json:"time"`
	Case     string         `json:"case"`
	State    string         `json:"state"` // pending or dead
	Attempts int            `json:"attempts"`
	Due      *time.Time     `json:"due"`  // the next attempt; null when dead
	Died     *time.Time     `json:"died"` // when it was given up
	Failure  string         `json:"failure"`
}

// The states of a delivery.
const (
	Pending = "pending"
	Dead    = "dead"
)

// DeliveryOf shows a delivery.
func DeliveryOf(d store.Delivery) Delivery {
	v := Delivery{d.ID, d.Sequence, d.News, d.At.UTC(), d.Case.Number, Pending, d.Attempts, Instant(d.Due), Instant(d.Died), d.Failure}
	if v.Died != nil {
		v.State, v.Due = Dead, nil
	}
	return v
}

// CaseChange is what another system receives about a case that was opened or changed.
type CaseChange struct {
	ID       string         `json:"id"`
	Type     store.CaseNews `json:"type"`
	Sequence int            `json:"sequence"`
	Time     time.Time      `json:"time"`
	By       string         `json:"by"`
	Case     Case           `json:"case"`
}

// CaseChangeOf shows what a delivery brings.
func CaseChangeOf(d store.Delivery) CaseChange {
	return CaseChange{d.ID, d.News, d.Sequence, d.At.UTC(), d.By, CaseOf(d.Case)}
}
