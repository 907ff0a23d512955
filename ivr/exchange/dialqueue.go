package exchange

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// dialQueue executes a Dial to a Queue: the leg takes the caller at the front,
// or waits for one until the Dial's timeout.
func (c *Call) dialQueue(v verb, noun *element) (*fetch, error) {
	q := c.x.findQueue(noun.text())
	if q == nil {
		c.warn(faultf(14210, "no queue %q", noun.text()))
		return c.afterDial(v, url.Values{"DialCallStatus": {"failed"}}, nil)
	}
	m, err := c.front(q, c.x.now().Add(v.seconds("timeout", 30)))
	if m == nil {
		return c.afterDial(v, url.Values{"DialCallStatus": {"no-answer"}}, err)
	}
	result, err := c.pick(v, noun, m)
	return c.afterDial(v, result, err)
}

// front waits for the queue's first member.
func (c *Call) front(q *queue, deadline time.Time) (*member, error) {
	q.takers = append(q.takers, c)
	defer func() { q.takers = slices.DeleteFunc(q.takers, func(o *Call) bool { return o == c }) }()
	for len(q.members) == 0 {
		if !c.x.now().Before(deadline) {
			return nil, nil
		}
		if err := c.sleep(deadline); err != nil {
			return nil, err
		}
	}
	return q.members[0], nil
}

// pick removes the member from the queue and talks to them.
func (c *Call) pick(v verb, noun *element, m *member) (url.Values, error) {
	waited := m.waited()
	p := &pickup{by: c, bridge: &bridge{}}
	if ref := noun.or("url", ""); ref != "" {
		address, err := v.page.resolve(ref)
		if err != nil {
			return nil, err
		}
		p.first = &fetch{method: noun.or("method", http.MethodPost), url: address, extra: url.Values{
			"QueueSid": {m.queue.sid}, "QueueTime": {strconv.Itoa(int(waited.Seconds()))}, "DequeingCallSid": {c.Sid},
		}}
	}
	m.call.leaveQueue()
	m.call.interrupt(p)
	began := c.x.now()
	err := c.talk(p.bridge, m.call, v.seconds("timeLimit", int(maxCall/time.Second)))
	return url.Values{
		"DialCallStatus": {"completed"}, "DialCallSid": {m.call.Sid},
		"DialCallDuration": {strconv.Itoa(wholeSeconds(c.x.now().Sub(began)))},
		"QueueSid":         {m.queue.sid}, "QueueTime": {strconv.Itoa(int(waited.Seconds()))},
	}, err
}
