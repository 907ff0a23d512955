// Package run plays callers' scripts: each in a hotline of its own, with the demo's ledger. It reports what
// came of them, which exits of the menus they meet, and whether they notice where an exit leads.
package run

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// Runner is where callers' scripts are played: for each a hotline of its own, with
// the demo's ledger, on an exchange whose clock takes no time.
type Runner struct {
	service   service.Config // numbers and limits
	menu      *menus.Menu
	at        time.Time // for scripts that name no time
	snapshots *snapshots
}

// New makes a runner of scripts for a menu. c holds the hotline's numbers and limits; at is when the calls
// of scripts come in that name no time.
func New(c service.Config, menu *menus.Menu, at time.Time) Runner {
	return Runner{service: c, menu: menu, at: at, snapshots: newSnapshots(menu)}
}

// Result is what came of a script.
type Result struct {
	scenario.Call
	Failure *scenario.Failure // what did not come that the script expects; nil when all did
	Path    []ivr.Transition  // the exits passed, in all its calls
	Made    ivr.Call          // the last
	Took    time.Duration
	Err     error // why it could not be played

	noticed time.Time // what was passed later, the script does not notice
	broke   string    // why the menu could not go on; "" where it could
}

// Play runs one script.
func (l Runner) Play(ctx context.Context, c scenario.Call) Result {
	return l.PlayBy(ctx, c, func(p *scenario.Player) Caller { return p })
}

// PlayBy runs one script, with whoever is made of its caller.
func (l Runner) PlayBy(ctx context.Context, c scenario.Call, made func(*scenario.Player) Caller) Result {
	began := time.Now()
	p := Result{Call: c}
	if c.Language == "en-US" {
		c.Steps = append([]scenario.Step{{Position: c.Position, Do: scenario.Press, Text: scenario.LanguageKey}}, c.Steps...)
	}
	player := &scenario.Player{Call: c} // has noticed nothing, where the call cannot be made
	p.Err = l.Dial(ctx, &p, func(w *Sandbox) Caller {
		player.Environment = w
		return made(player)
	})
	p.noticed = player.Noticed()
	p.Took = time.Since(began)
	return p
}

// Caller plays a script, or finds out what could be one.
type Caller interface {
	exchange.Human
	Over() (next scenario.Do)
	Finish(ends func(end string) (got string, ok bool)) *scenario.Failure
}

// begin is when a script's call comes in.
func (l Runner) begin(c scenario.Call) (time.Time, error) {
	if c.At == "" {
		return l.at, nil
	}
	at, err := scenario.ParseInstant(c.At, l.menu.Tree.Zone)
	if err != nil {
		return at, scenario.Problem{Position: c.Position, Message: "at: write a time as 2026-03-02 10:00"}
	}
	return at, nil
}

// Dial makes a script's calls, and sees how they ended.
func (l Runner) Dial(ctx context.Context, p *Result, whose func(*Sandbox) Caller) error {
	undo := &cleanups{}
	defer undo.run()
	at, err := l.begin(p.Call)
	if err != nil {
		return err
	}
	if err := l.linesExist(p.Call); err != nil {
		return err
	}
	w, err := l.open(ctx, at, p.Call, undo)
	if err != nil {
		return err
	}
	if p.Often {
		if err := w.call(ctx, &exchange.Script{HangUp: true}); err != nil {
			return err
		}
	}
	who := whose(w)
	for next := scenario.CallAgain; next != ""; next = who.Over() {
		if err := w.reach(ctx, next, who); err != nil {
			return err
		}
	}
	if err := p.read(ctx, w.Store); err != nil {
		return err
	}
	p.Failure = who.Finish(func(end string) (string, bool) { return l.ended(p.Made, end) })
	if p.Failure == nil && p.broke != "" {
		p.Failure = &scenario.Failure{Position: p.Position, Want: "a menu that can go on", Got: p.broke}
	}
	return nil
}

// linesExist finds a line that a script closes and the menus do not have.
func (l Runner) linesExist(c scenario.Call) error {
	missing := func(at scenario.Position, line string) error {
		return scenario.Problem{Position: at, Message: fmt.Sprintf("the menus have no line %q to close; they have %s", line, strings.Join(slices.Sorted(maps.Keys(l.menu.Lines)), ", "))}
	}
	for _, line := range c.Closed {
		if l.menu.Lines[line] == nil {
			return missing(c.Position, line)
		}
	}
	for _, step := range c.Steps {
		if step.Do == scenario.Close && l.menu.Lines[step.Text] == nil {
			return missing(step.Position, step.Text)
		}
	}
	return nil
}

// read takes over what the store has of the calls.
func (p *Result) read(ctx context.Context, kept store.Store) error {
	for made, err := range kept.ListCalls(ctx, store.CallFilter{}) {
		if err != nil {
			return err
		}
		if p.Made.ID == "" { // the newest comes first
			p.Made = made
		}
		p.Path = slices.Concat(made.Path, p.Path)
		if err := p.readJournal(ctx, kept, made.ID); err != nil {
			return err
		}
	}
	return nil
}

// readJournal finds out whether the menu could go on throughout a call.
func (p *Result) readJournal(ctx context.Context, kept store.Store, call string) error {
	entries, err := kept.Journal(ctx, call)
	for _, entry := range entries {
		if failed, broke := entry.Event.(ivr.Failed); broke {
			p.broke = failed.Reason
		}
	}
	return err
}

// ended reports whether a call ended as a script says.
func (l Runner) ended(c ivr.Call, end string) (got string, ok bool) {
	if queue, is := strings.CutPrefix(end, "queue "); is {
		return cmp.Or(c.Queue, "no queue") + ", at " + c.Node, c.Queue == queue
	}
	if kind, is := strings.CutPrefix(end, "case "); is {
		return cmp.Or(strings.Join(casesOf(c), ", "), "no case") + ", at " + c.Node, c.Cases[ivr.CaseKind(kind)] != ""
	}
	if end == "goodbye" {
		return "at " + c.Node, l.saysGoodbye(c)
	}
	return string(c.Outcome), string(c.Outcome) == end
}

// saysGoodbye reports whether a call has come to a node behind which there is none.
func (l Runner) saysGoodbye(c ivr.Call) bool {
	place, known := l.menu.Tree.Nodes[c.Node]
	return known && len(place.Exits) == 0
}

// casesOf are the kinds of cases that a call has opened, in their order.
func casesOf(c ivr.Call) []string {
	var kinds []string
	for _, kind := range ivr.CaseKinds() {
		if c.Cases[kind] != "" {
			kinds = append(kinds, string(kind))
		}
	}
	return kinds
}

// numberOf is who calls in a script.
func numberOf(c scenario.Call) string {
	if c.From == "" {
		return demo.Caller
	}
	return c.From
}

// endOf returns how a call ended, in a script's words.
func (l Runner) endOf(p Result) string {
	kinds := casesOf(p.Made)
	switch {
	case len(kinds) > 0:
		return "case " + kinds[0]
	case p.Made.Outcome == ivr.Connected:
		return string(ivr.Connected)
	case p.Made.Outcome == ivr.Waited:
		return "queue " + p.Made.Queue
	case l.saysGoodbye(p.Made):
		return "goodbye"
	}
	return string(p.Made.Outcome)
}

// All plays scripts, as many at a time as the machine does at once, and returns their results in order.
func (l Runner) All(ctx context.Context, calls []scenario.Call) []Result {
	return Each(calls, func(_ int, c scenario.Call) Result { return l.Play(ctx, c) })
}
