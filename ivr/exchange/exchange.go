package exchange

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"time"

	"github.com/okpay/hotline/ivr/exchange/sched"
)

// Config configures an exchange. Only VoiceURL must be set.
type Config struct {
	AccountSID string            // AC and 32 hex digits
	AuthToken  string            // signs webhooks, and is the REST API's password
	APIKeys    map[string]string // further REST users: SK… to secret

	Numbers []string // numbers of the account, from which it may call; any if empty

	VoiceURL    string // "A call comes in"
	StatusURL   string // call status changes; empty for none
	FallbackURL string // requested when VoiceURL, or a document after it, fails
	BaseURL     string // of this API, in RecordingUrl; https://api.twilio.com if empty

	Client  *http.Client      // reaches the webhook server; http.DefaultClient if nil
	Clock   sched.Clock       // sched.RealClock if nil
	IDs     io.Reader         // source of SIDs and tokens; crypto/rand if nil. See Seed
	Parties map[string]Callee // who answers: by E.164 number, client:name or sip:user@host

	Faults *Faults // faults of the network and the API; nil for none

	// Pace returns how long a voice (the Say's attribute) takes to say a text in a language, and with
	// no voice, how long people take to say their own words. It may be called concurrently. SpeechTime
	// if nil.
	Pace func(lang, voice, text string) time.Duration

	// MaxDocuments ends a call after that many documents; 1000 if 0.
	MaxDocuments int
	// Settle, if set, is called each time before a virtual clock moves, so that the service can finish
	// what it does outside its webhooks (its outbox, for example). It may use the REST API.
	Settle func()
}

// Exchange is a telephone exchange. All methods may be called from any goroutine.
type Exchange struct {
	cfg     Config
	s       *sched.Scheduler
	ids     io.Reader
	parties map[string]Callee
	calls   map[string]*Call
	queues  []*queue

	conferences []*conference    // in progress
	tapes       map[string]*tape // by RecordingSid
	inbox       *inbox
}

// New returns an exchange with no calls.
func New(cfg Config) *Exchange {
	cfg = withDefaults(cfg)
	x := &Exchange{
		cfg:     cfg,
		s:       sched.New(cfg.Clock, cfg.Settle),
		ids:     cfg.IDs,
		parties: map[string]Callee{},
		calls:   map[string]*Call{},
		tapes:   map[string]*tape{},
		inbox:   newInbox(),
	}
	for number, party := range cfg.Parties {
		x.parties[number] = party
	}
	return x
}

func withDefaults(cfg Config) Config {
	if cfg.Client == nil {
		cfg.Client = http.DefaultClient
	}
	cfg.Client = withFaults(cfg.Client, cfg.Faults)
	if cfg.Clock == nil {
		cfg.Clock = sched.RealClock()
	}
	if cfg.IDs == nil {
		cfg.IDs = rand.Reader
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://api.twilio.com"
	}
	if cfg.Pace == nil {
		cfg.Pace = SpeechTime
	}
	if cfg.MaxDocuments == 0 {
		cfg.MaxDocuments = 1000
	}
	return cfg
}

// Inbound is a call to place: From is E.164 or what a withheld number shows.
type Inbound struct {
	From, To string
	Person   Human         // nil is SilentHuman
	After    time.Duration // from now
}

// Call places an inbound call and runs it to its end. If ctx ends first the caller hangs up, and ctx's
// error is returned with the finished call.
func (x *Exchange) Call(ctx context.Context, from, to string, p Human) (*Call, error) {
	c := x.Start(Inbound{From: from, To: to, Person: p})[0]
	stop := context.AfterFunc(ctx, func() { x.Hangup(c.Sid) })
	defer stop()
	c.Wait()
	return c, ctx.Err()
}

// Start places calls at once, before any of them begins, and returns without
// waiting for them; see Call.Wait and Exchange.Wait.
func (x *Exchange) Start(calls ...Inbound) []*Call {
	x.s.Lock()
	defer x.s.Unlock()
	placed := make([]*Call, 0, len(calls))
	for _, in := range calls {
		placed = append(placed, x.place(in))
	}
	x.s.Dispatch()
	return placed
}

func (x *Exchange) place(in Inbound) *Call {
	c := x.newCall(in.From, in.To, in.Person)
	c.Direction, c.status = "inbound", "ringing"
	c.fallback = x.cfg.FallbackURL
	c.progress.url, c.progress.events = x.cfg.StatusURL, []string{"completed"}
	c.run(func() {
		if err := c.pause(in.After); err != nil {
			c.conclude(err)
			return
		}
		c.begin(x.now())
		c.emit(Event{Kind: Ringing, To: c.To})
		c.conclude(interpreter{c}.follow(fetch{method: http.MethodPost, url: x.cfg.VoiceURL}))
	})
	return c
}

// Hangup makes the person on a leg hang up. It reports whether the leg was live.
func (x *Exchange) Hangup(sid string) bool {
	x.s.Lock()
	defer x.s.Unlock()
	c, ok := x.calls[sid]
	return ok && c.drop()
}

// SetParty sets who answers at a number from now on.
func (x *Exchange) SetParty(number string, p Callee) {
	x.s.Lock()
	defer x.s.Unlock()
	x.parties[number] = p
}

// Advance lets d pass without a call; on a virtual clock it takes no real time.
func (x *Exchange) Advance(d time.Duration) { x.AdvanceBy(d, d) }

// AdvanceBy lets d pass, and stops a virtual clock at least every so often on the way, so that what
// the service does by the clock alone (see Config.Settle) is done when it is due.
func (x *Exchange) AdvanceBy(d, every time.Duration) {
	over := make(chan struct{})
	x.s.Lock()
	x.s.Start(func(p *sched.Process) {
		defer close(over)
		for end := x.now().Add(d); x.now().Before(end); {
			p.Sleep(earlier(end, x.now().Add(every)))
		}
	})
	x.s.Dispatch()
	x.s.Unlock()
	<-over
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Wait returns when no call is live and every status callback is delivered.
func (x *Exchange) Wait() {
	x.s.Lock()
	defer x.s.Unlock()
	x.s.Wait()
}

// Close hangs up all calls and waits for their end.
func (x *Exchange) Close() {
	for _, c := range x.Calls() {
		x.Hangup(c.Sid)
	}
	x.Wait()
}

// Calls returns all calls so far, dialled legs included, oldest first.
func (x *Exchange) Calls() []*Call {
	x.s.Lock()
	defer x.s.Unlock()
	return x.inOrder()
}

func (x *Exchange) inOrder() []*Call {
	list := make([]*Call, len(x.calls))
	for _, c := range x.calls {
		list[c.number] = c
	}
	return list
}

func (x *Exchange) now() time.Time { return x.s.Now() }
