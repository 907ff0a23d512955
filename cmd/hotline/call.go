package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/exchange"
)

// callCommand is `hotline call`.
type callCommand struct {
	rehearsal
	From string  `placeholder:"NUMBER" default:"${caller}" help:"Who calls: E.164; anonymous for a withheld number."`
	Lang string  `enum:"zh-CN,en-US" default:"zh-CN" help:"zh-CN, or en-US, for which the language key is pressed first."`
	Keys *string `placeholder:"GROUPS" help:"Play these keys without a person, a group a prompt: digits, * and #; - is silence, code types the last SMS's code, say:WORDS (or say:'MORE WORDS') speaks or leaves a message, bye hangs up. Other steps of callers' scripts have : before what they take and - for spaces, and call a hotline of its own: wait:5m, talk, again, mumble:WORDS, fail:lookups, fail-once:cases, gone:ID, close:LINE, call-again, call-back."`
	JSON bool    `help:"One line of JSON an event."`

	given `group:"Circumstances of a call with --keys; it goes to a hotline of its own:"`
}

// longestCall bounds a call without a person, in the call's own time.
const longestCall = time.Hour

// Run dials, and stays on the line to the call's end.
func (c *callCommand) Run(ctx context.Context, s config.Settings, con console) error {
	if _, err := c.instant(time.UTC); err != nil { // its zone is known when the menus are
		return err
	}
	steps, err := c.steps()
	if err != nil {
		return unreadable{err}
	}
	view := newCaptions(con, c.JSON)
	if c.given.any() || !plain(steps) {
		return c.rehearse(ctx, s, steps, view)
	}
	t, err := c.trunk(ctx, s)
	if err != nil {
		return err
	}
	defer t.close()
	if c.Keys != nil {
		return t.play(ctx, c.From, groupsOf(steps), view)
	}
	if c.Lang == "en-US" {
		return t.talk(ctx, c.From, scenario.LanguageKey, view)
	}
	return t.talk(ctx, c.From, "", view)
}

// steps are what is to be played; none where a person presses keys.
func (c *callCommand) steps() ([]scenario.Step, error) {
	if !config.IsE164(c.From) && c.From != "anonymous" {
		return nil, fmt.Errorf("--from: write the number as E.164, for example %s", demo.Caller)
	}
	if err := c.given.wrong(); err != nil {
		return nil, err
	}
	if c.Keys == nil {
		switch {
		case c.given.any():
			return nil, errors.New("--agents, --waiting, --often, --closed, --fail and --gone need --keys: what the caller does")
		case !term.IsTerminal(int(os.Stdin.Fd())):
			return nil, errors.New("there is no terminal to press keys on; play them with --keys \"2 1 …\"")
		}
		return nil, nil
	}
	steps, err := scenario.ParseKeys(*c.Keys)
	if err != nil {
		return nil, fmt.Errorf("--keys: %w", err)
	}
	if c.Lang == "en-US" {
		steps = append([]scenario.Step{{Do: scenario.Press, Text: scenario.LanguageKey}}, steps...)
	}
	return steps, nil
}

// play makes a call without a person.
func (t *carrierConnection) play(ctx context.Context, from string, groups []string, view *captions) error {
	box := t.mailbox(from)
	person := &exchange.Script{
		Groups: groups, HangUp: true, Code: box.code, Line: longestCall,
		Listen: func(e exchange.Event) { view.messages(ctx, box); view.event(e) },
	}
	call, err := t.exchange.Call(ctx, from, t.number, person)
	view.lastMessages(ctx, box)
	if left := person.Left(); err == nil && len(left) > 0 {
		view.note(fmt.Sprintf("the call ended before these keys were pressed: %q", left))
	}
	return errors.Join(err, call.Err(), person.Err())
}

// talk makes a call with the person at this terminal; typed is pressed first.
func (t *carrierConnection) talk(ctx context.Context, from, typed string, view *captions) error {
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
	go view.watch(ctx, box)
	call, err := t.exchange.Call(ctx, from, t.number, p)
	view.lastMessages(context.WithoutCancel(ctx), box)
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
