package telephone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/okpay/hotline/ivr/exchange"
)

// longestCall bounds a call without a person, in the call's own time.
const longestCall = time.Hour

// Play makes a call without a person, who would press these groups of keys.
func (t *Connection) Play(ctx context.Context, from string, groups []string, view *Captions) error {
	box := t.mailbox(from)
	person := &exchange.Script{
		Groups: groups, HangUp: true, Code: box.code, Line: longestCall,
		Listen: func(e exchange.Event) { view.look(ctx, box); view.event(e) },
	}
	call, err := t.exchange.Call(ctx, from, t.number, person)
	view.lookLast(ctx, box)
	if left := person.Left(); err == nil && len(left) > 0 {
		view.note(fmt.Sprintf("the call ended before these keys were pressed: %q", left))
	}
	return errors.Join(err, call.Err(), person.Err())
}

// Talk makes a call with the person at this terminal; typed is pressed first.
func (t *Connection) Talk(ctx context.Context, from, typed string, view *Captions) error {
	restore, err := rawKeys()
	if err != nil {
		return err
	}
	defer restore()
	view.raw = true
	view.note("calling; keys 0-9 * # are the telephone's, Ctrl-C hangs up")
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	p := &person{keys: make(chan byte, len(typed)+typeAhead), hear: view.event}
	for i := range len(typed) {
		p.keys <- typed[i]
	}
	go p.read(os.Stdin, hangUp)
	box := t.mailbox(from)
	go box.Watch(ctx, func(b *Mailbox) { view.look(ctx, b) })
	call, err := t.exchange.Call(ctx, from, t.number, p)
	view.lookLast(context.WithoutCancel(ctx), box)
	if errors.Is(err, context.Canceled) {
		err = nil // the person hung up
	}
	return errors.Join(err, call.Err())
}

// typeAhead is how many keys may wait to be listened for.
const typeAhead = 64

// rawKeys makes the terminal give each key at once.
func rawKeys() (restore func(), err error) {
	fd := int(os.Stdin.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, fmt.Errorf("taking keys from the terminal: %w", err)
	}
	return func() { _ = term.Restore(fd, before) }, nil
}

// person is who holds the telephone at this terminal.
type person struct {
	keys chan byte
	hear func(exchange.Event)
}

// read takes keys until the terminal closes or Ctrl-C.
func (p *person) read(from io.Reader, hangUp func()) {
	const ctrlC, ctrlD = 3, 4
	for key := make([]byte, 1); ; {
		if _, err := from.Read(key); err != nil || key[0] == ctrlC || key[0] == ctrlD {
			hangUp()
			return
		}
		if isKey(key[0]) {
			p.keys <- key[0]
		}
	}
}

func isKey(b byte) bool { return b >= '0' && b <= '9' || b == '*' || b == '#' }

// Hear implements [exchange.Person].
func (p *person) Hear(e exchange.Event) { p.hear(e) }

// Answer implements [exchange.Person]: it waits for a key.
func (p *person) Answer(ctx context.Context, _ exchange.Prompt) exchange.Action {
	select {
	case key := <-p.keys:
		return exchange.Press(string(key), 0)
	case <-ctx.Done():
		return exchange.Action{}
	}
}
