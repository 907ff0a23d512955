package main

import (
	"context"
	"errors"
	"regexp"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// mailbox is where somebody reads text messages.
type mailbox struct {
	list func(context.Context) ([]exchange.Message, error)

	mu    sync.Mutex
	shown int // messages that fresh gave
	read  int // messages that code has looked through
}

// fresh gives the messages that it has not given before.
func (b *mailbox) fresh(ctx context.Context) ([]exchange.Message, error) {
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

var sixDigits = regexp.MustCompile(`(?:^|\D)(\d{6})(?:\D|$)`)

// codeDeadline is how long, in real time, a code may be on its way.
const codeDeadline = 3 * time.Second

// code is the six digits of the last message, which is waited for when all
// that are there have been read.
func (b *mailbox) code(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, codeDeadline)
	defer cancel()
	tick := time.NewTicker(messagePoll / 4)
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
