package exchange

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"time"
)

// maxCall is how long any call may last: Twilio's default time limit.
const maxCall = 4 * time.Hour

// errGone ends a leg: the person hung up, a Hangup was executed, or the REST
// API ended the call.
var errGone = errors.New("the call is over")

// Call is one leg: a caller's, or that of a party the service dialled.
type Call struct {
	Sid       string
	From, To  string
	Direction string // inbound, outbound-api or outbound-dial
	ParentSid string // of the leg that dialled this one

	x      *Exchange
	p      *process
	number int // order of placing
	person Person
	client *http.Client // with this call's cookies

	trace   []Event
	unheard []Event // not yet told to the person

	status    string
	created   time.Time
	answered  time.Time // zero before
	ended     time.Time
	over      bool
	done      chan struct{}
	expires   time.Time     // when the person or the exchange hangs up
	talkLimit time.Duration // how long the person talks; 0 is no limit

	pending   error // an interruption: errGone, *diversion or *pickup
	member    *member
	documents int
	fault     *fault
	token     string // CallToken

	fallback     string
	statusURL    string
	statusMethod string
	statusEvents []string
	sequence     int
	onEnd        func()
}

// newCall registers a leg; its process is started by run.
func (x *Exchange) newCall(from, to string, p Person) *Call {
	if p == nil {
		p = Nobody{}
	}
	jar, _ := cookiejar.New(nil) // never fails without options
	client := *x.cfg.Client
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &Call{
		Sid: x.newID("CA"), From: from, To: to, token: x.newID(""),
		x: x, number: len(x.calls), person: p, client: &client,
		done: make(chan struct{}), status: "queued", statusMethod: http.MethodPost,
	}
	c.begin(x.now())
	x.calls[c.Sid] = c
	return c
}

// begin starts the leg's own time.
func (c *Call) begin(now time.Time) {
	c.created, c.expires = now, now.Add(maxCall)
	if timed, ok := c.person.(Timed); ok {
		line, talk := timed.Stays()
		c.talkLimit = talk
		if line > 0 {
			c.expires = now.Add(min(line, maxCall))
		}
	}
}

// run starts the leg's process.
func (c *Call) run(body func()) {
	c.p = c.x.s.start(func(p *process) {
		c.p = p
		defer close(c.done)
		body()
	})
}

// Wait returns when the call has ended and its status callback was delivered.
func (c *Call) Wait() { <-c.done }

// Events returns what has happened on the line so far.
func (c *Call) Events() []Event {
	c.x.s.mu.Lock()
	defer c.x.s.mu.Unlock()
	return slices.Clone(c.trace)
}

// Status returns the call's status as Twilio names it: ringing, in-progress,
// completed, busy, no-answer, failed, canceled.
func (c *Call) Status() string {
	c.x.s.mu.Lock()
	defer c.x.s.mu.Unlock()
	return c.status
}

// Duration returns how long the call has lasted since it was answered.
func (c *Call) Duration() time.Duration {
	c.x.s.mu.Lock()
	defer c.x.s.mu.Unlock()
	return c.length()
}

// Err returns why the service could not say what to do with the call, nil if it
// always could.
func (c *Call) Err() error {
	c.x.s.mu.Lock()
	defer c.x.s.mu.Unlock()
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

// emit puts an event on the line's record; the person hears it at the next flush.
func (c *Call) emit(e Event) {
	e.At, e.Call = c.x.now(), c.Sid
	c.trace = append(c.trace, e)
	c.unheard = append(c.unheard, e)
}

// warn records a mistake that does not stop the call.
func (c *Call) warn(f *fault) {
	c.emit(Event{Kind: Warning, Code: f.code, Text: f.text, URL: f.url})
}

// flush tells the person what has happened. No time passes, but other
// goroutines may change the exchange's state meanwhile.
func (c *Call) flush() {
	for len(c.unheard) > 0 {
		events := c.unheard
		c.unheard = nil
		c.p.aside(func() {
			for _, e := range events {
				c.person.Hear(e)
			}
		})
	}
}

// sleep waits until due at most. It may return earlier, without error, when
// something the leg waits for may have happened.
func (c *Call) sleep(due time.Time) error {
	c.flush()
	if err := c.interrupted(); err != nil {
		return err
	}
	if due.After(c.expires) {
		due = c.expires
	}
	c.p.sleep(due)
	if !c.x.now().Before(c.expires) {
		c.drop()
	}
	return c.interrupted()
}

// until waits until t, whatever else happens short of an interruption.
func (c *Call) until(t time.Time) error {
	for c.x.now().Before(t) {
		if err := c.sleep(t); err != nil {
			return err
		}
	}
	return c.interrupted()
}

// pause waits for a while.
func (c *Call) pause(d time.Duration) error { return c.until(c.x.now().Add(d)) }

// interrupted returns and clears what was asked of the leg from outside; being
// gone stays.
func (c *Call) interrupted() error {
	err := c.pending
	if !c.isGone() {
		c.pending = nil
	}
	return err
}

// isGone reports that the leg is about to end.
func (c *Call) isGone() bool { return errors.Is(c.pending, errGone) }

// interrupt asks the leg to stop what it does. The first to say gone wins.
func (c *Call) interrupt(err error) {
	if c.isGone() {
		return
	}
	c.pending = err
	c.x.s.wake(c.p)
}

// drop hangs up the leg. It reports whether it was live.
func (c *Call) drop() bool {
	if c.over || c.isGone() {
		return false
	}
	c.status = "completed"
	if c.answered.IsZero() {
		c.status = "canceled"
	}
	c.leaveQueue()
	c.interrupt(errGone)
	return true
}

// answer takes the call off the hook, once.
func (c *Call) answer() {
	if !c.answered.IsZero() || c.isGone() {
		return
	}
	c.answered, c.status = c.x.now(), "in-progress"
	c.emit(Event{Kind: Answered})
	c.announce("answered")
}

// hang ends the leg from within, with its final status.
func (c *Call) hang(status string) error {
	c.status = status
	c.pending = errGone
	return errGone
}

// conclude ends the leg for the reason err, nil being the end of its document.
func (c *Call) conclude(err error) {
	var f *fault
	if errors.As(err, &f) {
		c.apologise(f)
	}
	if !c.isGone() {
		c.status = "completed"
		c.pending = errGone
	}
	c.over, c.ended = true, c.x.now()
	c.emit(Event{Kind: Ended, Result: c.status, Length: c.length()})
	c.flush()
	if c.onEnd != nil {
		c.onEnd()
	}
	c.report("completed")
}

// apologise is what a caller hears when the service gave no usable document.
func (c *Call) apologise(f *fault) {
	c.fault = f
	c.emit(Event{Kind: Failed, Code: f.code, Text: f.text, URL: f.url})
	if c.interrupted() != nil {
		return
	}
	c.answer()
	const sorry = "We are sorry, an application error has occurred. Goodbye."
	c.emit(Event{Kind: Said, Text: sorry, Lang: "en-US", Length: SpeechTime(sorry, "en-US")})
	_ = c.pause(SpeechTime(sorry, "en-US")) // the call ends in any case
}

// params are the parameters that every webhook of the leg carries.
func (c *Call) params() url.Values {
	v := url.Values{
		"CallSid": {c.Sid}, "AccountSid": {c.x.cfg.AccountSID}, "ApiVersion": {"2010-04-01"},
		"From": {c.From}, "To": {c.To}, "Caller": {c.From}, "Called": {c.To},
		"CallStatus": {c.status}, "Direction": {c.Direction},
	}
	geography(v, c.From, "From", "Caller")
	geography(v, c.To, "To", "Called")
	if c.ParentSid != "" {
		v.Set("ParentCallSid", c.ParentSid)
	}
	if c.Direction == "inbound" {
		v.Set("CallToken", c.token)
	}
	if c.Direction == "inbound" && country(c.From) == "US" {
		v.Set("StirVerstat", "TN-Validation-Passed-A")
	}
	return v
}
