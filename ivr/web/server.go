package web

import (
	"context"
	"net"
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

// Pages is a set of pages or an API beside the carrier's routes.
type Pages interface{ Mount(e *echo.Echo) }

// Drain tells load balancers that this server is about to stop, and ends the
// streams that keep pages live: they come back to whoever answers next.
func (s *Server) Drain() { s.drain() }

// Draining ends when the server is about to stop.
func (s *Server) Draining() context.Context { return s.draining }
