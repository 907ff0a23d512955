package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// runner is where callers' scripts are played: for each a hotline of its own, with
// the demo's ledger, on an exchange whose clock takes no time.
type runner struct {
	settings  config.Settings
	menu      *menus.Menu
	at        time.Time // for scripts that name no time
	snapshots *snapshots
}

func newLab(s config.Settings, menu *menus.Menu, at time.Time) runner {
	return runner{settings: s, menu: menu, at: at, snapshots: newSnapshots(menu)}
}

// played is what came of a script.
type played struct {
	scenario.Call
	failure *scenario.Failure
	passed  []ivr.Transition // in all its calls
	noticed time.Time        // what was passed later, the script does not notice
	made    ivr.Call         // the last
	broke   string           // why the menu could not go on; "" where it could
	took    time.Duration
	err     error
}

// play runs one script.
func (l runner) play(ctx context.Context, c scenario.Call) played {
	return l.playBy(ctx, c, func(p *scenario.Player) caller { return p })
}

// playBy runs one script, with whoever is made of its caller.
func (l runner) playBy(ctx context.Context, c scenario.Call, made func(*scenario.Player) caller) played {
	began := time.Now()
	p := played{Call: c}
	if c.Language == "en-US" {
		c.Steps = append([]scenario.Step{{Position: c.Position, Do: scenario.Press, Text: languageKey}}, c.Steps...)
	}
	player := &scenario.Player{Call: c} // has noticed nothing, where the call cannot be made
	p.err = l.dial(ctx, &p, func(w *sandbox) caller {
		player.Environment = w
		return made(player)
	})
	p.noticed = player.Noticed()
	p.took = time.Since(began)
	return p
}

// caller plays a script, or finds out what could be one.
type caller interface {
	exchange.Human
	Over() (next scenario.Do)
	Finish(ends func(end string) (got string, ok bool)) *scenario.Failure
}

// begin is when a script's call comes in.
func (l runner) begin(c scenario.Call) (time.Time, error) {
	if c.At == "" {
		return l.at, nil
	}
	at, err := parseInstant(c.At, l.menu.Tree.Zone)
	if err != nil {
		return at, scenario.Problem{Position: c.Position, Message: "at: write a time as 2026-03-02 10:00"}
	}
	return at, nil
}

// dial makes a script's calls, and sees how they ended.
func (l runner) dial(ctx context.Context, p *played, whose func(*sandbox) caller) error {
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
	if err := p.read(ctx, w.kept); err != nil {
		return err
	}
	p.failure = who.Finish(func(end string) (string, bool) { return l.ended(p.made, end) })
	if p.failure == nil && p.broke != "" {
		p.failure = &scenario.Failure{Position: p.Position, Want: "a menu that can go on", Got: p.broke}
	}
	return nil
}

// linesExist finds a line that a script closes and the menus do not have.
func (l runner) linesExist(c scenario.Call) error {
	missing := func(at scenario.Position, line string) error {
		return scenario.Problem{Position: at, Message: fmt.Sprintf("the menus have no line %q to close; they have %s", line, lineNames(l.menu))}
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
func (p *played) read(ctx context.Context, kept store.Store) error {
	for made, err := range kept.ListCalls(ctx, store.CallFilter{}) {
		if err != nil {
			return err
		}
		if p.made.ID == "" { // the newest comes first
			p.made = made
		}
		p.passed = slices.Concat(made.Path, p.passed)
		if err := p.readJournal(ctx, kept, made.ID); err != nil {
			return err
		}
	}
	return nil
}

// readJournal finds out whether the menu could go on throughout a call.
func (p *played) readJournal(ctx context.Context, kept store.Store, call string) error {
	entries, err := kept.Journal(ctx, call)
	for _, entry := range entries {
		if failed, broke := entry.Event.(ivr.Failed); broke {
			p.broke = failed.Reason
		}
	}
	return err
}

// ended reports whether a call ended as a script says.
func (l runner) ended(c ivr.Call, end string) (got string, ok bool) {
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
func (l runner) saysGoodbye(c ivr.Call) bool {
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
func (l runner) endOf(p played) string {
	kinds := casesOf(p.made)
	switch {
	case len(kinds) > 0:
		return "case " + kinds[0]
	case p.made.Outcome == ivr.Connected:
		return string(ivr.Connected)
	case p.made.Outcome == ivr.Waited:
		return "queue " + p.made.Queue
	case l.saysGoodbye(p.made):
		return "goodbye"
	}
	return string(p.made.Outcome)
}
