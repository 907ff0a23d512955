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

// find returns the message of that SID.
func (b *inbox) find(sid string) (Message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.index(sid); i >= 0 {
		return b.messages[i], true
	}
	return Message{}, false
}

// replace puts a message in the place of the one with its SID.
func (b *inbox) replace(m Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.index(m.Sid); i >= 0 {
		b.messages[i] = m
	}
}

// remove deletes the message of that SID, and reports whether there was one.
func (b *inbox) remove(sid string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := b.index(sid)
	if i >= 0 {
		b.messages = slices.Delete(b.messages, i, i+1)
	}
	return i >= 0
}

func (b *inbox) index(sid string) int {
	return slices.IndexFunc(b.messages, func(m Message) bool { return m.Sid == sid })
}

// Messages returns the text messages sent to a number, the oldest first; to any
// number if to is empty.
func (x *Exchange) Messages(to string) []Message {
	list, _ := x.inbox.all(to)
	return slices.Clone(list)
}

// codePattern finds a run of exactly six digits.
var codePattern = regexp.MustCompile(`(?:^|\D)(\d{6})(?:\D|$)`)

// codeGrace is how long, in real time, a code may be on its way: the service
// hands it over within a second.
const codeGrace = time.Second

// CodeReader returns a function for [Script].Code: it reads the six-digit code
// of the last message to a number (any if empty). A message that the function
// has not read yet is waited for, since the service sends it beside the call:
// until Config.Settle returns, or else for a second of real time. If none comes
// the last one is read again.
func (x *Exchange) CodeReader(to string) func(context.Context) (string, error) {
	read := 0
	return func(ctx context.Context) (string, error) {
		if x.cfg.Settle != nil {
			x.cfg.Settle()
		} else {
			x.inbox.await(ctx, to, read+1)
		}
		list, _ := x.inbox.all(to)
		read = len(list)
		return lastCode(list)
	}
}

// await returns when n messages to a number are there, or codeGrace has passed.
func (b *inbox) await(ctx context.Context, to string, n int) {
	ctx, cancel := context.WithTimeout(ctx, codeGrace)
	defer cancel()
	for {
		list, arrived := b.all(to)
		if len(list) >= n {
			return
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return
		}
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
