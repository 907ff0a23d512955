package main

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
)

// replayCommand is `hotline replay`.
type replayCommand struct {
	New   string `arg:"" help:"The folder of the menu that recorded calls are to be replayed on; okpay for the built-in menus."`
	Since string `placeholder:"DATE" help:"Calls from then on: 2026-10-01, or 30d for the last thirty days; all when left out."`
	Until string `placeholder:"DATE" help:"Calls up to then."`
	JSON  bool   `help:"One line of JSON for each call that does not go as before, and one for the sum."`
}

// Work implements [storeCommand].
func (c *replayCommand) Work(ctx context.Context, o *office) error {
	after, err := c.menu(o)
	if err != nil {
		return err
	}
	filter, err := c.period(o.now(), after.Tree.Zone)
	if err != nil {
		return unreadable{err}
	}
	var tell func(replay.Outcome)
	if c.JSON {
		tell = func(x replay.Outcome) { _ = o.json(replayed(x)) } // a terminal that is gone shows nothing
	}
	defer debug.SetGCPercent(debug.SetGCPercent(checkGC))
	sum, err := replay.All(ctx, o.store.Journals(ctx, filter), keptMenus(o.store), after, tell)
	if err != nil {
		return err
	}
	return c.show(o, sum)
}

func (c *replayCommand) menu(o *office) (*menus.Menu, error) {
	if c.New == "okpay" {
		return loaded(menus.Load(okpay.FS))
	}
	return loaded(loadMenu(o.path(c.New)))
}

// keptMenus reads menus that calls began with from the store.
func keptMenus(s store.Calls) replay.Menus {
	return func(ctx context.Context, id string) (*menus.Menu, error) {
		revision, err := s.Revision(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading the menu %s: %w", id, err)
		}
		return menus.Load(folder(revision.Files))
	}
}

// period is the calls that are asked for.
func (c *replayCommand) period(now time.Time, zone *time.Location) (f store.CallFilter, err error) {
	if f.Since, err = moment("--since", c.Since, now, zone); err != nil {
		return f, err
	}
	f.Until, err = moment("--until", c.Until, now, zone)
	return f, err
}

// moment reads a date, an instant, or how long ago: 30d.
func moment(flag, text string, now time.Time, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	var days int
	if n, _ := fmt.Sscanf(text, "%dd", &days); n == 1 && strings.TrimLeft(text, "0123456789") == "d" && days < 100_000 {
		return now.AddDate(0, 0, -days), nil
	}
	at, err := parseInstant(text, zone)
	if err != nil {
		return at, fmt.Errorf("%s: write a date as 2026-10-01, or 30d for thirty days", flag)
	}
	return at, nil
}

// replayedCall is a call that does not go as before, for other programs.
type replayedCall struct {
	Call    string      `json:"call"`
	Fate    replay.Fate `json:"fate"`
	Node    string      `json:"node,omitempty"`
	Did     string      `json:"did,omitempty"`
	Before  string      `json:"before,omitempty"`
	After   string      `json:"after,omitempty"`
	Outcome ivr.Outcome `json:"outcome,omitempty"`
	Problem string      `json:"problem,omitempty"`
}

func replayed(o replay.Outcome) replayedCall {
	return replayedCall{o.Call, o.Fate, o.Step.Node, o.Step.Did, o.Step.Before, o.Step.After, o.Outcome, o.Problem}
}

func (c *replayCommand) show(o *office, s replay.Summary) error {
	if c.JSON {
		return o.json(map[string]any{"calls": s.Calls, "same": s.Fates[replay.Same], "words": s.Fates[replay.Words], "differ": s.Fates[replay.Differ], "broken": s.Fates[replay.Broken]})
	}
	var err error
	say := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(o.out, format+"\n", args...)
		}
	}
	say("%d calls: %d as before, %d the same way with other words, %d otherwise", s.Calls, s.Fates[replay.Same], s.Fates[replay.Words], s.Fates[replay.Differ])
	if n := s.Fates[replay.Broken]; n > 0 {
		say("%d cannot be replayed: their own menu is not kept, or broke off", n)
	}
	for _, g := range s.Groups {
		if g.Fate == replay.Broken {
			continue
		}
		say("")
		tellGroup(say, g)
	}
	return err
}

func tellGroup(say func(string, ...any), g replay.Group) {
	switch g.Fate {
	case replay.Differ:
		say("%d calls: at %s, who %s came to %s, and comes to %s", g.Calls, g.Step.Node, g.Step.Did, g.Step.Before, g.Step.After)
	default:
		say("%d calls: at %s, who %s hears other words at %s", g.Calls, g.Step.Node, g.Step.Did, g.Step.After)
	}
	say("  heard “%s”", short(g.Before))
	say("  hears “%s”", short(g.After))
	var became []string
	for _, outcome := range slices.Sorted(maps.Keys(g.Outcomes)) {
		became = append(became, fmt.Sprintf("%s %d", outcome, g.Outcomes[outcome]))
	}
	say("  ended then: %s", strings.Join(became, ", "))
	say("  as %s", strings.Join(g.Examples, " "))
}

// short is as much of a text as stands in a line.
func short(s string) string {
	runes := []rune(s)
	if len(runes) <= 100 {
		return s
	}
	return string(runes[:50]) + " … " + string(runes[len(runes)-50:])
}
