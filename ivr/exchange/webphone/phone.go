package webphone

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// Event is what a page receives: an event of the exchange, or one of the telephone's own (kinds below).
type Event struct {
	ID    int              `json:"id"` // counts up from 1 in each call
	Kind  exchange.Kind    `json:"kind"`
	From  string           `json:"from,omitempty"` // who said it
	To    string           `json:"to,omitempty"`
	Text  string           `json:"text,omitempty"`
	Lang  string           `json:"lang,omitempty"`
	Keys  string           `json:"keys,omitempty"`
	Queue string           `json:"queue,omitempty"`
	State State            `json:"state"`
	At    time.Time        `json:"at"`
	Long  time.Duration    `json:"length,omitempty"` // nanoseconds
	Ask   *exchange.Prompt `json:"prompt,omitempty"`
}

// The kinds of events that are the telephone's own.
const (
	Caption exchange.Kind = "caption" // From said Text
	SMS     exchange.Kind = "sms"     // a text message from From
	Present exchange.Kind = "state"   // nothing happened: State is what the telephone does, sent to a page that opens
)

// State is what a telephone does.
type State string

// The states of telephones.
const (
	Idle    State = "idle"
	Ringing State = "ringing"
	Live    State = "live"
)

// phone is one telephone. It implements [exchange.Human].
type phone struct {
	shelf   *Phones
	address string

	mu      sync.Mutex
	state   State
	call    string   // the CallSid of the current call
	talks   []string // the numbers connected
	events  []Event  // of the current call, or of the last
	serial  int
	read    int           // number of text messages already shown
	changed chan struct{} // closed and replaced at each event
	picked  chan exchange.Outcome
	strokes chan exchange.Action // pressed or said, and not yet taken
}

const (
	mostEvents  = 1000 // of one call
	mostStrokes = 64
)

func newHandset(s *Phones, address string) *phone {
	return &phone{
		shelf: s, address: address, state: Idle, changed: make(chan struct{}),
		picked: make(chan exchange.Outcome, 1), strokes: make(chan exchange.Action, mostStrokes),
	}
}

// tell adds an event and wakes the pages. The caller holds mu.
func (h *phone) tell(e Event) {
	h.serial++
	e.ID, e.State = h.serial, h.state
	if e.At.IsZero() {
		e.At = time.Now()
	}
	if len(h.events) == mostEvents {
		h.events = h.events[1:]
	}
	h.events = append(h.events, e)
	close(h.changed)
	h.changed = make(chan struct{})
}

// since returns the events after an id, and a channel that closes when more come.
func (h *phone) since(id int) ([]Event, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, e := range h.events {
		if e.ID > id {
			return append([]Event(nil), h.events[i:]...), h.changed
		}
	}
	return nil, h.changed
}

// present returns an event with the telephone's current state; it is no event of the call, and has no
// ID.
func (h *phone) present() Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Event{Kind: Present, State: h.state, At: time.Now()}
}

// begin clears the last call. The caller holds mu.
func (h *phone) begin(s State) {
	h.state, h.call, h.talks = s, "", nil
	kept := h.events[:0]
	for _, e := range h.events { // messages stay readable when the next call begins
		if e.Kind == SMS {
			kept = append(kept, e)
		}
	}
	h.events = kept
	for len(h.strokes) > 0 {
		<-h.strokes
	}
}

var errBusy = errors.New("the handset is in a call")

// dial calls a number.
func (h *phone) dial(to string) error {
	h.mu.Lock()
	if h.state != Idle {
		h.mu.Unlock()
		return errBusy
	}
	h.begin(Live)
	h.mu.Unlock()
	h.shelf.exchange.Start(exchange.Inbound{From: h.address, To: to, Person: h})
	return nil
}

// ring is called when somebody calls the telephone.
func (h *phone) ring(ctx context.Context, call exchange.Event) exchange.Outcome {
	h.mu.Lock()
	if h.state != Idle {
		h.mu.Unlock()
		return exchange.Busy
	}
	h.begin(Ringing)
	h.call = call.Call
	for len(h.picked) > 0 {
		<-h.picked
	}
	h.tell(Event{Kind: exchange.Ringing, From: call.Text})
	h.mu.Unlock()
	select {
	case outcome := <-h.picked:
		if outcome == exchange.Answers {
			h.mu.Lock()
			h.state = Live
			h.mu.Unlock()
		}
		return outcome
	case <-ctx.Done():
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.state == Ringing {
			h.state = Idle
			h.tell(Event{Kind: exchange.Ended})
		}
		return exchange.NoAnswer
	}
}

var errNoRing = errors.New("the handset does not ring")

// pick answers the ringing call, or declines it.
func (h *phone) pick(outcome exchange.Outcome) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.state != Ringing {
		return errNoRing
	}
	select {
	case h.picked <- outcome:
	default: // answered or declined already
	}
	return nil
}

var errNoCall = errors.New("the handset is in no call")

// does presses keys or says words, to whatever listens on the call.
func (h *phone) does(act exchange.Action) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.state != Live {
		return errNoCall
	}
	if act.Text != "" && len(h.talks) > 0 {
		h.tell(Event{Kind: Caption, From: h.address, Text: act.Text})
		go h.shelf.pass(h.address, h.talks, act.Text)
		return nil
	}
	select {
	case h.strokes <- act:
	default: // nobody types so much before the exchange listens
	}
	return nil
}

// hears adds what somebody else on the call said.
func (h *phone) hears(from, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.state == Live {
		h.tell(Event{Kind: Caption, From: from, Text: text})
	}
}

// endsTalk presses the star in a talk, and reports whether that ends it.
func (h *phone) endsTalk() bool {
	h.mu.Lock()
	call, talking := h.call, h.state == Live && len(h.talks) > 0
	h.mu.Unlock()
	return talking && h.shelf.exchange.PressStar(call)
}

func (h *phone) hangUp() error {
	h.mu.Lock()
	call, state := h.call, h.state
	h.mu.Unlock()
	if state == Ringing {
		return h.pick(exchange.Busy)
	}
	if state != Live || !h.shelf.exchange.Hangup(call) {
		return errNoCall
	}
	return nil
}

// Hear implements [exchange.Human].
func (h *phone) Hear(e exchange.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.call = e.Call
	switch e.Kind {
	case exchange.Requested, exchange.Warning, exchange.Silence:
		return // technical events
	case exchange.Ringing:
		if e.To == h.address {
			return // already shown
		}
	case exchange.Connected:
		h.talks = append(h.talks, e.To)
	case exchange.Disconnected:
		h.talks = without(h.talks, e.To)
	case exchange.Ended:
		h.state, h.talks = Idle, nil
	}
	h.tell(Event{
		Kind: e.Kind, To: e.To, Text: e.Text, Lang: e.Lang, Keys: e.Keys, Queue: e.Queue, Long: e.Length, Ask: e.Prompt,
	})
}

func without(list []string, one string) []string {
	for i, s := range list {
		if s == one {
			return append(append([]string(nil), list[:i]...), list[i+1:]...)
		}
	}
	return list
}

// Answer implements [exchange.Human].
func (h *phone) Answer(ctx context.Context, _ exchange.Prompt) exchange.Action {
	select {
	case act := <-h.strokes:
		return act
	case <-ctx.Done():
		return exchange.Action{}
	}
}
