package exchange

import (
	"net/url"
	"slices"
	"strconv"
	"time"
)

// maxQueue is a queue's default size.
const maxQueue = 1000

// queue holds waiting callers in order.
type queue struct {
	sid, name string
	max       int
	created   time.Time
	members   []*member
	takers    []*Call // legs that wait for a caller to come, in Dial Queue
	waited    time.Duration
	served    int // number of waits that waited sums up
}

// member is a caller's stay in a queue.
type member struct {
	call  *Call
	queue *queue
	since time.Time
}

// pickup connects a queued caller to another leg.
type pickup struct {
	by     *Call
	bridge *bridge
	first  *fetch // what the caller hears before; nil for nothing
}

// Error implements error.
func (*pickup) Error() string { return "the caller was taken from the queue" }

// queueNamed returns the queue, creating it on first use.
func (x *Exchange) queueNamed(name string) *queue {
	if q := x.findQueue(name); q != nil {
		return q
	}
	q := &queue{sid: x.newID("QU"), name: name, max: maxQueue, created: x.now()}
	x.queues = append(x.queues, q)
	return q
}

// findQueue returns the queue with that name or SID, nil if there is none.
func (x *Exchange) findQueue(name string) *queue {
	for _, q := range x.queues {
		if q.name == name || q.sid == name {
			return q
		}
	}
	return nil
}

// join puts a call at the end and wakes the legs that wait for one.
func (q *queue) join(c *Call) *member {
	c.member = &member{call: c, queue: q, since: c.x.now()}
	q.members = append(q.members, c.member)
	for _, taker := range q.takers {
		c.x.s.Wake(taker.p)
	}
	return c.member
}

// leaveQueue removes the call from its queue, if it is in one.
func (c *Call) leaveQueue() {
	m := c.member
	if m == nil {
		return
	}
	c.member = nil
	m.queue.members = slices.DeleteFunc(m.queue.members, func(o *member) bool { return o == m })
	m.queue.waited += m.waited()
	m.queue.served++
}

func (m *member) waited() time.Duration { return m.call.x.now().Sub(m.since) }

// position counts from 1; 0 means no longer in the queue.
func (m *member) position() int { return slices.Index(m.queue.members, m) + 1 }

// average returns how long callers waited until they left, in whole seconds.
func (q *queue) average() int {
	if q.served == 0 {
		return 0
	}
	return int(q.waited.Seconds()) / q.served
}

// params returns the parameters of a wait URL's request.
func (m *member) params() url.Values {
	q := m.queue
	return url.Values{
		"QueueSid":         {q.sid},
		"QueuePosition":    {strconv.Itoa(m.position())},
		"QueueTime":        {strconv.Itoa(int(m.waited().Seconds()))},
		"AvgQueueTime":     {strconv.Itoa(q.average())},
		"CurrentQueueSize": {strconv.Itoa(len(q.members))},
		"MaxQueueSize":     {strconv.Itoa(q.max)},
	}
}
