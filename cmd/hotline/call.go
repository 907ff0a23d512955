package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/telephone"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/exchange/sched"
)

// callCommand is `hotline call`.
type callCommand struct {
	rehearsal
	From string  `placeholder:"NUMBER" default:"${caller}" help:"Who calls: E.164; anonymous for a withheld number."`
	Lang string  `enum:"zh-CN,en-US" default:"zh-CN" help:"zh-CN, or en-US, for which the language key is pressed first."`
	Keys *string `placeholder:"GROUPS" help:"Play these keys without a person, a group a prompt: digits, * and #; - is silence, code types the last SMS's code, say:WORDS (or say:'MORE WORDS') speaks or leaves a message, bye hangs up. Other steps of callers' scripts have : before what they take and - for spaces, and call a hotline of its own: wait:5m, talk, again, mumble:WORDS, fail:lookups, fail-once:cases, gone:ID, close:LINE, call-again, call-back."`
	JSON bool    `help:"One line of JSON an event."`

	telephone.Circumstances `group:"Circumstances of a call with --keys; it goes to a hotline of its own:"`
}

// Run dials, and stays on the line to the call's end.
func (c *callCommand) Run(ctx context.Context, s config.Settings, con terminal.Console) error {
	if _, err := c.instant(time.UTC); err != nil { // its zone is known when the menus are
		return err
	}
	steps, err := c.steps()
	if err != nil {
		return unreadable{err}
	}
	view := &telephone.Captions{Out: con.Out, Color: con.Color}
	if c.JSON {
		view.Record = con.JSON
	}
	if c.Any() || !telephone.Plain(steps) {
		return c.rehearse(ctx, s, steps, view)
	}
	t, err := c.connect(ctx, s)
	if err != nil {
		return err
	}
	defer t.Close()
	switch {
	case c.Keys != nil:
		return t.Play(ctx, c.From, telephone.Groups(steps), view)
	case c.Lang == "en-US":
		return t.Talk(ctx, c.From, scenario.LanguageKey, view)
	}
	return t.Talk(ctx, c.From, "", view)
}

// connect connects to the hotline at HOTLINE_ADDR, or to one of this process's own when there
// is none. A clock that starts at --at is always that of its own.
func (c *callCommand) connect(ctx context.Context, s config.Settings) (*telephone.Connection, error) {
	if c.At == "" {
		found, err := telephone.Find(ctx, s, c.clock(time.Time{}))
		if err != nil {
			return nil, unreadable{err}
		}
		if found != nil {
			return found, nil
		}
	}
	menu, err := menuOf(s)()
	if err != nil {
		return nil, err
	}
	at, err := c.instant(menu.Tree.Zone)
	if err != nil {
		return nil, err
	}
	return telephone.Own(ctx, serve.ServiceConfig(demoSettings(s)), menu, c.clock(at), at)
}

// clock starts at an instant, or now when that is the zero time. Minutes of a call without a
// person take no time.
func (c *callCommand) clock(at time.Time) sched.Clock {
	switch {
	case c.Keys != nil && at.IsZero():
		return sched.NewVirtualClock(time.Now())
	case c.Keys != nil:
		return sched.NewVirtualClock(at)
	case at.IsZero():
		return sched.RealClock()
	}
	return sched.RealClockFrom(at)
}

// rehearse makes a call in its circumstances.
func (c *callCommand) rehearse(ctx context.Context, s config.Settings, steps []scenario.Step, view *telephone.Captions) error {
	menu, err := menuOf(s)()
	if err != nil {
		return err
	}
	at, err := c.instantOr(time.Now(), menu.Tree.Zone)
	if err != nil {
		return err
	}
	err = telephone.Rehearse(ctx, run.New(serve.ServiceConfig(demoSettings(s)), menu, at), c.Call(c.From, steps), view)
	if wrong, is := errors.AsType[scenario.Problem](err); is {
		return unreadable{errors.New(wrong.Message)}
	}
	return err
}

// steps are what is to be played; none where a person presses keys.
func (c *callCommand) steps() ([]scenario.Step, error) {
	if !config.IsE164(c.From) && c.From != "anonymous" {
		return nil, fmt.Errorf("--from: write the number as E.164, for example %s", demo.Caller)
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Keys == nil {
		switch {
		case c.Any():
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
