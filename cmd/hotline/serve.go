package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/okpay/hotline/cmd/hotline/doctor"
	"github.com/okpay/hotline/cmd/hotline/process"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/cmd/hotline/tracing"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
)

// serveCommand is `hotline serve`.
type serveCommand struct {
	rehearsal
}

// Run answers the carrier until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, s config.Settings, con terminal.Console, source settingsSource) (err error) {
	if err := s.CheckServe(); err != nil {
		return unreadable{err}
	}
	if _, err := serve.BackupsTo(s); err != nil { // before anything is opened
		return unreadable{err}
	}
	opened, err := openStore(ctx, s, con)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	process.OutliveReaders()
	process.LimitMemory(os.LookupEnv)
	if !s.Database() {
		process.SpareProcessor(os.LookupEnv)
	}
	lines := process.NewLogWriter(con.Err)
	defer lines.Close()
	made, err := c.config(ctx, s, opened, lines)
	if err != nil {
		return err
	}
	if made.Tracing, err = tracing.New(ctx, s.OTLPEndpoint, version(), made.Log); err != nil {
		return unreadable{err}
	}
	defer made.Tracing.Close()
	for _, e := range doctor.Exposures(con.Path(source.file), con.Path(s.StoreFile())) {
		made.Log.Warn().Str("mend", e.Mend).Msg(e.Text)
	}
	h, err := serve.New(ctx, made)
	if err != nil {
		return err
	}
	lines.Measure(h.Service.Registry)
	return answer(ctx, con, h)
}

// config is what a hotline is made of that begins with the newest menus of a store.
func (r rehearsal) config(ctx context.Context, s config.Settings, opened store.Store, lines io.Writer) (serve.Config, error) {
	first, err := live.Last(ctx, opened, menuOf(s))
	if err != nil {
		return serve.Config{}, err
	}
	at, err := r.instant(first.Menu.Tree.Zone)
	if err != nil {
		return serve.Config{}, err
	}
	return serve.Config{
		Settings: s, Version: version(), Store: opened, First: first,
		Load:  func() (*menus.Menu, error) { return loadMenu(s.Menus) },
		Clock: clockFrom(at), Rehearsal: at, Log: process.NewLog(s.LogLevel, s.LogFormat, lines),
	}, nil
}

// answer answers on the settings' addresses and on the store's socket.
func answer(ctx context.Context, con terminal.Console, h *serve.Hotline) error {
	l, err := listen(h.Settings)
	if err != nil {
		return err
	}
	ops, err := listenOps(h.Settings)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	ctx, stop := process.UntilHungUp(ctx, con.Keyboard)
	defer stop()
	waitSocket, err := takeCommands(ctx, h.Settings, con, office(h))
	if err != nil {
		err = errors.Join(err, l.Close())
		if ops != nil {
			err = errors.Join(err, ops.Close())
		}
		return err
	}
	announce(ctx, h, l.Addr())
	stopOps := h.AnswerOps(ops)
	err = h.Answer(ctx, l)
	stop()
	err = errors.Join(err, stopOps(), waitSocket())
	h.Log.Info().Msg("stopped")
	return err
}

// listen opens the settings' address.
func listen(s config.Settings) (net.Listener, error) {
	l, err := serve.Listen(s.Addr, "HOTLINE_ADDR", "--addr")
	if err != nil {
		return nil, unreadable{err}
	}
	return l, nil
}

// listenOps opens the address of health and metrics; nil where they have none of their own.
func listenOps(s config.Settings) (net.Listener, error) {
	if s.OpsAddr == "" {
		return nil, nil
	}
	l, err := serve.Listen(s.OpsAddr, "HOTLINE_OPS_ADDR", "--ops-addr")
	if err != nil {
		return nil, unreadable{err}
	}
	return l, nil
}

// office is what commands that come through the socket work with.
func office(h *serve.Hotline) storeContext {
	return storeContext{
		publisher: h.Publisher, store: h.Store, key: h.Settings.Key.Bytes(), carrier: recordingsAt(h.Settings),
		menu: func() (*menus.Menu, error) { return h.Publisher.Current(), nil }, now: h.Clock, site: site(h.Settings),
		number: h.Settings.Number, softphones: h.Softphone().Kind != "",
	}
}

// announce logs what a starting server is, and what an operator should know.
func announce(ctx context.Context, h *serve.Hotline, at net.Addr) {
	h.Log.Info().Stringer("address", at).Str("public", h.Settings.BaseURL()).
		Str("menu", h.Publisher.Current().Tree.Revision).Str("version", version()).Msg("answering calls")
	for _, warning := range h.Web.Warnings() {
		h.Log.Warn().Msg(warning)
	}
	if there, err := administrator(ctx, h.Store); err == nil && there == "" {
		h.Log.Warn().Msg("nobody can sign in as an administrator: make one with hotline agents setup NAME")
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
