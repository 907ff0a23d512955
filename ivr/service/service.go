package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/acd/presence"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// Store is what the hotline needs kept while calls go on.
type Store interface {
	store.Ledger
	store.Calls
	store.OfficeStore
	store.ACDStore
	store.Condenser
	Ping(ctx context.Context) error
	Aside(ctx context.Context) (int, error)
	Usage(ctx context.Context) (store.Usage, error)
	Backlog(ctx context.Context) (store.Backlog, error)
}

// Config is what a service is made of. All fields are needed but Fallback, Registry,
// Recordings, Sending, Timeout and the limits.
type Config struct {
	PublicURL string   // scheme and host that the carrier calls; slashes at its end are left out
	Number    string   // the hotline's own, E.164
	Fallback  []string // numbers that ring when the hotline fails: never called back or texted
	Store     Store
	Menus     Menus
	Carrier   Carrier
	Clock     func() time.Time
	Random    io.Reader
	Secret    []byte // makes one-time codes; never stored
	// MatchPIN reports whether a PIN is the one that a hash was made of.
	MatchPIN func(ctx context.Context, pin string, hash store.Hash) (bool, error)
	Log      zerolog.Logger
	Registry *prometheus.Registry
	// CallsPerHour is how often one number may call within an hour before its
	// calls are Limited; 0 does not limit.
	CallsPerHour int
	// CodesPerHour and CodesPerDay are how many codes in a row may be sent to one account
	// without one being typed right, for calls from its own number and as many again for
	// all other calls; CodesPerMinute how many to all accounts together. 0 does not limit.
	CodesPerMinute, CodesPerHour, CodesPerDay int
	// CallbackCountries are the calling codes of the countries whose numbers are
	// called back and texted; none: the country of Number alone.
	CallbackCountries []string
	// CallbacksPerHour and CallbacksPerDay are how many callbacks may be asked for,
	// by all callers together, before callers are offered a message instead; 0 does
	// not limit.
	CallbacksPerHour, CallbacksPerDay int
	// Sending returns the context in which something is sent, for who follows what comes of
	// a step; nil follows nothing.
	Sending func(ctx context.Context, m store.Outgoing) context.Context
	// Recordings says where callers' recordings are kept.
	Recordings twilio.Recordings
	// Timeout bounds how long a webhook or a look-up may take by the machine's clock;
	// [context.WithTimeout] when nil. On a virtual clock nothing takes time, however slow
	// the machine is, and nothing is bounded.
	Timeout func(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc)
}

// core is what the parts of a service share.
type core struct {
	Config
	metrics   *metrics
	acd       *dispatch.Dispatcher
	presence  *presence.Watcher // nil: who is there is not watched
	numbers   numbers
	addresses addresses
	deadlines deadlines
	open      *openCalls
	agentLegs *agentLegs
	unwritten unwritten
	ends      keptEnds
	codes     rate   // sent to all accounts
	withheld  rate   // calls that show no number
	leaves    func() // tells the outbox that there is something to send
}

// Service answers calls. Its methods may be called from any goroutine.
type Service struct {
	Config
	Agents    AgentLines // the lines of agents
	Callbacks Callbacks  // the calls to callers who are called back

	core   *core
	outbox *outbox
	beside []func(context.Context) error
}

// New makes a service. Run must be running for anything to leave.
func New(c Config) (*Service, error) {
	if c.Registry == nil {
		c.Registry = prometheus.NewRegistry()
	}
	if c.Timeout == nil {
		c.Timeout = context.WithTimeout
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.PublicURL == "" || c.MatchPIN == nil {
		return nil, errors.New("service: a public URL and a way to compare PINs are needed")
	}
	in := &core{Config: c, metrics: newMetrics(c.Registry), open: newOpenCalls(), codes: rate{span: time.Minute}, withheld: rate{span: time.Hour}}
	in.deadlines.timeout = c.Timeout
	in.agentLegs = newAgentLegs(in)
	in.addresses = newAddresses(c.PublicURL, func(name string) bool { return c.Menus.Sound(name) != nil })
	in.numbers = numbers{
		allowed: twilio.NewDestinations(c.Number, c.Fallback, c.CallbackCountries),
		refused: in.metrics.destinations,
	}
	box := newOutbox(in)
	in.leaves = box.notice
	in.acd = dispatch.New(dispatch.Config{
		Store: c.Store, Rules: in.rules, Clock: c.Clock, Random: c.Random, Log: c.Log, Notice: box.notice,
	})
	s := &Service{Config: c, core: in, outbox: box, Agents: AgentLines{in}, Callbacks: Callbacks{in}}
	c.Registry.MustRegister(gauges{s})
	return s, nil
}

// ACD is the ACD at work.
func (s *Service) ACD() *dispatch.Dispatcher { return s.core.acd }

// WatchPresence lets the ACD be told which agents are there, before the service runs.
func (s *Service) WatchPresence(w *presence.Watcher) { s.core.presence = w }

// Beside lets something else run as long as the service does.
func (s *Service) Beside(run func(context.Context) error) { s.beside = append(s.beside, run) }

// every does something each time a period is over, until ctx ends.
func every(ctx context.Context, period time.Duration, do func()) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do()
		}
	}
}

// Run carries out what waits to leave and lets time pass in the ACD until ctx ends, then
// finishes what is under way.
func (s *Service) Run(ctx context.Context) error {
	reconcile := reconciler{s.core}
	all := append([]func(context.Context) error{s.core.acd.Run, s.outbox.run, s.watchCalendars, s.condense, reconcile.run, s.core.agentLegs.run, s.core.retryEnds}, s.beside...)
	if watcher := s.core.presence; watcher != nil {
		if err := watcher.Start(ctx); err != nil {
			s.Log.Error().Err(err).Msg("which agents are there could not be found out")
		}
		all = append(all, watcher.Run)
	}
	ended := make(chan error, len(all))
	for _, run := range all {
		go func() { ended <- run(ctx) }()
	}
	s.Callbacks.takeUp(ctx)
	var err error
	for range all {
		err = errors.Join(err, <-ended)
	}
	return err
}

// TakeUp brings a service that does not run up to what the process before it has left in the store.
// [Service.Run] does so beside its work.
func (s *Service) TakeUp(ctx context.Context) error {
	if watcher := s.core.presence; watcher != nil {
		if err := watcher.Start(ctx); err != nil {
			return fmt.Errorf("finding out which agents are there: %w", err)
		}
	}
	if err := (reconciler{s.core}).findOpen(ctx); err != nil {
		return err
	}
	s.Callbacks.takeUp(ctx)
	return nil
}

// Settle lets time pass in the ACD and carries out all that waits to leave; it returns
// when that is done, one thing after the other. An exchange whose clock is virtual calls it
// before the clock moves.
func (s *Service) Settle(ctx context.Context) error {
	if s.core.presence != nil {
		if err := s.core.presence.ReviewAll(ctx); err != nil {
			return err
		}
	}
	if err := s.core.acd.Tick(ctx); err != nil {
		return err
	}
	s.core.noteKept(ctx)
	reconciler{s.core}.ask(ctx)
	s.core.agentLegs.ask(ctx)
	return s.outbox.settle(ctx)
}

// ObserveREST counts a request to the carrier, for the client that makes them.
func (s *Service) ObserveREST(op string, status int, took time.Duration) {
	s.core.metrics.rest.WithLabelValues(op, strconv.Itoa(status)).Observe(took.Seconds())
}

// CountRescue counts a step that failed and led to a person instead.
func (s *Service) CountRescue() { s.core.metrics.rescues.Inc() }

func (c *core) now() time.Time { return c.Clock() }

// review has the ACD be true about an agent before anything is asked of them.
func (c *core) review(ctx context.Context, agent string) error {
	if c.presence == nil || agent == "" {
		return nil
	}
	return c.presence.Review(ctx, agent)
}

// maxConflicts is how often a step is taken again because what it was built on had changed
// meanwhile.
const maxConflicts = 5

// commit writes a step, and lets leave what the step wants to leave.
func (c *core) commit(ctx context.Context, commit store.Commit) error {
	began := time.Now() // a stopwatch, not a call's clock
	err := c.Store.Commit(ctx, commit)
	c.unwritten.note(c.metrics.commit(time.Since(began), err), c.now())
	if err != nil {
		return err
	}
	c.open.note(commit.Call)
	if len(commit.Outgoing) > 0 {
		c.leaves()
	}
	return nil
}
