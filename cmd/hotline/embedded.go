package main

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/store/bolt"
)

// ownTrunk starts a hotline with the demo's ledger in this process, reached
// like any other: by HTTP.
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
	h := hotline{settings: s, menu: menu, clock: clock.Now, rehearsal: at, log: zerolog.Nop()}
	cleanups := &cleanups{}
	t, err := h.trunk(ctx, clock, cleanups)
	if err != nil {
		cleanups.run()
	}
	return t, err
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

// trunk starts the hotline; the cleanups stop it, whether or not that failed.
func (h hotline) trunk(ctx context.Context, clock sched.Clock, cleanups *cleanups) (*carrierConnection, error) {
	kept, err := demoStore(ctx, clock.Now(), cleanups)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a := inventedAccount()
	h.store, h.settings = kept, demoSettings(h.settings, "http://"+l.Addr().String(), a)
	server, err := h.server(ctx)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	c := exchangeFor(h.settings.BaseURL(), a)
	c.Clock, c.Settle = clock, kept.wait
	x := exchange.New(c)
	answering, stop := context.WithCancel(context.WithoutCancel(ctx))
	var answered sync.WaitGroup
	answered.Go(func() { _ = answer(answering, l, together(server.web.Handler(), x.Handler()), server, 0) })
	cleanups.add(func() { x.Close(); stop(); answered.Wait() })
	return &carrierConnection{exchange: x, number: h.settings.Number, list: ownMessages(x), close: cleanups.run}, nil
}

// demoStore is a store with the demo's ledger that the cleanups remove.
func demoStore(ctx context.Context, now time.Time, cleanups *cleanups) (*unsent, error) {
	folder, err := os.MkdirTemp("", "hotline-call-")
	if err != nil {
		return nil, err
	}
	cleanups.add(func() { _ = os.RemoveAll(folder) })
	opened, err := bolt.Open(filepath.Join(folder, "hotline.db"), bolt.Options{})
	if err != nil {
		return nil, err
	}
	cleanups.add(func() { _ = opened.Close() })
	return &unsent{Store: opened}, fillDemo(ctx, opened, now)
}

// cleanups undo what was set up, the last first.
type cleanups struct{ list []func() }

func (c *cleanups) add(f func()) { c.list = append(c.list, f) }

func (c *cleanups) run() {
	for i := len(c.list) - 1; i >= 0; i-- {
		c.list[i]()
	}
}
