package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/store/bolt"
)

// ownTrunk starts a hotline with the demo's ledger in this process.
func (c *callCommand) ownTrunk(ctx context.Context, s config.Settings) (*carrierConnection, error) {
	menu, err := menuOf(s)()
	if err != nil {
		return nil, err
	}
	at, err := c.instant(menu.Tree.Zone)
	if err != nil {
		return nil, err
	}
	clock := c.ownClock(at)
	kept, remove, err := demoStore(ctx, clock.Now())
	if err != nil {
		return nil, err
	}
	o := simulate.Options{Service: serviceConfig(demoSettings(s)), Clock: clock, Exchange: exchange.Config{Parties: demo.Parties()}, Rehearsal: at}
	o.Service.Store, o.Service.Menus = kept, simulate.Fixed(menu)
	h, err := simulate.New(o)
	if err != nil {
		remove()
		return nil, err
	}
	messages := func(_ context.Context, to string) ([]exchange.Message, error) { return h.Messages(to), nil }
	return &carrierConnection{exchange: h.Exchange, number: o.Service.Number, list: messages, close: func() { h.Close(); remove() }}, nil
}

func (c *callCommand) ownClock(at time.Time) sched.Clock {
	switch {
	case at.IsZero():
		return c.clock()
	case c.Keys == nil:
		return sched.RealClockFrom(at)
	}
	return sched.NewVirtualClock(at)
}

// demoStore is a store with the demo's ledger, until it is removed.
func demoStore(ctx context.Context, now time.Time) (opened *bolt.Store, remove func(), err error) {
	folder, err := os.MkdirTemp("", "hotline-call-")
	if err != nil {
		return nil, nil, err
	}
	opened, err = bolt.Open(filepath.Join(folder, "hotline.db"), bolt.Options{})
	if err != nil {
		_ = os.RemoveAll(folder)
		return nil, nil, err
	}
	remove = func() { _ = opened.Close(); _ = os.RemoveAll(folder) }
	if err = demo.Fill(ctx, opened, now); err != nil {
		remove()
	}
	return opened, remove, err
}

// demoSettings are those of a hotline with the demo's number and people.
func demoSettings(s config.Settings) config.Settings {
	s.Number = demo.Number
	if len(s.FallbackNumber) == 0 {
		s.FallbackNumber = []string{demo.Agents()[0].Number.Reveal()}
	}
	return s
}

// atExchange are the settings of a hotline whose carrier is an exchange at the same URL.
func atExchange(s config.Settings, url string, a simulate.Account) config.Settings {
	s.PublicURL, s.APIURL = url, url
	s.AccountSID, s.AuthToken, s.AuthTokenSecondary = a.SID, config.Secret(a.Token), ""
	return s
}
