package main

import (
	"fmt"
	"strings"
	"time"
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

func (c *testCommand) showCoverage(con console, cover coverage, scripts, failed int, took time.Duration) error {
	met := cover.all - len(cover.missing)
	if c.JSON {
		return con.json(map[string]any{
			"scripts": scripts, "failed": failed, "exits": cover.all, "met": met, "missing": spelled(cover.missing), "nobodys": spelled(cover.nobodys),
		})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d scripts, %d failed, in %s; %d of %d exits met (%d%%)\n", scripts, failed, took.Round(time.Millisecond), met, cover.all, cover.percent())
	for _, m := range cover.missing {
		fmt.Fprintf(&b, "%s: no script leaves %s by %s\n", m.at, m.Node, m.Name)
	}
	if len(cover.nobodys) > 0 {
		fmt.Fprintf(&b, "not counted, for no caller can come by here: %s\n", strings.Join(spelled(cover.nobodys), ", "))
	}
	_, err := fmt.Fprint(con.out, b.String())
	return err
}
