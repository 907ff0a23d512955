package exchange

import (
	"errors"
	"time"

	"github.com/okpay/hotline/ivr/exchange/fault"
)

// emit records an event on the call; the person hears it at the next flush.
func (c *Call) emit(e Event) {
	e.At, e.Call = c.x.now(), c.Sid
	c.trace = append(c.trace, e)
	c.unheard = append(c.unheard, e)
}

// warn records a mistake that does not stop the call.
func (c *Call) warn(f *fault.Fault) {
	c.emit(Event{Kind: Warning, Code: f.Code, Text: f.Text, URL: f.URL})
}

// flush passes recorded events to the person. No time passes, but other goroutines may change the
// exchange's state meanwhile.
func (c *Call) flush() {
	for len(c.unheard) > 0 {
		events := c.unheard
		c.unheard = nil
		c.p.Aside(func() {
			for _, e := range events {
				c.person.Hear(e)
			}
		})
	}
}

// sleep waits until due. It returns earlier, without error, when something that the leg waits for may
// have happened.
func (c *Call) sleep(due time.Time) error {
	c.flush()
	if err := c.interrupted(); err != nil {
		return err
	}
	if due.After(c.expires) {
		due = c.expires
	}
	c.p.Sleep(due)
	if !c.x.now().Before(c.expires) {
		c.drop()
	}
	return c.interrupted()
}

// until waits until t; only an interruption ends it earlier.
func (c *Call) until(t time.Time) error {
	for c.x.now().Before(t) {
		if err := c.sleep(t); err != nil {
			return err
		}
	}
	return c.interrupted()
}

// pause waits for d.
func (c *Call) pause(d time.Duration) error { return c.until(c.x.now().Add(d)) }

// interrupted returns and clears the pending interruption; errGone stays.
func (c *Call) interrupted() error {
	err := c.pending
	if !c.isGone() {
		c.pending = nil
	}
	return err
}

// isGone reports whether the leg is about to end.
func (c *Call) isGone() bool { return errors.Is(c.pending, errGone) }

// interrupt asks the leg to stop what it does. Nothing replaces errGone.
func (c *Call) interrupt(err error) {
	if c.isGone() {
		return
	}
	c.pending = err
	c.x.s.Wake(c.p)
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

// answer marks the call as answered, once.
func (c *Call) answer() {
	if !c.answered.IsZero() || c.isGone() {
		return
	}
	c.answered, c.status = c.x.now(), "in-progress"
	c.emit(Event{Kind: Answered})
	c.progress.announce("answered")
}

// hang ends the leg from its own process, with its final status.
func (c *Call) hang(status string) error {
	c.status = status
	c.pending = errGone
	return errGone
}

// conclude ends the leg for the reason err, nil being the end of its document.
func (c *Call) conclude(err error) {
	var f *fault.Fault
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
	c.progress.report("completed")
}

// apologise plays what a caller hears when the service gave no usable document.
func (c *Call) apologise(f *fault.Fault) {
	c.fault = f
	c.emit(Event{Kind: Failed, Code: f.Code, Text: f.Text, URL: f.URL})
	if c.interrupted() != nil {
		return
	}
	c.answer()
	const sorry = "We are sorry, an application error has occurred. Goodbye."
	length := c.x.cfg.Pace("en-US", "", sorry)
	c.emit(Event{Kind: Said, Text: sorry, Lang: "en-US", Length: length})
	_ = c.pause(length) // the call ends in any case
}

// sees returns the number under which the leg sees the other.
func (c *Call) sees(other *Call) string {
	if other.Direction == "inbound" {
		return other.From
	}
	return other.To
}

// divert gives a live leg a new document; it leaves any queue at once.
func (c *Call) divert(to fetch) {
	c.leaveQueue()
	c.interrupt(&diversion{to})
}
