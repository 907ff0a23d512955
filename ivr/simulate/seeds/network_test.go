package seeds

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/simulate"
)

// network carries the requests between the carrier and the hotline, as networks do.
type network struct {
	w      *course
	inside http.RoundTripper
	chance chance
	tokens map[string]int // how often a webhook of a token was tried
	late   []delivery

	refused []string // paths of the API at which it failed
}

// delivery is a webhook that comes, or comes again, later than it was sent.
type delivery struct {
	due  time.Time
	r    *http.Request
	body []byte
}

// RoundTrip implements [http.RoundTripper].
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, simulate.RESTPath) {
		return n.ask(r)
	}
	return n.tell(r)
}

// ask carries a request of the hotline to the carrier. A process that is dead asks nothing, and hears
// no answer.
func (n *network) ask(r *http.Request) (*http.Response, error) {
	process := n.w.process
	if process.dead {
		return nil, errKilled
	}
	asked := delivery{r: r}
	if r.Body != nil {
		var err error
		if asked.body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	before := len(n.w.hotline.Exchange.Calls())
	answer, err := n.inside.RoundTrip(asked.copied())
	if err == nil {
		n.w.trace.add(n.w.now(), "rest %s %s: %d", r.Method, r.URL.Path, answer.StatusCode)
	}
	if made := n.w.hotline.Exchange.Calls()[before:]; len(made) == 1 {
		n.w.legs = append(n.w.legs, leg{sid: made[0].Sid, to: made[0].To, url: form(asked.body).Get("Url"), made: n.w.now(), events: made[0].Events})
	}
	return answer, err
}

// tell carries a webhook to the hotline.
func (n *network) tell(r *http.Request) (*http.Response, error) {
	n.w.revive()
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	d := delivery{r: r, body: body}
	if answer, err, spoilt := n.spoil(d); spoilt {
		return answer, err
	}
	return n.deliver(d)
}

// token is the carrier's mark of a webhook and its retries.
func (d delivery) token() string { return d.r.Header.Get("I-Twilio-Idempotency-Token") }

// last reports whether the carrier has nothing left to ask but this: an answer was lost, or an error. It
// is spared, for after it a caller can only hear the carrier's error.
func (d delivery) last() bool { return form(d.body).Has("ErrorCode") }

// copied is the request, to be sent once more.
func (d delivery) copied() *http.Request {
	r := d.r.Clone(context.WithoutCancel(d.r.Context()))
	r.Body = io.NopCloser(bytes.NewReader(d.body))
	return r
}

// spoil has something go wrong with a webhook, in a share of all cases. The carrier's retry of what did
// not arrive comes. What is about a call's end may come much later, the rest within seconds.
func (n *network) spoil(d delivery) (answer *http.Response, err error, spoilt bool) {
	path, share := d.r.URL.Path, n.w.plan.faults.webhooks
	n.tokens[d.token()]++
	if n.w.calm || share == 0 || d.last() || n.tokens[d.token()] > 1 || !n.chance.of(4*share) {
		return nil, nil, false
	}
	end := strings.HasSuffix(path, "/status")
	switch what := n.chance.IntN(4); {
	case what == 0:
		n.w.trace.add(n.w.now(), "dropped %s", path)
		n.w.reached("a webhook did not arrive")
		return nil, fmt.Errorf("dropped: %w", syscall.ECONNREFUSED), true
	case what == 1 && end:
		n.w.reached("the end of a call was told late")
		n.later(d, 10*time.Minute)
		answer, err = nil, fmt.Errorf("lost: %w", io.ErrUnexpectedEOF)
		return answer, err, true
	case what == 1:
		if answer, err = n.deliver(d); err == nil {
			_ = answer.Body.Close()
			err = fmt.Errorf("lost: %w", io.ErrUnexpectedEOF)
		}
		n.w.trace.add(n.w.now(), "the answer of %s is lost", path)
		n.w.reached("the answer to a webhook was lost")
		return nil, err, true
	case what == 2:
		n.w.reached("a webhook came twice")
		if answer, err := n.deliver(d); err == nil {
			_ = answer.Body.Close()
		}
		n.w.revive()
		answer, err = n.deliver(d)
		return answer, err, true
	}
	n.w.reached("a webhook came again, later")
	n.later(d, 15*time.Second)
	return nil, nil, false
}

// later has a webhook come within a time from now.
func (n *network) later(d delivery, within time.Duration) {
	d.due = n.w.now().Add(n.chance.between(0, within))
	n.late = append(n.late, d)
}

// deliverLate delivers what is due by now.
func (n *network) deliverLate() {
	var due, waits []delivery
	for _, d := range n.late {
		if d.due.After(n.w.now()) {
			waits = append(waits, d)
		} else {
			due = append(due, d)
		}
	}
	n.late = waits
	for _, d := range due {
		n.w.revive()
		if answer, err := n.deliver(d); err == nil {
			_ = answer.Body.Close()
		}
	}
}

// deliver brings a webhook to the hotline, and its answer back. A process that is killed meanwhile
// gives none. The same webhook gets the same answer.
func (n *network) deliver(d delivery) (*http.Response, error) {
	process := n.w.process
	process.resting = d.last()
	written, before := n.w.acked.of(d.token())
	answer, err := n.inside.RoundTrip(d.copied())
	if err != nil {
		return nil, err
	}
	if process.dead {
		return nil, fmt.Errorf("killed: %w", errors.Join(io.ErrUnexpectedEOF, errKilled))
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	n.w.trace.add(n.w.now(), "%s %s: %d %s", form(d.body).Get("CallSid"), d.r.URL.RequestURI(), answer.StatusCode, short(body))
	if before && isStep(d.r.URL.Path) {
		n.w.isAnsweredAs(written, body)
	}
	return answer, nil
}

// isAnsweredAs: a webhook whose step was written is answered by what was written, or by a way to a person.
func (w *course) isAnsweredAs(written, body []byte) {
	if !rescue(body) && !bytes.Equal(body, written) {
		w.violated("a webhook that comes again gets the same answer", "%s, then %s", written, body)
	}
}

// isStep reports whether the answers of a path are kept.
func isStep(path string) bool {
	return path == "/voice/incoming" || strings.HasPrefix(path, "/voice/step/") || strings.HasPrefix(path, "/voice/key/")
}

// rescue reports whether a document is one that is given where a step, or the wait in a queue, failed.
func rescue(document []byte) bool {
	return bytes.Contains(document, []byte("/voice/fallback")) || bytes.Contains(document, []byte("请稍候，我们马上接听。"))
}

func form(body []byte) url.Values {
	v, err := url.ParseQuery(string(body))
	if err != nil {
		return nil
	}
	return v
}

// api has the carrier's API fail in a share of all requests.
func (n *network) api(method, path string) exchange.RESTFault {
	if n.w.calm || n.w.plan.faults.rest == 0 || !n.chance.of(n.w.plan.faults.rest) {
		return exchange.RESTFault{}
	}
	what := exchange.RESTFault{Status: pick(n.chance, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable)}
	if n.chance.of(0.4) {
		what = exchange.RESTFault{Lost: true}
	}
	n.w.trace.add(n.w.now(), "rest %s %s is refused: %d", method, path, what.Status)
	n.w.reached("the carrier's API failed")
	if method == http.MethodPost && strings.HasSuffix(path, "/Calls.json") {
		n.w.reached("the carrier's API failed at a ring")
	}
	n.refused = append(n.refused, path)
	return what
}
