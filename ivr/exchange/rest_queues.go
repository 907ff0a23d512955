package exchange

import (
	"net/http"
	"strconv"
	"strings"
)

// biggestQueue is the largest size a queue may have.
const biggestQueue = 5000

// queueResource is a queue as the API shows it.
type queueResource struct {
	Sid             string `json:"sid"`
	AccountSid      string `json:"account_sid"`
	FriendlyName    string `json:"friendly_name"`
	CurrentSize     int    `json:"current_size"`
	MaxSize         int    `json:"max_size"`
	AverageWaitTime int    `json:"average_wait_time"` // of those who wait now, in seconds
	DateCreated     string `json:"date_created"`
	DateUpdated     string `json:"date_updated"`
	URI             string `json:"uri"`
}

// queuesAPI has the Queues of the API, and their Members.
type queuesAPI struct{ x *Exchange }

func (a queuesAPI) resource(q *queue) queueResource {
	total := 0
	for _, m := range q.members {
		total += int(m.waited().Seconds())
	}
	return queueResource{
		Sid: q.sid, AccountSid: a.x.cfg.AccountSID, FriendlyName: q.name,
		CurrentSize: len(q.members), MaxSize: q.max, AverageWaitTime: total / max(len(q.members), 1),
		DateCreated: rfc2822(q.created), DateUpdated: rfc2822(q.created), URI: a.x.uri("Queues/" + q.sid),
	}
}

// memberResource is a waiting caller as the API shows it.
type memberResource struct {
	CallSid      string `json:"call_sid"`
	QueueSid     string `json:"queue_sid"`
	DateEnqueued string `json:"date_enqueued"`
	Position     int    `json:"position"`  // from 1
	WaitTime     int    `json:"wait_time"` // seconds
	URI          string `json:"uri"`
}

func (a queuesAPI) member(m *member, position int) memberResource {
	return memberResource{
		CallSid: m.call.Sid, QueueSid: m.queue.sid, DateEnqueued: rfc2822(m.since),
		Position: position, WaitTime: int(m.waited().Seconds()),
		URI: a.x.uri("Queues/" + m.queue.sid + "/Members/" + m.call.Sid),
	}
}

func (a queuesAPI) list(r *http.Request) (int, any, *restError) {
	items := make([]queueResource, 0, len(a.x.queues))
	for _, q := range a.x.queues {
		items = append(items, a.resource(q))
	}
	return http.StatusOK, paged(a.x, r, "queues", "Queues", items), nil
}

func (a queuesAPI) create(r *http.Request) (int, any, *restError) {
	name := r.PostForm.Get("FriendlyName")
	if name == "" || len(name) > 64 {
		return 0, nil, refuse(400, 22000, "A 'FriendlyName' of 1 to 64 characters is required.")
	}
	size := maxQueue
	if text := r.PostForm.Get("MaxSize"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > biggestQueue {
			return 0, nil, refuse(400, 22001, "'MaxSize' must be between 1 and %d.", biggestQueue)
		}
		size = n
	}
	if a.x.findQueue(name) != nil {
		return 0, nil, refuse(400, 22003, "A queue with this 'FriendlyName' exists.")
	}
	q := a.x.queueNamed(name)
	q.max = size
	return http.StatusCreated, a.resource(q), nil
}

func (a queuesAPI) fetch(r *http.Request) (int, any, *restError) {
	q, err := a.queueOf(r)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, a.resource(q), nil
}

func (a queuesAPI) listMembers(r *http.Request) (int, any, *restError) {
	q, err := a.queueOf(r)
	if err != nil {
		return 0, nil, err
	}
	items := make([]memberResource, 0, len(q.members))
	for i, m := range q.members {
		items = append(items, a.member(m, i+1))
	}
	return http.StatusOK, paged(a.x, r, "queue_members", "Queues/"+q.sid+"/Members", items), nil
}

func (a queuesAPI) fetchMember(r *http.Request) (int, any, *restError) {
	m, err := a.memberOf(r)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, a.member(m, m.position()), nil
}

// updateMember dequeues: the member leaves and Url's document runs on their leg.
func (a queuesAPI) updateMember(r *http.Request) (int, any, *restError) {
	m, err := a.memberOf(r)
	if err != nil {
		return 0, nil, err
	}
	to, err := instruction(r)
	if err != nil {
		return 0, nil, err
	}
	if to.url == "" {
		return 0, nil, refuse(400, 20001, "Missing required parameter Url in the post body")
	}
	shown := a.member(m, m.position())
	m.call.divert(to)
	return http.StatusOK, shown, nil
}

// queueOf returns the queue of the path, by SID only as in the real API.
func (a queuesAPI) queueOf(r *http.Request) (*queue, *restError) {
	if id := sid(r, "queue"); strings.HasPrefix(id, "QU") {
		if q := a.x.findQueue(id); q != nil {
			return q, nil
		}
	}
	return nil, notFound(r)
}

func (a queuesAPI) memberOf(r *http.Request) (*member, *restError) {
	q, err := a.queueOf(r)
	if err != nil {
		return nil, err
	}
	who := sid(r, "who")
	for _, m := range q.members {
		if who == "Front" || who == m.call.Sid {
			return m, nil
		}
	}
	return nil, notFound(r)
}
