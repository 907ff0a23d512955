package telephone

import (
	"context"
	"errors"
	"regexp"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// List lists the text messages in a mailbox, the oldest first.
type List func(context.Context) ([]exchange.Message, error)

// Mailbox is where somebody reads text messages.
type Mailbox struct {
	list List

	mu    sync.Mutex
	shown int // messages that Fresh gave
	read  int // messages that code has looked through
}

// NewMailbox makes a mailbox with the messages of a list.
func NewMailbox(l List) *Mailbox { return &Mailbox{list: l} }

// Fresh gives the messages that it has not given before.
func (b *Mailbox) Fresh(ctx context.Context) ([]exchange.Message, error) {
	list, err := b.list(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil || len(list) <= b.shown {
		return nil, err
	}
	fresh := list[b.shown:]
	b.shown = len(list)
	return fresh, nil
}

// poll is how often somebody looks for new text messages.
const poll = 100 * time.Millisecond

// Watch looks for new messages again and again, until ctx ends.
func (b *Mailbox) Watch(ctx context.Context, look func(*Mailbox)) {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		look(b)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

var sixDigits = regexp.MustCompile(`(?:^|\D)(\d{6})(?:\D|$)`)

// codeDeadline is how long, in real time, a code may be on its way.
const codeDeadline = 3 * time.Second

// code is the six digits of the last message, which is waited for when all
// that are there have been read.
func (b *Mailbox) code(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, codeDeadline)
	defer cancel()
	tick := time.NewTicker(poll / 4)
	defer tick.Stop()
	for {
		list, err := b.list(ctx)
		if code := lastCode(list); code != "" && (len(list) > b.read || ctx.Err() != nil) {
			b.read = len(list)
			return code, nil
		}
		if err == nil && ctx.Err() != nil {
			err = errors.New("no text message with a code has come; when the carrier is elsewhere, it can be read there only")
		}
		if err != nil {
			return "", err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

func lastCode(list []exchange.Message) string {
	for i := len(list) - 1; i >= 0; i-- {
		if found := sixDigits.FindStringSubmatch(list[i].Body); found != nil {
			return found[1]
		}
	}
	return ""
}
