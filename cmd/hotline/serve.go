package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/okpay/hotline/cmd/hotline/doctor"
	"github.com/okpay/hotline/cmd/hotline/process"
	"github.com/okpay/hotline/cmd/hotline/tracing"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// serveCommand is `hotline serve`.
type serveCommand struct {
	rehearsal
}

// drainGrace is how long a stopping server says that it is not ready before it
// stops to listen.
const drainGrace = time.Second

// Run answers the carrier until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, s config.Settings, con console, source settingsSource) (err error) {
	if err := s.CheckServe(); err != nil {
		return unreadable{err}
	}
	if _, err := backupsTo(s); err != nil { // before anything is opened
		return err
	}
	opened, err := openStore(ctx, s, con)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	process.OutliveReaders()
	process.LimitMemory(os.LookupEnv)
	lines := process.NewLogWriter(con.err)
	defer lines.Close()
	h, first, err := c.open(ctx, s, opened, lines)
	if err != nil {
		return err
	}
	h.lines = lines
	if file, is := opened.(*bolt.Store); is {
		h.written = file.Written
	}
	if h.trace, err = tracing.New(ctx, s.OTLPEndpoint, version(), h.log); err != nil {
		return unreadable{err}
	}
	defer h.trace.Close()
	for _, e := range doctor.Exposures(con.path(source.file), con.path(s.StoreFile())) {
		h.log.Warn().Str("mend", e.Mend).Msg(e.Text)
	}
	return h.serve(ctx, con, first)
}

// open makes a hotline of a store, and finds the menu that it begins with.
func (r rehearsal) open(ctx context.Context, s config.Settings, opened store.Store, lines io.Writer) (hotline, live.Menu, error) {
	first, err := live.Last(ctx, opened, menuOf(s))
	if err != nil {
		return hotline{}, live.Menu{}, err
	}
	at, err := r.instant(first.Menu.Tree.Zone)
	if err != nil {
		return hotline{}, live.Menu{}, err
	}
	return hotline{settings: s, store: opened, clock: clockFrom(at), rehearsal: at, log: process.NewLog(s.LogLevel, s.LogFormat, lines)}, first, nil
}

// serve answers on the settings' address and on the store's socket.
func (h hotline) serve(ctx context.Context, con console, first live.Menu) error {
	publisher, err := h.publisher(ctx, first)
	if err != nil {
		return err
	}
	server, err := h.serverWith(publisher)
	if err != nil {
		return err
	}
	h.lines.Measure(server.Registry)
	measureStore(server.Registry, h.written)
	l, err := listen(h.settings)
	if err != nil {
		return err
	}
	ops, err := listenOps(h.settings)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	ctx, stop := process.UntilHungUp(ctx, con.keyboard)
	defer stop()
	waitSocket, err := takeCommands(ctx, h.settings, con, h.office(publisher))
	if err != nil {
		return errors.Join(err, l.Close(), closeOps(ops))
	}
	h.announce(ctx, l, publisher, server)
	stopOps := h.answerOps(ops, server.web)
	err = answer(ctx, h.bounded(l), server.web.Handler(), server, drainGrace)
	stop()
	err = errors.Join(err, stopOps(), waitSocket())
	h.log.Info().Msg("stopped")
	return err
}

// office is what commands that come through the socket work with.
func (h hotline) office(publisher *live.Publisher) storeContext {
	loaded := func() (*menus.Menu, error) { return publisher.Current(), nil }
	return storeContext{publisher: publisher, store: h.store, key: h.settings.Key.Bytes(), carrier: recordingsAt(h.settings), menu: loaded, now: h.clock, site: site(h.settings), number: h.settings.Number, softphones: h.softphone().Kind != ""}
}

// announce logs what a starting server is, and what an operator should know.
func (h hotline) announce(ctx context.Context, l net.Listener, publisher *live.Publisher, server running) {
	h.log.Info().Stringer("address", l.Addr()).Str("public", h.settings.BaseURL()).
		Str("menu", publisher.Current().Tree.Revision).Str("version", version()).Msg("answering calls")
	for _, warning := range server.web.Warnings() {
		h.log.Warn().Msg(warning)
	}
	if there, err := administrator(ctx, h.store); err == nil && there == "" {
		h.log.Warn().Msg("nobody can sign in as an administrator: make one with hotline agents setup NAME")
	}
}

// loopbackOnly refuses an address that others on the network can reach.
func loopbackOnly(s config.Settings) error {
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil || !config.IsLoopback(host) {
		return unreadable{fmt.Errorf("HOTLINE_ADDR is %q; dev opens nothing to the network: write 127.0.0.1:PORT", s.Addr)}
	}
	return nil
}
