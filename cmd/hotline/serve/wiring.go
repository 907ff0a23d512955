package serve

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// New opens the menus' publisher, and wires everything to it. The hotline answers once
// [Hotline.Answer] is called.
func New(ctx context.Context, c Config) (*Hotline, error) {
	h := &Hotline{Config: c}
	var err error
	if h.Publisher, err = h.publisher(ctx); err != nil {
		return nil, err
	}
	carrier, err := twilio.NewREST(twilio.Config{
		AccountSID: c.Settings.AccountSID, AuthToken: ivr.Secret(c.Settings.AuthToken.Reveal()), BaseURL: c.Settings.APIURL, HTTPClient: c.Tracing.Client(nil),
		Observe: func(op string, status int, took time.Duration) { h.Service.ObserveREST(op, status, took) },
	})
	if err != nil {
		return nil, err
	}
	if h.Service, err = h.service(ctx, carrier); err != nil {
		return nil, err
	}
	scheduled, err := h.backUp()
	if err != nil {
		return nil, err
	}
	h.Web, err = web.New(web.Config{
		Service: h.Service, Verifier: twilio.NewVerifier(c.Settings.AuthToken.Reveal(), c.Settings.AuthTokenSecondary.Reveal()),
		Rehearsal: c.Rehearsal, Proxies: c.Settings.Proxies(), OpsApart: c.Settings.OpsAddr != "",
		Notices: func() []string {
			return slices.Concat(noticeLines(h.Publisher), h.unreachable(), h.atRest(), scheduled.Warnings())
		},
	})
	if err != nil {
		return nil, err
	}
	h.measureStore()
	h.Service.Beside(h.watch())
	h.Service.Beside(h.encrypt)
	h.retain(carrier)
	h.Service.Beside(h.Publisher.Adopt)
	return h, h.openPages(carrier)
}

// service is what answers calls, by the settings.
func (h *Hotline) service(ctx context.Context, carrier service.Carrier) (*service.Service, error) {
	key, err := h.Store.SigningKey(ctx, "one-time codes", store.Hash(rand.Text()))
	if err != nil {
		return nil, fmt.Errorf("reading the key of one-time codes: %w", err)
	}
	c := ServiceConfig(h.Settings)
	c.PublicURL, c.Store, c.Menus, c.Carrier, c.MatchPIN = h.Settings.BaseURL(), h.Tracing.Store(h.Store), CallersMenus(h.Publisher), carrier, auth.MatchesPIN
	c.Clock, c.Random, c.Secret = h.Clock, rand.Reader, []byte(key.Reveal())
	c.Sending, c.Log = h.Tracing.Outgoing(), h.Log
	c.Recordings = twilio.Recordings{Hosts: h.Settings.RecordingHosts(), BaseURL: h.Settings.APIURL, Account: h.Settings.AccountSID}
	return service.New(c)
}

// measureStore registers the metric of what the store's file takes; a database counts itself.
func (h *Hotline) measureStore() {
	file, is := h.Store.(*bolt.Store)
	if !is {
		return
	}
	promauto.With(h.Service.Registry).NewCounterFunc(prometheus.CounterOpts{
		Name: "hotline_store_written_bytes_total", Help: "Bytes of pages that the store has written to its file.",
	}, func() float64 { return float64(file.Written()) })
}
