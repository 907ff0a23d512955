package draft

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// Played is what came of a script.
type Played struct {
	Passes  bool
	Taken   []check.Exit // in order, in all its calls
	Noticed []check.Exit // those after which something comes that the script expects
	Opening []string     // what was heard before the first step
	Heard   [][]string   // after each step
	End     string       // how it ended, in a script's words
}

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
	Played bool // calls were found and played, and none came there
}

// drafting is a search under way.
type drafting struct {
	Search
	wanted map[check.Exit]bool
	drafts []Draft
}

// Find drafts scripts for exits. Each was played, and meets its exits.
func (s Search) Find(ctx context.Context, exits []check.Exit) (drafts []Draft, missed []Missed) {
	d := drafting{Search: s, wanted: map[check.Exit]bool{}}
	for _, x := range exits {
		d.wanted[x] = true
	}
	for _, x := range exits {
		if !d.wanted[x] || ctx.Err() != nil {
			continue
		}
		if found, played := d.find(ctx, x); !found {
			missed = append(missed, Missed{x, played})
		}
	}
	return d.drafts, missed
}

// maxPlayed is how many scripts are played for one exit.
const maxPlayed = 60

// find looks for a script that meets an exit; it reports whether one does, and whether any was played.
func (d *drafting) find(ctx context.Context, x check.Exit) (found, played bool) {
	n := 0
	for script := range d.candidates(x) {
		if n++; n > maxPlayed || ctx.Err() != nil {
			break
		}
		if script.Name = "draft"; script.From == demo.Caller {
			script.From = "" // who calls in scripts that do not say
		}
		first := d.Play(ctx, script)
		if played = true; !has(first.Taken, x) {
			continue
		}
		if d.keep(ctx, d.expecting(script, first), x) {
			return true, true
		}
	}
	return false, played
}

// keep plays a script with what it expects, and keeps it if it meets an exit.
func (d *drafting) keep(ctx context.Context, script scenario.Call, x check.Exit) bool {
	again := d.Play(ctx, script)
	if !again.Passes || !has(again.Noticed, x) {
		return false
	}
	kept := Draft{Call: script}
	for _, met := range again.Noticed {
		if d.wanted[met] {
			delete(d.wanted, met)
			kept.Meets = append(kept.Meets, met)
		}
	}
	kept.Name = d.name(script, again.Taken)
	d.drafts = append(d.drafts, kept)
	return true
}

func (d *drafting) zone() *time.Location { return d.Menu.Tree.Zone }

func has(list []check.Exit, x check.Exit) bool {
	for _, one := range list {
		if one == x {
			return true
		}
	}
	return false
}

func compare(a, b check.Exit) int {
	return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Name, b.Name))
}

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
