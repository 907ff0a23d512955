package draft

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/trace"
)

// Search is the search for scripts that take the exits of a menu.
type Search struct {
	Menu  *menus.Menu
	Exits *check.Exits
	Play  func(context.Context, scenario.Call) Played
}

// Draft is a script, and the exits that it alone meets.
type Draft struct {
	scenario.Call
	Meets []check.Exit
}

// Missed is an exit to which no script was found.
type Missed struct {
	check.Exit
	Why string
}

// drafting is a search under way.
type drafting struct {
	Search
	calls  func(check.Exit) iter.Seq[trace.Call] // that leave a node by an exit, the plainest first
	wanted map[check.Exit]bool
	drafts []Draft
}

// Find drafts scripts for exits. Each was played, and meets its exits.
func (s Search) Find(ctx context.Context, exits []check.Exit) (drafts []Draft, missed []Missed) {
	d := drafting{Search: s, calls: s.Exits.Calls(customers()), wanted: map[check.Exit]bool{}}
	for _, x := range exits {
		d.wanted[x] = true
	}
	for _, x := range exits {
		if !d.wanted[x] || ctx.Err() != nil {
			continue
		}
		if why := d.find(ctx, x); why != "" {
			missed = append(missed, Missed{x, why})
		}
	}
	return d.drafts, missed
}

// find looks for a script that meets an exit. It returns why there is none, in words; "" where there is.
func (d *drafting) find(ctx context.Context, x check.Exit) (why string) {
	why = "no call of a customer of the demo's was found that leads there"
	for c := range d.calls(x) {
		script, err := read(c, d.zone())
		if err != nil {
			why = "no script can say it: " + err.Error()
			continue
		}
		if script.Name = "draft"; script.From == demo.Caller {
			script.From = "" // who calls in scripts that do not say
		}
		first := d.Play(ctx, script)
		if !slices.Contains(first.Taken, x) {
			why = otherwise(c, first.Taken)
			continue
		}
		if d.keep(ctx, expecting(d.Menu, script, first), x) {
			return ""
		}
		why = "nothing is said after it that a script could expect"
	}
	return why
}

// otherwise says where a call that was played went another way than the call that check found.
func otherwise(c trace.Call, taken []check.Exit) string {
	n := 0
	for _, one := range append(slices.Clone(c.After), c) {
		for _, s := range one.Steps {
			for _, p := range s.Result.Passed {
				switch {
				case n == len(taken):
					return fmt.Sprintf("the call that should lead there is over before %s", p.Node)
				case taken[n] != check.Exit{Node: p.Node, Name: p.Exit} && len(c.After) == 0:
					return fmt.Sprintf("the call that should lead there leaves %s by %s, not by %s", taken[n].Node, taken[n].Name, p.Exit)
				}
				n++
			}
		}
	}
	return "the call that should lead there goes elsewhere"
}

// keep plays a script with what it expects, and keeps it if it meets an exit.
func (d *drafting) keep(ctx context.Context, script scenario.Call, x check.Exit) bool {
	again := d.Play(ctx, script)
	if !again.Passes || !slices.Contains(again.Noticed, x) {
		return false
	}
	kept := Draft{Call: script}
	for _, met := range again.Noticed {
		if d.wanted[met] {
			delete(d.wanted, met)
			kept.Meets = append(kept.Meets, met)
		}
	}
	kept.Name = name(d.Menu, script, again.Taken)
	d.drafts = append(d.drafts, kept)
	return true
}

func (d *drafting) zone() *time.Location { return d.Menu.Tree.Zone }

// YAML writes drafts as a file of scripts.
func YAML(drafts []Draft) string {
	var b strings.Builder
	b.WriteString("# Drafts: calls for the exits that no script had met. Read them, and name them.\ncalls:\n")
	for _, d := range drafts {
		names := make([]string, len(d.Meets))
		for i, x := range d.Meets {
			names[i] = x.Node + " " + x.Name
		}
		b.WriteString("\n  # for " + strings.Join(names, ", ") + "\n" + d.Call.YAML())
	}
	return b.String()
}
