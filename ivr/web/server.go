package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web/presence"
	"github.com/okpay/hotline/store"
)

// Store is what the hotline needs kept while calls go on.
type Store interface {
	store.Ledger
	store.Calls
	store.OfficeStore
	store.ACDStore
	Ping(ctx context.Context) error
	Aside(ctx context.Context) (int, error)
}

// Menus gives the menus: the one that new calls begin with, and those that
// calls in progress began with.
type Menus interface {
	Current() Menu
	Revision(ctx context.Context, id string) (Menu, error)
	// Sound gives a recording of any of them by the name that it is served by; nil for
	// one that there is not.
	Sound(name string) []byte
}

// Menu is a loaded menu as the server needs it.
type Menu struct {
	Tree *ivr.Tree
	// Unknown lists the years in use whose public holidays are not known at now.
	Unknown func(now time.Time) []int
	Queues  map[string]Queue
	Sounds  map[string][]byte // recordings, by the name that they are served by
}

// Queue is what the server must know of a menu's queue.
type Queue struct {
	Line     string
	Priority int
	Promise  acd.Promise
	// Open reports whether the queue's line is open at now, "closed now" heeded.
	Open func(now time.Time, closed *ivr.Closure) bool
}

// Carrier sends messages, and makes and moves calls.
type Carrier interface {
	SendMessage(ctx context.Context, from, to, body string) (sid string, err error)
	// CallStatus tells how a call goes, or how it ended.
	CallStatus(ctx context.Context, sid string) (ivr.Ended, error)
	dispatch.Carrier
}

// Config is what a server is made of. All fields are needed but Fallback,
// Rehearsal, Registry, Notices, Recordings, Proxies and the limits.
type Config struct {
	PublicURL string   // scheme and host that the carrier calls, without a final slash
	Number    string   // the hotline's own, E.164
	Fallback  []string // numbers that the fallback document rings
	Store     Store
	Menus     Menus
	Verifier  *twilio.Verifier
	Carrier   Carrier
	Clock     func() time.Time
	Random    io.Reader
	Secret    []byte // makes one-time codes; never stored
	Log       zerolog.Logger
	Rehearsal time.Time // where the clock was started by hand; zero: it is the real one
	Registry  *prometheus.Registry
	// Proxies are the networks whose X-Forwarded-For is believed; none believes nobody.
	Proxies []*net.IPNet
	// CallsPerHour is how often one number may call within an hour before its
	// calls are Limited; 0 does not limit.
	CallsPerHour int
	// CodesPerDay is how many codes in a row may be sent to one account in a day
	// without one being typed right; 0 does not limit.
	CodesPerDay int
	// CallbackCountries are the calling codes of the countries whose numbers are
	// called back and texted; none: the country of Number alone.
	CallbackCountries []string
	// CallbacksPerHour and CallbacksPerDay are how many callbacks may be asked for,
	// by all callers together, before callers are offered a message instead; 0 does
	// not limit.
	CallbacksPerHour, CallbacksPerDay int
	// Notices are what an operator should know of the menus; nil tells nothing.
	Notices func() []string
	// Recordings says where callers' recordings are kept.
	Recordings twilio.Recordings
}

// Server answers the carrier.
type Server struct {
	Config
	echo     *echo.Echo
	metrics  *metrics
	outbox   *outbox
	acd      *dispatch.Dispatcher
	presence *presence.Watcher // nil: who is there is not watched
	beside   []func(context.Context) error
	draining context.Context // ends when the server is about to stop
	drain    context.CancelFunc

	open        openCalls
	misdirected misdirected
	refusals    refusals

	unknownYears []int // as last told; Run alone looks at it
}

// maxBody bounds a request's body in bytes, as the carrier's own documents are bounded.
const maxBody = 64 << 10

// New makes a server. Run must be running for messages to leave.
func New(c Config) (*Server, error) {
	if c.Registry == nil {
		c.Registry = prometheus.NewRegistry()
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.PublicURL == "" || c.Verifier == nil {
		return nil, errors.New("web: a public URL and a signature verifier are needed")
	}
	if c.Notices == nil {
		c.Notices = func() []string { return nil }
	}
	s := &Server{Config: c, metrics: newMetrics(c.Registry), open: openCalls{since: map[string]time.Time{}}}
	countOpen(c.Registry, s.open.count)
	s.outbox = &outbox{server: s, wake: make(chan struct{}, 1)}
	s.acd = dispatch.New(dispatch.Config{
		Store: c.Store, Rules: s.rules, Clock: c.Clock, Random: c.Random, Log: c.Log, Notice: s.outbox.notice,
	})
	s.draining, s.drain = context.WithCancel(context.Background())
	s.echo = s.routes()
	return s, nil
}

// Pages is a set of pages or an API beside the carrier's routes.
type Pages interface{ Mount(e *echo.Echo) }

// Mount opens further conferences, before the server answers.
func (s *Server) Mount(rooms ...Pages) {
	for _, r := range rooms {
		r.Mount(s.echo)
	}
}

// Handler serves every route.
func (s *Server) Handler() http.Handler { return s.echo }

// ACD is the desk at work.
func (s *Server) ACD() *dispatch.Dispatcher { return s.acd }

// WatchPresence lets the desk be told who is there, before the server runs.
func (s *Server) WatchPresence(w *presence.Watcher) { s.presence = w }

// review has the desk be true about an agent before anything is asked of them.
func (s *Server) review(ctx context.Context, agent string) error {
	if s.presence == nil || agent == "" {
		return nil
	}
	return s.presence.Review(ctx, agent)
}

// Run sends messages and lets time pass at the desk until ctx ends, then
// finishes what is under way.
func (s *Server) Run(ctx context.Context) error {
	all := append([]func(context.Context) error{s.acd.Run, s.outbox.run, s.reconcile}, s.beside...)
	if s.presence != nil {
		if err := s.presence.Start(ctx); err != nil {
			s.Log.Error().Err(err).Msg("who is at the desk could not be found out")
		}
		all = append(all, s.presence.Run)
	}
	ended := make(chan error, len(all))
	for _, run := range all {
		go func() { ended <- run(ctx) }()
	}
	s.takeUp(ctx)
	var err error
	for range all {
		err = errors.Join(err, <-ended)
	}
	return err
}

// Beside lets something else run as long as the server does.
func (s *Server) Beside(run func(context.Context) error) { s.beside = append(s.beside, run) }

// Settle lets time pass at the desk and carries out all that waits to leave; it
// returns when that is done. An exchange whose clock is virtual calls it before
// the clock moves.
func (s *Server) Settle(ctx context.Context) error {
	if s.presence != nil {
		if err := s.presence.ReviewAll(ctx); err != nil {
			return err
		}
	}
	if err := s.acd.Tick(ctx); err != nil {
		return err
	}
	s.askForOpen(ctx)
	return s.outbox.settle(ctx)
}

// Drain tells load balancers that this server is about to stop, and ends the
// streams that keep pages live: they come back to whoever answers next.
func (s *Server) Drain() { s.drain() }

// ObserveREST counts a request to the carrier, for the client that makes them.
func (s *Server) ObserveREST(op string, status int, took time.Duration) {
	s.metrics.rest.WithLabelValues(op, strconv.Itoa(status)).Observe(took.Seconds())
}

func (s *Server) now() time.Time { return s.Clock() }
