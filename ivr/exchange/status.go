package exchange

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// announce sends a status callback in a process of its own, if one was asked for. Callbacks of one call
// may overtake each other.
func (c *Call) announce(event string) {
	if f, ok := c.progress(event); ok {
		c.errand(f)
	}
}

// report sends a status callback and waits for its answer.
func (c *Call) report(event string) {
	if f, ok := c.progress(event); ok {
		c.deliver(c.p, f)
	}
}

// progress returns the status callback for an event: initiated, ringing, answered or completed.
func (c *Call) progress(event string) (fetch, bool) {
	if c.statusURL == "" || !slices.Contains(c.statusEvents, event) {
		return fetch{}, false
	}
	extra := url.Values{
		"CallbackSource": {"call-progress-events"},
		"SequenceNumber": {strconv.Itoa(c.sequence)},
		"Timestamp":      {rfc2822(c.x.now())},
	}
	c.sequence++
	if event == "completed" {
		extra.Set("CallDuration", strconv.Itoa(wholeSeconds(c.length())))
	}
	return fetch{method: c.statusMethod, url: c.statusURL, extra: extra}, true
}

// errand delivers a callback in a process of its own.
func (c *Call) errand(f fetch) {
	w := c.webhook(f)
	c.x.s.start(func(p *process) { c.settle(p, w) })
}

func (c *Call) deliver(p *process, f fetch) { c.settle(p, c.webhook(f)) }

// settle sends a callback and checks the answer as Twilio does: 2xx, and TwiML
// if there is a body.
func (c *Call) settle(p *process, w webhook) {
	var got reply
	var flt *fault
	p.outside(func() { got, flt = w.send() })
	if flt == nil && got.status != http.StatusOK && got.status != http.StatusNoContent {
		flt = faultf(15003, "the status callback was answered with HTTP status %d", got.status).at(got.address)
	}
	if flt != nil {
		c.warn(flt)
	}
}
