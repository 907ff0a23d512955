package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/speech"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// account is who a hotline and an exchange take each other for.
type account struct{ SID, Token string }

// inventedAccount is a carrier's account that exists in this process only.
func inventedAccount() account {
	id := make([]byte, 32)
	_, _ = rand.Read(id) // it never fails
	return account{SID: "AC" + hex.EncodeToString(id[:16]), Token: hex.EncodeToString(id[16:])}
}

// exchangeFor is a telephone exchange that calls the hotline at a public URL.
func exchangeFor(publicURL string, a account) exchange.Config {
	parties := map[string]exchange.Callee{}
	for _, agent := range demo.Agents() {
		parties[agent.Number.Reveal()] = exchange.Callee{After: pickUpAfter, Talk: demoTalk, Person: eager{}}
	}
	return exchange.Config{
		AccountSID: a.SID, AuthToken: a.Token, Parties: parties, Pace: speech.Pace,
		VoiceURL: publicURL + "/voice/incoming", StatusURL: publicURL + "/voice/status", FallbackURL: publicURL + "/voice/fallback",
	}
}

// How the demo's people behave: they pick up, listen to who calls, press 1, and
// talk for a minute.
const (
	pickUpAfter = 4 * time.Second
	demoTalk    = time.Minute
)

// eager is someone who takes every call.
type eager struct{ exchange.SilentHuman }

// Answer implements [exchange.Person].
func (eager) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	if p.Whisper {
		return exchange.Press("1", p.Length)
	}
	return exchange.Action{}
}

// demoSettings are those of a hotline whose carrier is an exchange at the same
// URL.
func demoSettings(s config.Settings, url string, a account) config.Settings {
	s.PublicURL, s.APIURL = url, url
	s.AccountSID, s.AuthToken, s.AuthTokenSecondary = a.SID, config.Secret(a.Token), ""
	s.Number = demo.Number
	if len(s.FallbackNumber) == 0 {
		s.FallbackNumber = []string{demo.Agents()[0].Number.Reveal()}
	}
	return s
}

// together serves the hotline, and the exchange's REST API where the carrier's
// would be.
func together(hotline, rest http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/", hotline)
	mux.Handle("/2010-04-01/", rest)
	return mux
}

// fillDemo loads the demo's ledger and people into a store that has no accounts.
func fillDemo(ctx context.Context, s store.Store, now time.Time) error {
	stats, err := s.Stats(ctx)
	if err != nil || stats.Accounts > 0 {
		return err
	}
	for _, agent := range demo.Agents() {
		if err := s.PutAgent(ctx, agent); err != nil {
			return err
		}
	}
	password, err := auth.HashSecret(demo.Password)
	if err != nil {
		return err
	}
	for _, person := range demo.Desks() {
		person.Password = password
		if err := s.PutAgent(ctx, person); err != nil {
			return err
		}
	}
	return s.Import(ctx, demo.Rows(now), func(int) {})
}
