package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// How the demo's people behave: they pick up, listen to who calls, press 1, and talk for a minute.
const (
	PickUpAfter = 4 * time.Second
	TalkFor     = time.Minute
)

// Parties are the telephones of the people on duty, by their numbers.
func Parties() map[string]exchange.Callee {
	parties := map[string]exchange.Callee{}
	for _, agent := range Agents() {
		parties[agent.Number.Reveal()] = exchange.Callee{After: PickUpAfter, Talk: TalkFor, Person: eager{}}
	}
	return parties
}

// eager is someone who takes every call.
type eager struct{ exchange.SilentHuman }

// Answer implements [exchange.Human].
func (eager) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	if p.Whisper {
		return exchange.Press("1", p.Length)
	}
	return exchange.Action{}
}

// Fill loads the demo's ledger and people into a store that has no accounts.
func Fill(ctx context.Context, s store.Store, now time.Time) error {
	stats, err := s.Stats(ctx)
	if err != nil || stats.Accounts > 0 {
		return err
	}
	people := Agents()
	password, err := auth.HashSecret(Password)
	if err != nil {
		return fmt.Errorf("the demo's password: %w", err)
	}
	for _, person := range Desks() {
		person.Password = password
		people = append(people, person)
	}
	for _, person := range people {
		if err := s.PutAgent(ctx, person); err != nil {
			return err
		}
	}
	return s.Import(ctx, Rows(now), func(int) {})
}
