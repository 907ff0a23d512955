package serve

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"slices"
	"time"

	"golang.org/x/net/netutil"

	"github.com/okpay/hotline/ivr/web"
)

const (
	headerDeadline = 5 * time.Second
	readDeadline   = 15 * time.Second
	writeDeadline  = 30 * time.Second
	drainDeadline  = 20 * time.Second
)

// What a stranger may make the server keep: without bounds, some hundred connections
// that send headers without an end fill the memory. The carrier sends less than 4 KB.
const (
	maxHeader      = 16 << 10
	maxConnections = 4096
	maxPerAddress  = 256 // of one address that is no proxy
)

// bounded is a listener that bounds how many connections are open, in all and from one address. The
// carrier, or an office behind one address, needs far fewer.
func (h *Hotline) bounded(l net.Listener) net.Listener {
	exempt := func(from net.IP) bool {
		return from.IsLoopback() || slices.ContainsFunc(h.Settings.Proxies(), func(n *net.IPNet) bool { return n.Contains(from) })
	}
	return netutil.LimitListener(web.LimitPerAddress(l, maxPerAddress, exempt), maxConnections)
}

// Grace is how long a stopping server still answers, and says that it is not ready, so that a
// load balancer can look elsewhere.
const Grace = time.Second

// Answer serves its routes on a listener until ctx ends, then lets what is under way finish.
func (h *Hotline) Answer(ctx context.Context, l net.Listener) error {
	return h.AnswerWith(ctx, h.bounded(l), h.Web.Handler(), Grace)
}

// AnswerWith is [Hotline.Answer] with a handler that has other routes beside the hotline's,
// a grace, and no bounds to what strangers may do.
func (h *Hotline) AnswerWith(ctx context.Context, l net.Listener, handler http.Handler, grace time.Duration) error {
	outbox, stopOutbox := context.WithCancel(context.WithoutCancel(ctx))
	defer stopOutbox()
	sent := make(chan error, 1)
	go func() { sent <- h.Service.Run(outbox) }()

	listening := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerDeadline, ReadTimeout: readDeadline, WriteTimeout: writeDeadline,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       log.New(h.Log, "", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- listening.Serve(l) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		h.Web.Drain()
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

// AnswerOps serves health and metrics on a listener of their own until stop is called: also
// while the server drains, so that the orchestrator hears that it does. Without a listener it
// does nothing.
func (h *Hotline) AnswerOps(l net.Listener) (stop func() error) {
	if l == nil {
		return func() error { return nil }
	}
	listening := &http.Server{
		Handler: h.Web.OpsHandler(), ReadHeaderTimeout: headerDeadline, ReadTimeout: readDeadline, WriteTimeout: writeDeadline,
		MaxHeaderBytes: maxHeader, ErrorLog: log.New(h.Log, "", 0),
	}
	ended := make(chan error, 1)
	go func() { ended <- listening.Serve(h.bounded(l)) }()
	h.Log.Info().Stringer("address", l.Addr()).Msg("answering for health and metrics")
	return func() error {
		err := listening.Close()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, fmt.Errorf("serving health and metrics: %w", served))
		}
		return err
	}
}
