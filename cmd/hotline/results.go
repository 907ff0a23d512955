package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/okpay/hotline/menus/check"
)

// testResult is a script's result as other programs read it.
type testResult struct {
	Call   string   `json:"call"`
	File   string   `json:"file"`
	Passed bool     `json:"passed"`
	Want   string   `json:"want,omitempty"`
	Got    string   `json:"got,omitempty"`
	At     string   `json:"at,omitempty"`
	Told   []string `json:"told,omitempty"`
	Error  string   `json:"error,omitempty"`
}

// show prints a script's result; one that passed is worth no line to a reader.
func (c *testCommand) show(con console, r played) error {
	if c.JSON {
		x := testResult{Call: r.Name, File: r.Position.String(), Passed: r.passes()}
		if f := r.failure; f != nil {
			x.Want, x.Got, x.At, x.Told = f.Want, f.Got, f.Position.String(), f.Call
		}
		if r.err != nil {
			x.Error = r.err.Error()
		}
		return con.json(x)
	}
	if r.passes() {
		return nil
	}
	_, err := fmt.Fprint(con.out, r.told())
	return err
}

func (p played) passes() bool { return p.failure == nil && p.err == nil }

// toldLines is how much of a call is shown.
const toldLines = 40

// told is a script that failed: the call up to there, line by line, and what
// should have come.
func (p played) told() string {
	switch {
	case p.passes():
		return ""
	case p.err != nil:
		return fmt.Sprintf("%s: %s: %v\n", p.Position, p.Name, p.err)
	}
	f := p.failure
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", f.Position, p.Name)
	before := max(0, len(f.Call)-toldLines)
	if before > 0 {
		fmt.Fprintf(&b, "    … %d lines before\n", before)
	}
	for _, line := range f.Call[before:] {
		fmt.Fprintf(&b, "    %s\n", line)
	}
	fmt.Fprintf(&b, "  ✗ expected: %s\n    but came: %s\n", f.Want, f.Got)
	return b.String()
}

// testReport is all that `hotline test` has found.
type testReport struct {
	results []played
	took    time.Duration
	mutants *mutants // nil when exits were not led elsewhere
	cover   coverage
}

// failed counts the scripts that failed.
func (r testReport) failed() int {
	failed := 0
	for _, result := range r.results {
		if !result.passes() {
			failed++
		}
	}
	return failed
}

// noticed says, of the exits that were led elsewhere, whether the scripts noticed.
func (r testReport) noticed() map[check.Exit]bool {
	if r.mutants == nil {
		return nil
	}
	return r.mutants.noticed
}

// summarize prints what comes after the scripts' results.
func (c *testCommand) summarize(con console, r testReport) error {
	if c.JSON {
		return con.json(r.forPrograms())
	}
	var b strings.Builder
	met := r.cover.all - len(r.cover.missing)
	fmt.Fprintf(&b, "%d scripts, %d failed, in %s; %d of %d exits met (%d%%)\n", len(r.results), r.failed(), r.took.Round(time.Millisecond), met, r.cover.all, r.cover.percent())
	switch {
	case r.mutants != nil:
		r.mutants.show(&b)
	case c.Mutate:
		b.WriteString("no exit was led elsewhere: scripts fail, and so cannot tell a wrong menu from a right one\n")
	}
	r.cover.show(&b, r.noticed())
	_, err := fmt.Fprint(con.out, b.String())
	return err
}

// show lists the exits that are not met, but for those listed as survivors.
func (c coverage) show(b *strings.Builder, tried map[check.Exit]bool) {
	for _, m := range c.missing {
		if _, survived := tried[m.Exit]; !survived {
			fmt.Fprintf(b, "%s: %s\n", m.at, m.why())
		}
	}
	if len(c.nobodys) > 0 {
		fmt.Fprintf(b, "not counted, for no caller can come by here: %s\n", strings.Join(spelled(c.nobodys), ", "))
	}
}

// forPrograms is the last line for other programs. It is a map, so that a count of
// nothing is there too.
func (r testReport) forPrograms() map[string]any {
	summary := map[string]any{
		"scripts": len(r.results), "failed": r.failed(), "exits": r.cover.all, "met": r.cover.all - len(r.cover.missing),
		"missing": spelled(r.cover.missing), "nobodys": spelled(r.cover.nobodys),
	}
	if r.mutants != nil {
		summary["mutation"] = r.mutants.forPrograms()
	}
	return summary
}
