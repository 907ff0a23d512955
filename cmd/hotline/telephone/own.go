package telephone

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store/bolt"
)

// Own starts a hotline in this process, with the demo's ledger and people, and connects to
// it. The service's config has its number and limits; rehearsal is when its clock began, or
// the zero time when that was now.
func Own(ctx context.Context, c service.Config, menu *menus.Menu, clock sched.Clock, rehearsal time.Time) (*Connection, error) {
	kept, remove, err := demoStore(ctx, clock.Now())
	if err != nil {
		return nil, err
	}
	c.Store, c.Menus = kept, simulate.Fixed(menu)
	h, err := simulate.New(simulate.Options{Service: c, Clock: clock, Exchange: exchange.Config{Parties: demo.Parties()}, Rehearsal: rehearsal})
	if err != nil {
		remove()
		return nil, err
	}
	messages := func(_ context.Context, to string) ([]exchange.Message, error) { return h.Messages(to), nil }
	return &Connection{exchange: h.Exchange, number: c.Number, list: messages, close: func() { h.Close(); remove() }}, nil
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
