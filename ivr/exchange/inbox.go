package exchange

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"sync"
	"time"
)

// Message is a text message the service sent.
type Message struct {
	Sid      string
	From, To string
	Body     string
	At       time.Time
}

// inbox keeps all messages, and tells those who wait when one arrives. It has a
// lock of its own, so that a Person may look while the exchange waits for them.
type inbox struct {
	mu       sync.Mutex
	messages []Message
	arrived  chan struct{} // closed and replaced at each arrival
}

func newInbox() *inbox { return &inbox{arrived: make(chan struct{})} }

func (b *inbox) add(m Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = append(b.messages, m)
	close(b.arrived)
	b.arrived = make(chan struct{})
}

// all returns the messages to a number, or to any if it is empty, and a channel
// that is closed when another arrives.
func (b *inbox) all(to string) ([]Message, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []Message
	for _, m := range b.messages {
		if to == "" || m.To == to {
			list = append(list, m)
		}
	}
	return list, b.arrived
}

// Messages returns the text messages sent to a number, the oldest first; to any
// number if to is empty.
func (x *Exchange) Messages(to string) []Message {
	list, _ := x.inbox.all(to)
	return slices.Clone(list)
}

// codePattern finds a run of exactly six digits.
var codePattern = regexp.MustCompile(`(?:^|\D)(\d{6})(?:\D|$)`)

// codeGrace is how long, in real time, a code may be on its way.
const codeGrace = 3 * time.Second

// CodeReader returns a function for [Script].Code: it reads the six-digit code
// of the last message to a number (any if empty). A message that the function
// has not read yet is waited for, up to three seconds of real time, since the
// service sends it beside the call; then the last one is read again.
func (x *Exchange) CodeReader(to string) func(context.Context) (string, error) {
	read := 0
	return func(ctx context.Context) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, codeGrace)
		defer cancel()
		list, arrived := x.inbox.all(to)
		for len(list) <= read && ctx.Err() == nil {
			select {
			case <-arrived:
			case <-ctx.Done():
			}
			list, arrived = x.inbox.all(to)
		}
		read = len(list)
		return lastCode(list)
	}
}

func lastCode(list []Message) (string, error) {
	for _, m := range slices.Backward(list) {
		if found := codePattern.FindStringSubmatch(m.Body); found != nil {
			return found[1], nil
		}
	}
	return "", errors.New("no text message with a six-digit code has arrived")
}
