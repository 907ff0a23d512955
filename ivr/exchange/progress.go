package exchange

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// progress is where and when a leg's changes of status are reported: its status callback.
type progress struct {
	call     *Call
	url      string // "" for nowhere
	method   string
	events   []string // initiated, ringing, answered, completed
	sequence int      // of the next report
}

// announce sends a status callback in a process of its own, if one was asked for. Callbacks of one call
// may overtake each other.
func (p *progress) announce(event string) {
	if f, ok := p.due(event); ok {
		errand(p.call, f)
	}
}

// report sends a status callback and waits for its answer.
func (p *progress) report(event string) {
	if f, ok := p.due(event); ok {
		deliver(p.call, p.call.p, request(p.call, f))
	}
}

// due returns the status callback for an event: initiated, ringing, answered or completed.
func (p *progress) due(event string) (fetch, bool) {
	if p.url == "" || !slices.Contains(p.events, event) {
		return fetch{}, false
	}
	extra := url.Values{
		"CallbackSource": {"call-progress-events"},
		"SequenceNumber": {strconv.Itoa(p.sequence)},
		"Timestamp":      {rfc2822(p.call.x.now())},
	}
	p.sequence++
	if event == "completed" {
		extra.Set("CallDuration", strconv.Itoa(wholeSeconds(p.call.length())))
	}
	return fetch{method: p.method, url: p.url, extra: extra}, true
}

// ask sets the status callback that a noun asks for.
func (p *progress) ask(noun *grammar.Element, pg page) {
	ref, ok := noun.Attr("statusCallback")
	address, err := pg.resolve(ref)
	if !ok || err != nil {
		return
	}
	p.url = address
	p.method = noun.Or("statusCallbackMethod", http.MethodPost)
	p.events = strings.Fields(noun.Or("statusCallbackEvent", "completed"))
}
