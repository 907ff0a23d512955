package main

import (
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/web"
)

// listenOps opens the address of health and metrics; nil where they have none of their own.
func listenOps(s config.Settings) (net.Listener, error) {
	if s.OpsAddr == "" {
		return nil, nil
	}
	return listenOn(s.OpsAddr, "HOTLINE_OPS_ADDR", "--ops-addr")
}

// closeOps closes a listener that there may be.
func closeOps(l net.Listener) error {
	if l == nil {
		return nil
	}
	return l.Close()
}

// answerOps serves health and metrics on a listener until stop is called: also while the
// server drains, so that the orchestrator hears that it does.
func (h hotline) answerOps(l net.Listener, server *web.Server) (stop func() error) {
	if l == nil {
		return func() error { return nil }
	}
	listening := &http.Server{
		Handler: server.OpsHandler(), ReadHeaderTimeout: headerDeadline, ReadTimeout: readDeadline, WriteTimeout: writeDeadline,
		MaxHeaderBytes: maxHeader, ErrorLog: log.New(h.log, "", 0),
	}
	ended := make(chan error, 1)
	go func() { ended <- listening.Serve(l) }()
	h.log.Info().Stringer("address", l.Addr()).Msg("answering for health and metrics")
	return func() error {
		err := listening.Close()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, fmt.Errorf("serving health and metrics: %w", served))
		}
		return err
	}
}
