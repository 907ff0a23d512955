package webphone

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// Path is where telephones are served.
const Path = "/dev/handsets/"

// Phones holds all browser telephones of an exchange.
type Phones struct {
	exchange *exchange.Exchange
	hotline  string

	run      string // distinguishes this run's event IDs from those of an earlier run
	closed   chan struct{}
	mu       sync.Mutex
	handsets map[string]*phone
}

// New returns telephones that dial the hotline's number.
func New(x *exchange.Exchange, hotline string) *Phones {
	return &Phones{exchange: x, hotline: hotline, run: strconv.FormatInt(time.Now().UnixNano(), 36), closed: make(chan struct{}), handsets: map[string]*phone{}}
}

// Close ends all streams, once.
func (s *Phones) Close() { close(s.closed) }

var addresses = regexp.MustCompile(`^(\+[1-9][0-9]{6,14}|client:[A-Za-z0-9_]{1,64}|anonymous)$`)

// at returns the telephone at an address, creating it if there is none.
func (s *Phones) at(address string) *phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.handsets[address]
	if !ok {
		h = newHandset(s, address)
		s.handsets[address] = h
		s.exchange.SetParty(address, exchange.Callee{Ring: h.ring, Person: h})
	}
	return h
}

// pass shows what was said to the telephones at other addresses.
func (s *Phones) pass(from string, to []string, text string) {
	for _, address := range to {
		s.mu.Lock()
		h := s.handsets[address]
		s.mu.Unlock()
		if h != nil {
			h.hears(from, text)
		}
	}
}

// Handler serves the telephones below [Path].
func (s *Phones) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{address}/events", s.events)
	mux.HandleFunc("POST "+Path+"{address}/{verb}", s.does)
	same := http.NewCrossOriginProtection()
	return loopback(same.Handler(mux))
}

// loopback refuses requests for another host: a page of another site that was made to resolve to this
// machine names one.
func loopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "the handsets are on this machine only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

const (
	maxForm = 4 << 10 // bytes
	maxText = 500     // characters
)

var keys = regexp.MustCompile(`^[0-9*#]{1,32}$`)

// does handles a POST to a telephone.
func (s *Phones) does(w http.ResponseWriter, r *http.Request) {
	address := r.PathValue("address")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil || !addresses.MatchString(address) {
		http.Error(w, "this is no handset, or too much for one", http.StatusBadRequest)
		return
	}
	h := s.at(address)
	var err error
	switch r.PathValue("verb") {
	case "dial":
		err = h.dial(orElse(r.PostForm.Get("to"), s.hotline))
	case "answer":
		err = h.pick(exchange.Answers)
	case "decline":
		err = h.pick(exchange.Busy)
	case "press":
		err = s.press(h, r.PostForm)
	case "say":
		err = h.does(exchange.Say(clip(r.PostForm.Get("text")), 0.9, 0))
	case "hangup":
		err = h.hangUp()
	default:
		http.NotFound(w, r)
		return
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func clip(text string) string {
	text = strings.TrimSpace(text)
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText])
	}
	return text
}

func (s *Phones) press(h *phone, form url.Values) error {
	pressed := form.Get("keys")
	if !keys.MatchString(pressed) {
		return fmt.Errorf("keys are 0 to 9, * and #")
	}
	if pressed == "*" && h.endsTalk() {
		return nil
	}
	return h.does(exchange.Press(pressed, 0))
}

const (
	heartbeat = 15 * time.Second
	lookEvery = 500 * time.Millisecond // for text messages
)

// events streams what happens on a telephone: to a new page, the current call from its beginning; to
// one that comes back, what it has missed (or everything, if its last ID is of another run); and then
// the telephone's current state.
func (s *Phones) events(w http.ResponseWriter, r *http.Request) {
	address := r.PathValue("address")
	if !addresses.MatchString(address) {
		http.Error(w, "this is no handset's address", http.StatusBadRequest)
		return
	}
	last := s.seen(r.Header.Get("Last-Event-ID"))
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := stream{run: s.run, w: w, control: http.NewResponseController(w)}
	_ = stream.control.SetReadDeadline(time.Time{})
	h := s.at(address)
	go s.watch(r.Context(), h)
	told := false // whether the telephone's state was sent
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		fresh, more := h.since(last)
		for _, e := range fresh {
			last = e.ID
			stream.send(e)
		}
		if !told {
			told = true
			stream.send(h.present())
		}
		if stream.flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-more:
		case <-s.closed:
			return
		case <-beat.C:
			stream.beat()
		}
	}
}

// seen returns the last event of this run that a page has received; 0 for none.
func (s *Phones) seen(id string) int {
	run, number, _ := strings.Cut(id, ".")
	last, err := strconv.Atoi(number)
	if run != s.run || err != nil {
		return 0
	}
	return last
}

// watch adds the messages to an address to its events, while a page is open.
func (s *Phones) watch(ctx context.Context, h *phone) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		h.texts(s.exchange.Messages(h.address))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// texts adds an event for each message not shown yet.
func (h *phone) texts(all []exchange.Message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range all[min(h.read, len(all)):] {
		h.read++
		h.tell(Event{Kind: SMS, From: m.From, Text: m.Body, At: m.At})
	}
}

// stream writes server-sent events and keeps the first failure.
type stream struct {
	run     string
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (s *stream) send(e Event) {
	line, err := json.Marshal(e)
	if err != nil || s.err != nil {
		return
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(heartbeat))
	if e.ID > 0 {
		_, s.err = fmt.Fprintf(s.w, "id: %s.%d\n", s.run, e.ID)
	}
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, "data: %s\n\n", line)
	}
}

func (s *stream) beat() {
	_ = s.control.SetWriteDeadline(time.Now().Add(heartbeat))
	_, s.err = fmt.Fprint(s.w, ": still here\n\n")
}

func (s *stream) flush() error {
	if s.err == nil {
		s.err = s.control.Flush()
	}
	return s.err
}
