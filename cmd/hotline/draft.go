package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Callers without a plan look for the nodes; then, from each node that one of
// them has come to, every exit is tried that no script has met.
const (
	explorations = 280
	rounds       = 6
)

// kindsOfCallers are those that explorers are, in turn.
var kindsOfCallers = []script.Call{
	{At: "2026-03-02 10:00"}, {At: "2026-03-02 22:00"}, {At: "2026-03-02 10:00", From: "anonymous"}, {At: "2026-03-02 22:00", From: "anonymous"},
	{At: "2026-03-02 10:00", Lookups: "fail"}, {At: "2026-03-02 22:00", Agents: "nobody"}, {At: "2026-03-02 10:00", From: "+8613900000999"},
}

// way is how some caller came to a node: what they did before.
type way struct {
	script.Call
	steps []script.Step
}

// drafting is the search for scripts that meet what none has met.
type drafting struct {
	lab
	wanted map[[2]string]bool
	ways   map[string][]way
	found  strings.Builder
}

// draft writes scripts for exits that no script meets.
func (l lab) draft(ctx context.Context, file string, cover coverage) error {
	d := drafting{lab: l, wanted: map[[2]string]bool{}, ways: map[string][]way{}}
	for _, m := range cover.missing {
		d.wanted[[2]string{m.node, m.exit}] = true
	}
	for i := range explorations {
		c := kindsOfCallers[i%len(kindsOfCallers)]
		e := &script.Explorer{Random: rand.New(rand.NewPCG(uint64(i), 1)), After: (i / 7) % 9, Then: []string{"", "8", "0", "1", "2"}[i%5]} //nolint:gosec // no secret
		if err := d.explore(ctx, c, e); err != nil {
			return err
		}
	}
	for range rounds {
		if d.everywhere(ctx) == 0 {
			break
		}
	}
	head := "# Drafts: the exits that no script had met. Read them, name them, and say what else\n# must be heard.\ncalls:\n"
	if err := os.WriteFile(file, []byte(head+d.found.String()), 0o644); err != nil { //nolint:gosec // scripts are no secret
		return fmt.Errorf("--write-missing: %w", err)
	}
	return nil
}

// everywhere tries, from every node that somebody came to, what leads on; it tells
// how many exits that has met.
func (d *drafting) everywhere(ctx context.Context) int {
	before := len(d.wanted)
	for _, name := range slices.Sorted(maps.Keys(d.ways)) {
		for _, exit := range slices.Sorted(maps.Keys(d.menu.Tree.Nodes[name].Exits)) {
			for _, from := range d.ways[name] {
				for _, steps := range d.leaving(name, exit) {
					if d.wanted[[2]string{name, exit}] && ctx.Err() == nil {
						d.try(ctx, from, steps)
					}
				}
			}
		}
	}
	return before - len(d.wanted)
}

// leaving are the things to do at a node to leave it by an exit, one after the other.
func (d *drafting) leaving(name, exit string) [][]script.Step {
	typed := d.menu.Tree.Nodes[name].Kind == "collect" || d.menu.Tree.Nodes[name].Kind == "verify"
	press := func(keys string, times int) []script.Step {
		return slices.Repeat([]script.Step{{Do: "press", Text: keys}}, times)
	}
	switch {
	case exit == "no_input":
		return [][]script.Step{slices.Repeat([]script.Step{{Do: "silence"}}, 4)}
	case exit == "no_match" && typed:
		return [][]script.Step{press("12#", 4)}
	case exit == "no_match":
		return [][]script.Step{press("8", 4)}
	case exit == ivr.ExitPerson && typed:
		return [][]script.Step{press("0#", 1)}
	case exit == ivr.ExitPerson:
		return [][]script.Step{press("0", 1)}
	case len(exit) == 1 && exit >= "1" && exit <= "9":
		return [][]script.Step{press(exit, 1)}
	}
	return append(d.typedTries(), slices.Repeat([]script.Step{{Do: "silence"}}, 8), press("1", 2), press("2", 3), press("code", 1), press("000000", 3), []script.Step{{Do: "say", Text: "请回电"}})
}

// typedTries are numbers that the demo's caller may type.
func (d *drafting) typedTries() [][]script.Step {
	var tries [][]script.Step
	for _, id := range demoNumbers {
		tries = append(tries, []script.Step{{Do: "press", Text: id + "#"}})
	}
	return tries
}

// demoNumbers are transactions of the demo's caller, and one that nobody has.
var demoNumbers = []string{"20261001", "20261002", "20261003", "20261004", "20261005", "20261006", "99999999"}

// try plays a way and what comes after it; what it meets that none had met is
// written down.
func (d *drafting) try(ctx context.Context, from way, more []script.Step) {
	c := from.Call
	c.Steps = append(slices.Clone(from.steps), more...)
	c.Name = "draft"
	made, journal, err := d.make(ctx, c, nil)
	if err != nil {
		return
	}
	d.learn(c, made, journal)
}

// explore lets a caller without a plan call.
func (d *drafting) explore(ctx context.Context, c script.Call, e *script.Explorer) error {
	for _, id := range demoNumbers {
		e.Typed = append(e.Typed, id+"#")
	}
	made, journal, err := d.make(ctx, c, e)
	if err != nil {
		return err
	}
	c.Steps, _ = e.Steps()
	d.learn(c, made, journal)
	return nil
}

// make makes a call: a script's, or an explorer's.
func (d *drafting) make(ctx context.Context, c script.Call, e *script.Explorer) (ivr.Call, []store.Entry, error) {
	undo := &cleanups{}
	defer undo.run()
	at, err := d.begin(c)
	if err != nil {
		return ivr.Call{}, nil, err
	}
	kept, t, err := d.laboratory(ctx, at, c, undo)
	if err != nil {
		return ivr.Call{}, nil, err
	}
	if e == nil {
		p := played{Call: c}
		d.dial(ctx, &p, t, kept)
	} else {
		from := callerOf(c)
		e.Code = lastCodeOf(t, from)
		if _, err := t.exchange.Call(ctx, from, t.number, e); err != nil {
			return ivr.Call{}, nil, err
		}
	}
	for call, err := range kept.ListCalls(ctx, store.CallFilter{Limit: 1}) {
		if err != nil {
			return call, nil, err
		}
		journal, err := kept.Journal(ctx, call.ID)
		return call, journal, err
	}
	return ivr.Call{}, nil, errors.New("no call was made")
}

func callerOf(c script.Call) string {
	if c.From == "" {
		return demo.Caller
	}
	return c.From
}

// mostWays is how many ways to a node are kept: of callers who differ.
const mostWays = 4

// learn notes the exits that a call has met, and the ways to its nodes.
func (d *drafting) learn(c script.Call, made ivr.Call, journal []store.Entry) {
	done := 0
	for _, e := range journal {
		switch e.Event.(type) {
		case ivr.Input, ivr.WaitKey, ivr.Recorded:
			if done <= len(c.Steps) && d.newWay(e.Node, c) {
				d.ways[e.Node] = append(d.ways[e.Node], way{c, slices.Clone(c.Steps[:done])})
			}
			done++
		}
	}
	c.Steps = c.Steps[:min(done, len(c.Steps))] // what was to be done after the call was over
	var fresh []string
	for _, p := range made.Path {
		if met := [2]string{p.Node, p.Exit}; d.wanted[met] {
			delete(d.wanted, met)
			fresh = append(fresh, p.Node+" "+p.Exit)
		}
	}
	if len(fresh) > 0 {
		writeDraft(&d.found, c, fresh)
	}
}

// newWay tells whether a caller of that kind has not come to a node before.
func (d *drafting) newWay(node string, c script.Call) bool {
	ways := d.ways[node]
	return len(ways) < mostWays && !slices.ContainsFunc(ways, func(w way) bool {
		return w.At == c.At && w.From == c.From && w.Lookups == c.Lookups && w.Agents == c.Agents
	})
}

// codePatience is how long, in real time, a code may be on its way: it leaves with
// the step that wanted it.
const codePatience = 150 * time.Millisecond

// lastCodeOf is the code of the last text message.
func lastCodeOf(t *trunk, to string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, codePatience)
		defer cancel()
		return t.mailbox(to).code(ctx)
	}
}

func writeDraft(b *strings.Builder, c script.Call, fresh []string) {
	slices.Sort(fresh)
	fmt.Fprintf(b, "  - call: %q\n    at: %s\n", "By way of "+strings.Join(slices.Compact(fresh), ", "), c.At)
	for _, x := range []struct{ key, value string }{{"from", c.From}, {"agents", c.Agents}, {"lookups", c.Lookups}} {
		if x.value != "" {
			fmt.Fprintf(b, "    %s: %q\n", x.key, x.value)
		}
	}
	fmt.Fprintf(b, "    meets: [%s]\n    steps:\n", strings.Join(slices.Compact(fresh), ", "))
	for _, s := range c.Steps {
		if s.Text == "" {
			fmt.Fprintf(b, "      - %s\n", s.Do)
			continue
		}
		fmt.Fprintf(b, "      - %s: %q\n", s.Do, s.Text)
	}
}
