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

// inbox keeps all messages and notifies waiting goroutines when one arrives. It has a lock of its own,
// so that a Human may look while the exchange waits for them.
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

// all returns the messages to a number (to any if it is empty), and a channel that is closed when
// another arrives.
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

// find returns the message with that SID.
func (b *inbox) find(sid string) (Message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.index(sid); i >= 0 {
		return b.messages[i], true
	}
	return Message{}, false
}

// replace replaces the message that has m's SID.
func (b *inbox) replace(m Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.index(m.Sid); i >= 0 {
		b.messages[i] = m
	}
}

// remove deletes the message with that SID and reports whether there was one.
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

// Messages returns the text messages sent to a number (to any if to is empty), oldest first.
func (x *Exchange) Messages(to string) []Message {
	list, _ := x.inbox.all(to)
	return slices.Clone(list)
}

// codePattern finds a run of exactly six digits.
var codePattern = regexp.MustCompile(`(?:^|\D)(\d{6})(?:\D|$)`)

// codeGrace is how long, in real time, CodeReader waits for a message: the service sends it within a
// second.
const codeGrace = time.Second

// CodeReader returns a function for [Script].Code: it reads the six-digit code of the last message to a
// number (any if empty). The service sends messages outside the call, so the function waits for one
// that it has not read yet: until Config.Settle returns, or else for a second of real time. If none
// comes it reads the last one again.
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

// await returns when n messages to a number have arrived, or codeGrace has passed.
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
