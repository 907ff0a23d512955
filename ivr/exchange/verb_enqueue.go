package exchange

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr/exchange/fault"
)

// enqueue executes an Enqueue: the wait document repeats until the caller is dequeued, leaves or hangs
// up. Then the action is requested; its document runs only if the caller is still free.
func enqueue(v verb) (*fetch, error) {
	c := v.call
	name := v.el.Text()
	if name == "" || len(name) > 64 {
		c.warn(fault.New(14203, "queue name %q: want 1 to 64 characters (workflows are not known to this exchange)", name))
		return afterQueue(v, url.Values{"QueueResult": {"error"}}, nil)
	}
	q := c.x.queueNamed(name)
	if len(q.members) >= v.el.Count("maxQueueSize", q.max) {
		c.emit(Event{Kind: Left, Queue: name, Result: "queue-full"})
		return afterQueue(v, url.Values{"QueueResult": {"queue-full"}}, nil)
	}
	m := q.join(c)
	c.emit(Event{Kind: Queued, Queue: name, Position: m.position()})
	err := wait(v)
	c.leaveQueue()
	waited := strconv.Itoa(int(m.waited().Seconds()))
	result, err := leaveFor(c, err)
	c.emit(Event{Kind: Left, Queue: name, Result: result})
	return afterQueue(v, url.Values{"QueueResult": {result}, "QueueSid": {q.sid}, "QueueTime": {waited}}, err)
}

// wait plays the wait document until something interrupts it.
func wait(v verb) error {
	c := v.call
	ref, given := v.el.Attr("waitUrl")
	if ref == "" {
		return hold(c, given)
	}
	address, err := v.page.resolve(ref)
	if err != nil {
		return err
	}
	method := v.el.Or("waitUrlMethod", http.MethodPost)
	for {
		began := c.x.now()
		err := interpreter{c}.execute(fetch{method: method, url: address, extra: queueParams(c)}, waiting)
		if err == nil && c.x.now().Equal(began) {
			err = c.pause(time.Second) // a document without length must not flood the service
		}
		if err != nil {
			return err
		}
	}
}

// queueParams returns what a wait document is told of the queue.
func queueParams(c *Call) url.Values {
	if c.member == nil {
		return nil // just dequeued by a REST request; the interruption follows
	}
	return c.member.params()
}

// hold waits without a document: with music, or silence if that was asked for.
func hold(c *Call, silent bool) error {
	if !silent {
		c.emit(Event{Kind: Played, Text: "hold music"})
	}
	return c.until(c.expires)
}

// leaveFor returns the QueueResult for the reason why the wait ended, and connects or redirects the
// caller if that was the reason. The error ends the document; nil lets it go on.
func leaveFor(c *Call, why error) (string, error) {
	var taken *pickup
	var moved *diversion
	var bad *fault.Fault
	switch {
	case errors.Is(why, errLeave):
		return "leave", nil
	case errors.As(why, &taken):
		return meet(c, taken)
	case errors.As(why, &moved):
		return "redirected", why
	case errors.As(why, &bad):
		c.warn(bad)
		return "error", nil
	}
	return "hangup", why
}

// meet connects the caller to the leg that dequeued them.
func meet(c *Call, p *pickup) (string, error) {
	defer p.bridge.close()
	if p.first != nil {
		err := interpreter{c}.execute(*p.first, fetched)
		if err != nil {
			return leaveFor(c, err)
		}
	}
	err := c.talks.join(p.bridge, p.by, maxCall)
	var moved *diversion
	switch {
	case errors.As(err, &moved):
		return "redirected-from-bridged", err
	case err == nil && len(p.bridge.joined) < 2:
		return "bridging-in-process", nil // the agent hung up before the caller was connected
	}
	return "bridged", err
}

// afterQueue requests the Enqueue's action. A caller who hung up or was redirected does not hear its
// document.
func afterQueue(v verb, result url.Values, err error) (*fetch, error) {
	if _, ok := v.el.Attr("action"); !ok {
		return nil, err
	}
	next, bad := v.action("", result)
	if err == nil {
		return next, bad
	}
	if bad == nil {
		_, _ = post(v.call, *next)
	}
	return nil, err
}
