// Package simulate is a whole hotline in this process: a store, the service that answers calls, its
// routes, and a telephone exchange that calls it, on one clock. Requests between the two take no
// network, and on a virtual clock an hour of a call takes no time.
package simulate

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/auth"
)

// URL is where a simulated hotline answers.
const URL = "http://hotline.test"

// Options are what a hotline is made of.
type Options struct {
	// Service must have a Number, a Store and Menus. What it leaves out is a simulation's own.
	Service service.Config
	// Clock is the hotline's and the exchange's. While a virtual one stands still, the hotline carries
	// out what it has to do; on any other it runs beside the calls, until it is closed.
	Clock sched.Clock
	// Exchange says who can be rung, and what fails; the rest of it is filled in.
	Exchange exchange.Config
	// Settle is called when the clock is about to move, after the hotline has settled; nil is nothing.
	Settle func()
	// Account is who the two take each other for; zero is one of this simulation's own.
	Account Account
	// Network wraps what carries the requests between the two, in both directions; nil leaves it as it is.
	Network func(http.RoundTripper) http.RoundTripper
	// Rehearsal is where the clock was started by hand; zero is the real one.
	Rehearsal time.Time
}

// Hotline is a simulated hotline.
type Hotline struct {
	*service.Service
	Web      *web.Server
	Exchange *exchange.Exchange

	config   service.Config // of each process of the hotline, but for its registry
	account  Account
	options  Options
	virtual  bool // the clock is
	settling sync.Mutex
	stop     func()
}

// New starts a hotline. Close stops it.
func New(o Options) (*Hotline, error) {
	account, inside := o.Account, wire{http.NewServeMux()}
	if account == (Account{}) {
		account = NewAccount()
	}
	client := &http.Client{Transport: inside}
	if o.Network != nil {
		client.Transport = o.Network(inside)
	}
	h := &Hotline{account: account, options: o, stop: func() {}}
	carrier, err := twilio.NewREST(twilio.Config{
		AccountSID: account.SID, AuthToken: ivr.Secret(account.Token), BaseURL: URL, HTTPClient: client,
		Jitter:  func() float64 { return 0 }, // the same each time
		Observe: func(op string, status int, took time.Duration) { h.ObserveREST(op, status, took) },
	})
	if err != nil {
		return nil, fmt.Errorf("reaching the simulated carrier: %w", err)
	}
	h.config = filled(o, account, carrier)
	if err := h.begin(); err != nil {
		return nil, err
	}
	x := Line(o.Exchange, URL, account)
	x.Clock, x.Client, x.Settle = o.Clock, client, h.settle
	h.Exchange = exchange.New(x)
	inside.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { h.Web.Handler().ServeHTTP(w, r) })
	inside.Handle(RESTPath, h.Exchange.Handler())
	if _, h.virtual = o.Clock.(*sched.VirtualClock); !h.virtual {
		h.run()
	}
	return h, nil
}

// begin makes a process of the hotline, which knows what is in its store and nothing else.
func (h *Hotline) begin() (err error) {
	if h.Service, err = service.New(h.config); err != nil {
		return err
	}
	h.Web, err = web.New(web.Config{
		Service: h.Service, Verifier: twilio.NewVerifier(h.account.Token, ""), Rehearsal: h.options.Rehearsal,
		Notices: func() []string { return nil },
	})
	return err
}

// Restart begins another process of the hotline in the place of this one, which was killed: what the
// next knows is in the store that it is given. The clock must be virtual, and stand still.
func (h *Hotline) Restart(ctx context.Context, s service.Store) error {
	h.config.Store = s
	if err := h.begin(); err != nil {
		return fmt.Errorf("restarting the hotline: %w", err)
	}
	return h.TakeUp(ctx)
}

// filled is the configuration of the service, with what a simulation adds.
func filled(o Options, account Account, carrier service.Carrier) service.Config {
	c := o.Service
	c.PublicURL, c.Carrier, c.Clock, c.MatchPIN = URL, carrier, o.Clock.Now, auth.MatchesPIN
	c.Secret, c.Log = []byte(account.Token), zerolog.Nop()
	c.Recordings = twilio.Recordings{BaseURL: URL, Account: account.SID}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if _, virtual := o.Clock.(*sched.VirtualClock); virtual {
		c.Timeout = unbounded
	}
	return c
}

// unbounded lets a request take as long as the machine needs: on a virtual clock that is no
// time, and how busy the machine is decides nothing.
func unbounded(ctx context.Context, _ time.Duration) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}

// run has the service work beside the calls.
func (h *Hotline) run() {
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = h.Run(ctx) }) // what does not leave, its caller notices
	h.stop = func() { stop(); running.Wait() }
}

// settle lets the hotline do what it does beside its webhooks, before the clock moves.
func (h *Hotline) settle() {
	h.SettleNow()
	if h.options.Settle != nil {
		h.options.Settle()
	}
}

// SettleNow has the hotline do all that waits to be done at this instant of a virtual clock.
func (h *Hotline) SettleNow() {
	h.settling.Lock() // lines that go on after the caller's settle too
	defer h.settling.Unlock()
	_ = h.Settle(context.Background()) // what is missing then, its caller notices
}

// Messages returns the text messages to a number that have been sent by now; "" is any number.
func (h *Hotline) Messages(to string) []exchange.Message {
	if h.virtual {
		h.SettleNow()
	}
	return h.Exchange.Messages(to)
}

// Close ends all calls and stops the hotline.
func (h *Hotline) Close() {
	h.Exchange.Close()
	h.stop()
	h.Web.Drain()
}
