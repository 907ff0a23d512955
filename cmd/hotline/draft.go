package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/menus/check"
)

// Scripts for exits that none meets are found in two steps. A survey goes, for
// each kind of caller, from every spot where one can stand, by everything that can
// be done there. Then stories are put together: the shortest way to a spot from
// which an exit is open that none has met, and on from there as long as more such
// exits are near.

// kindsOfCallers are those for whom a survey is made, in turn: what one has met,
// the next need not.
var kindsOfCallers = []scenario.Call{
	{At: "2026-03-02 10:00", Agents: scenario.Busy},
	{At: "2026-03-02 22:00"},
	{At: "2026-03-02 10:00"},
	{At: "2026-03-02 10:00", Agents: scenario.Away},
	{At: "2026-03-02 17:55", Agents: scenario.Busy},
	{At: "2026-03-02 22:00", Agents: scenario.NoAnswer},
	{At: "2026-03-02 22:00", Agents: scenario.Away},
	{At: "2026-03-02 10:00", From: "anonymous", Agents: scenario.Busy},
	{At: "2026-03-02 22:00", From: "anonymous", Agents: scenario.Away},
	{At: "2026-03-02 10:00", From: "+8613800000002", Agents: scenario.Busy},
	{At: "2026-03-02 10:00", From: "+8613800000003"},
	{At: "2026-03-02 22:00", From: "+8613800000003"},
	{At: "2026-03-02 10:00", From: "+8613800000004", Agents: scenario.Busy},
	{At: "2026-03-02 10:00", From: "+8613800000005", Agents: scenario.Busy},
	{At: "2026-03-02 10:00", From: "+8613900000001"},
	{At: "2026-03-02 10:00", Often: true, Agents: scenario.Busy},
	{At: "2026-03-02 10:00", Agents: scenario.Busy, Steps: []scenario.Step{{Do: scenario.Fail, Text: string(scenario.Cases)}}},
	{At: "2026-03-02 22:00", Agents: scenario.Away, Steps: []scenario.Step{{Do: scenario.Fail, Text: string(scenario.Cases)}}},
	{At: "2026-03-02 22:00", From: "anonymous", Agents: scenario.Away, Steps: []scenario.Step{{Do: scenario.Fail, Text: string(scenario.Cases)}}},
}

// drafting is the search for scripts that meet what none has met.
type drafting struct {
	runner
	wanted map[check.Exit]bool
	found  []draft
}

// draft is a script that was found, and what it alone has met.
type draft struct {
	scenario.Call
	deeds []deed
	heard [][]string // after each step that does something
	fresh []check.Exit
}

// writeDrafts drafts scripts for exits that no script meets, and says how many there are.
func (c *testCommand) writeDrafts(ctx context.Context, l runner, con console, missing []unmet) error {
	file := con.path(c.WriteMissing)
	if kept, err := os.Stat(file); err == nil && kept.Size() > 0 {
		return fmt.Errorf("--write-missing: %s is there already; name a new file", c.WriteMissing)
	}
	left, err := l.draft(ctx, file, missing)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.err, "%s: drafts for %d exits; for %d none was found\n", c.WriteMissing, len(missing)-left, left)
	return err
}

// draft writes scripts for exits that no script meets; it tells how many are left.
func (l runner) draft(ctx context.Context, file string, missing []unmet) (left int, err error) {
	d := drafting{runner: l, wanted: map[check.Exit]bool{}}
	for _, m := range missing {
		d.wanted[m.Exit] = true
	}
	for _, c := range kindsOfCallers {
		if len(d.wanted) == 0 {
			break
		}
		s := newSurvey(&d, c)
		s.explore(ctx)
		s.tell(ctx)
		s.trouble(ctx)
		s.tell(ctx)
		s.repeat(ctx)
		s.crowd(ctx)
	}
	var b strings.Builder
	b.WriteString("# Drafts: calls for the exits that no script had met. Read them, and name them.\ncalls:\n")
	for _, found := range d.found {
		d.write(&b, found)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // nor is their folder
		return 0, fmt.Errorf("--write-missing: %w", err)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil { //nolint:gosec // scripts are no secret
		return 0, fmt.Errorf("--write-missing: %w", err)
	}
	return len(d.wanted), ctx.Err()
}
