package exchange

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// dialQueue executes a Dial to a Queue: the leg takes the caller at the front,
// or waits for one until the Dial's timeout.
func dialQueue(v verb, noun *grammar.Element) (*fetch, error) {
	c := v.call
	q := c.x.findQueue(noun.Text())
	if q == nil {
		c.warn(fault.New(14210, "no queue %q", noun.Text()))
		return afterDial(v, url.Values{"DialCallStatus": {"failed"}}, nil)
	}
	m, err := front(c, q, c.x.now().Add(v.el.Seconds("timeout", 30)))
	if m == nil {
		return afterDial(v, url.Values{"DialCallStatus": {"no-answer"}}, err)
	}
	result, err := pick(v, noun, m)
	return afterDial(v, result, err)
}

// front waits for the queue's first member.
func front(c *Call, q *queue, deadline time.Time) (*member, error) {
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
func pick(v verb, noun *grammar.Element, m *member) (url.Values, error) {
	c := v.call
	waited := m.waited()
	p := &pickup{by: c, bridge: &bridge{}}
	if ref := noun.Or("url", ""); ref != "" {
		address, err := v.page.resolve(ref)
		if err != nil {
			return nil, err
		}
		p.first = &fetch{method: noun.Or("method", http.MethodPost), url: address, extra: url.Values{
			"QueueSid": {m.queue.sid}, "QueueTime": {strconv.Itoa(int(waited.Seconds()))}, "DequeingCallSid": {c.Sid},
		}}
	}
	m.call.leaveQueue()
	m.call.interrupt(p)
	began := c.x.now()
	err := c.talks.join(p.bridge, m.call, v.el.Seconds("timeLimit", int(maxCall/time.Second)))
	return url.Values{
		"DialCallStatus": {"completed"}, "DialCallSid": {m.call.Sid},
		"DialCallDuration": {strconv.Itoa(wholeSeconds(c.x.now().Sub(began)))},
		"QueueSid":         {m.queue.sid}, "QueueTime": {strconv.Itoa(int(waited.Seconds()))},
	}, err
}
