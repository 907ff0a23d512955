package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
)

// Config is what a server is made of. Service and Verifier are needed.
type Config struct {
	Service   *service.Service
	Verifier  *twilio.Verifier
	Rehearsal time.Time // where the clock was started by hand; zero: it is the real one
	// Proxies are the networks whose X-Forwarded-For is believed; none believes nobody.
	Proxies []*net.IPNet
	// OpsApart leaves /healthz, /readyz and /metrics to OpsHandler alone.
	OpsApart bool
	// Notices are what an operator should know of the menus; nil tells nothing.
	Notices func() []string
}

// Server answers the carrier, and serves pages and APIs beside.
type Server struct {
	Config
	echo     *echo.Echo
	metrics  *metrics
	draining context.Context // ends when the server is about to stop
	drain    context.CancelFunc

	misdirected misdirected
	refusals    refusals
}

// maxBody bounds a request's body in bytes, as the carrier's own documents are bounded.
const maxBody = 64 << 10

// New makes a server.
func New(c Config) (*Server, error) {
	if c.Service == nil || c.Verifier == nil {
		return nil, errors.New("web: a service and a signature verifier are needed")
	}
	if c.Notices == nil {
		c.Notices = func() []string { return nil }
	}
	s := &Server{Config: c}
	s.metrics = newMetrics(c.Service.Registry, s.look)
	s.draining, s.drain = context.WithCancel(context.Background())
	s.echo = s.routes()
	return s, nil
}

// Pages is a set of pages or an API beside the carrier's routes.
type Pages interface{ Mount(e *echo.Echo) }

// Mount adds pages, before the server answers.
func (s *Server) Mount(all ...Pages) {
	for _, p := range all {
		p.Mount(s.echo)
	}
}

// Handler serves every route.
func (s *Server) Handler() http.Handler { return s.echo }

// Drain tells load balancers that this server is about to stop, and ends the
// streams that keep pages live: they come back to whoever answers next.
func (s *Server) Drain() { s.drain() }
