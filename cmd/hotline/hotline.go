package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/net/netutil"

	"github.com/okpay/hotline/cmd/hotline/process"
	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/cmd/hotline/tracing"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
)

const (
	headerDeadline = 5 * time.Second
	readDeadline   = 15 * time.Second
	writeDeadline  = 30 * time.Second
	drainDeadline  = 20 * time.Second
)

// hotline is what answers calls, but for the address it listens on.
type hotline struct {
	settings  config.Settings
	store     store.Store
	clock     func() time.Time
	rehearsal time.Time // where the clock was started by hand; zero: the real one
	log       zerolog.Logger
	lines     *process.LogWriter            // where the log goes; nil but in serve
	written   func() int64                  // bytes of pages that the store has written; nil but in serve
	handsets  bool                          // agents' softphones are handsets of the exchange: dev
	words     func(recording string) string // what callers have recorded, in words; nil is not known
	trace     *tracing.Tracing              // nil traces nothing
}

// running is a hotline at work: what answers calls, and its routes.
type running struct {
	*service.Service
	web *web.Server
}

// publisherConfig is what every publisher of menus has here: one whose folder never changes, and
// that proves in this process.
func publisherConfig(s live.Store, clock func() time.Time, log zerolog.Logger) live.Config {
	return live.Config{Store: s, Prove: prover.Here, Program: version(), Languages: i18n.Languages(), Clock: clock, Log: log}
}

// publisher opens the publisher of a server that people look after: it reads the settings' folder, and
// proves beside the calls.
func (h hotline) publisher(ctx context.Context, first live.Menu) (*live.Publisher, error) {
	c := publisherConfig(h.store, h.clock, h.log)
	c.Prove = prover.Apart
	c.Load = func() (*menus.Menu, error) { return loadMenu(h.settings.Menus) }
	return live.New(ctx, c, first)
}

// watch takes up each save of the folder until ctx ends. SIGHUP is caught from here on, so that one
// sent during start-up reloads instead of ending the process.
func (h hotline) watch(publisher *live.Publisher) func(context.Context) error {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	dir := ""
	if h.settings.Watch {
		dir = h.settings.Menus
	}
	return func(ctx context.Context) error {
		publisher.Watch(ctx, dir, asked)
		return nil
	}
}

func (h hotline) serverWith(publisher *live.Publisher) (running, error) {
	var answers *service.Service
	carrier, err := twilio.NewREST(twilio.Config{
		AccountSID: h.settings.AccountSID, AuthToken: ivr.Secret(h.settings.AuthToken.Reveal()), BaseURL: h.settings.APIURL, HTTPClient: h.trace.Client(nil),
		Observe: func(op string, status int, took time.Duration) { answers.ObserveREST(op, status, took) },
	})
	if err != nil {
		return running{}, err
	}
	if answers, err = h.service(publisher, carrier); err != nil {
		return running{}, err
	}
	scheduled, err := h.backUp(answers)
	if err != nil {
		return running{}, err
	}
	server, err := web.New(web.Config{
		Service: answers, Verifier: twilio.NewVerifier(h.settings.AuthToken.Reveal(), h.settings.AuthTokenSecondary.Reveal()),
		Rehearsal: h.rehearsal, Proxies: h.settings.Proxies(), OpsApart: h.settings.OpsAddr != "",
		Notices: func() []string {
			return slices.Concat(noticeLines(publisher), h.unreachable(), h.atRest(), scheduled.Warnings())
		},
	})
	if err != nil {
		return running{}, err
	}
	all := running{answers, server}
	answers.Beside(h.watch(publisher))
	answers.Beside(h.encrypt)
	h.retain(answers, carrier)
	answers.Beside(publisher.Adopt)
	return all, h.openPages(all, publisher, carrier)
}

// service is what answers calls, by the settings.
func (h hotline) service(publisher *live.Publisher, carrier service.Carrier) (*service.Service, error) {
	c := serviceConfig(h.settings)
	c.PublicURL, c.Store, c.Menus, c.Carrier, c.MatchPIN = h.settings.BaseURL(), h.trace.Store(h.store), &callersMenus{publisher: publisher}, carrier, auth.Matches
	c.Clock, c.Random, c.Secret = h.clock, rand.Reader, derivedKey("one-time codes", h.settings.AuthToken.Reveal())
	c.Sending, c.Log, c.Recordings = h.trace.Outgoing(), h.log, h.recordings()
	return service.New(c)
}

// serviceConfig is what the settings say of the numbers of a hotline, and of its limits.
func serviceConfig(s config.Settings) service.Config {
	return service.Config{
		Number: s.Number, Fallback: s.FallbackNumber,
		CallsPerHour: s.CallsPerHour, CodesPerMinute: s.CodesPerMinute, CodesPerHour: s.CodesPerHour, CodesPerDay: s.CodesPerDay,
		CallbackCountries: s.CallbackCountries,
		CallbacksPerHour:  s.CallbacksPerHour, CallbacksPerDay: s.CallbacksPerDay,
	}
}

// recordings says where the account's recordings are kept.
func (h hotline) recordings() twilio.Recordings {
	return twilio.Recordings{Hosts: h.settings.RecordingHosts(), BaseURL: h.settings.APIURL, Account: h.settings.AccountSID}
}

// What a stranger may make the server keep: without bounds, some hundred connections
// that send headers without an end fill the memory. The carrier sends less than 4 KB.
const (
	maxHeader      = 16 << 10
	maxConnections = 4096
	maxPerAddress  = 256 // of one address that is no proxy
)

// bounded is a listener that takes no more connections than a server can keep, and no more
// from one address than it needs: the carrier's and those of an office behind one address
// are far fewer.
func (h hotline) bounded(l net.Listener) net.Listener {
	exempt := func(from net.IP) bool {
		return from.IsLoopback() || slices.ContainsFunc(h.settings.Proxies(), func(n *net.IPNet) bool { return n.Contains(from) })
	}
	return netutil.LimitListener(web.LimitPerAddress(l, maxPerAddress, exempt), maxConnections)
}

// answer serves until ctx ends, then lets what is under way finish. For the
// grace it still answers, and says that it is not ready, so that a load
// balancer can look elsewhere.
func answer(ctx context.Context, l net.Listener, handler http.Handler, server running, grace time.Duration) error {
	outbox, stopOutbox := context.WithCancel(context.WithoutCancel(ctx))
	defer stopOutbox()
	sent := make(chan error, 1)
	go func() { sent <- server.Run(outbox) }()

	listening := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerDeadline, ReadTimeout: readDeadline, WriteTimeout: writeDeadline,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       log.New(server.Log, "", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- listening.Serve(l) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		server.web.Drain()
		time.Sleep(grace)
		err = drain(ctx, listening)
	}
	stopOutbox()
	return errors.Join(err, <-sent)
}

func drain(ctx context.Context, listening *http.Server) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainDeadline)
	defer cancel()
	if err := listening.Shutdown(late); err != nil {
		return fmt.Errorf("stopping with requests under way: %w", err)
	}
	return nil
}

// listen opens the settings' address.
func listen(s config.Settings) (net.Listener, error) {
	return listenOn(s.Addr, "HOTLINE_ADDR", "--addr")
}

// listenOn opens an address. Its errors name the setting and the flag that it is from.
func listenOn(addr, setting, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return nil, unreadable{fmt.Errorf("%s is in use by another program, perhaps another hotline: stop that one, or listen elsewhere, as in %s %s", addr, flag, elsewhere(addr))}
		}
		return nil, unreadable{fmt.Errorf("%s cannot be listened on: %w", setting, err)}
	}
	return l, nil
}

// elsewhere is an address with another port.
func elsewhere(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	n, wrong := strconv.Atoi(port)
	if err != nil || wrong != nil || n > 65_000 {
		return "127.0.0.1:8081"
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}
