package exchange

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/exchange/sched"
)

// maxCall is how long any call may last: Twilio's default time limit.
const maxCall = 4 * time.Hour

// errGone ends a leg: the person hung up, a Hangup was executed, or the REST
// API ended the call.
var errGone = errors.New("the call is over")

// Call is one leg: the caller's, or that of a callee the service dialled.
type Call struct {
	Sid       string
	From, To  string
	Direction string // inbound, outbound-api or outbound-dial
	ParentSid string // of the leg that dialled this one

	x      *Exchange
	p      *sched.Process
	number int // order of creation
	person Human
	client *http.Client // with this call's cookies

	trace   []Event
	unheard []Event // not yet passed to the person

	status   string
	created  time.Time
	answered time.Time // zero before
	ended    time.Time
	over     bool
	done     chan struct{}
	expires  time.Time // when the person or the exchange hangs up

	pending   error // an interruption: errGone, *diversion or *pickup
	member    *member
	documents int
	fault     *fault.Fault
	token     string // CallToken

	fallback string // requested when a document fails; "" for none
	talks    *talker
	progress *progress
	onEnd    func()
}

// newCall registers a leg; its process is started by run.
func (x *Exchange) newCall(from, to string, p Human) *Call {
	if p == nil {
		p = SilentHuman{}
	}
	jar, _ := cookiejar.New(nil) // never fails without options
	client := *x.cfg.Client
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &Call{
		Sid: x.newID("CA"), From: from, To: to, token: x.newID(""),
		x: x, number: len(x.calls), person: p, client: &client,
		done: make(chan struct{}), status: "queued",
	}
	c.talks = &talker{call: c}
	c.progress = &progress{call: c, method: http.MethodPost}
	c.begin(x.now())
	x.calls[c.Sid] = c
	return c
}

// begin lets the time that the person stays on the call run from now.
func (c *Call) begin(now time.Time) {
	c.created, c.expires = now, now.Add(maxCall)
	if starring, ok := c.person.(Starring); ok {
		c.talks.stars = starring.Stars()
	}
	if timed, ok := c.person.(Timed); ok {
		line, talk := timed.Stays()
		c.talks.limit = talk
		if line > 0 {
			c.expires = now.Add(min(line, maxCall))
		}
	}
}

// run starts the leg's process with body.
func (c *Call) run(body func()) {
	c.p = c.x.s.Start(func(p *sched.Process) {
		c.p = p
		defer close(c.done)
		body()
	})
}

// Wait returns when the call has ended and its status callback was delivered.
func (c *Call) Wait() { <-c.done }

// Events returns what has happened on the call so far.
func (c *Call) Events() []Event {
	c.x.s.Lock()
	defer c.x.s.Unlock()
	return slices.Clone(c.trace)
}

// Status returns the call's status as Twilio names it: ringing, in-progress,
// completed, busy, no-answer, failed, canceled.
func (c *Call) Status() string {
	c.x.s.Lock()
	defer c.x.s.Unlock()
	return c.status
}

// Duration returns how long the call has lasted since it was answered.
func (c *Call) Duration() time.Duration {
	c.x.s.Lock()
	defer c.x.s.Unlock()
	return c.length()
}

// Err returns why the service gave no usable document, nil if it always gave one.
func (c *Call) Err() error {
	c.x.s.Lock()
	defer c.x.s.Unlock()
	if c.fault == nil {
		return nil
	}
	return c.fault
}

func (c *Call) length() time.Duration {
	switch {
	case c.answered.IsZero():
		return 0
	case c.over:
		return c.ended.Sub(c.answered)
	}
	return c.x.now().Sub(c.answered)
}

// Hangup makes the person on this leg hang up. It reports whether the leg was live.
func (c *Call) Hangup() bool { return c.x.Hangup(c.Sid) }
