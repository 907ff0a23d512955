package run

import (
	"fmt"
	"strings"
	"time"

	"github.com/okpay/hotline/menus/check"
)

// record is a script's result as other programs read it.
type record struct {
	Call   string   `json:"call"`
	File   string   `json:"file"`
	Passed bool     `json:"passed"`
	Want   string   `json:"want,omitempty"`
	Got    string   `json:"got,omitempty"`
	At     string   `json:"at,omitempty"`
	Told   []string `json:"told,omitempty"`
	Error  string   `json:"error,omitempty"`
}

// Record is the result as other programs read it.
func (p Result) Record() any {
	x := record{Call: p.Name, File: p.Position.String(), Passed: p.Passes()}
	if f := p.Failure; f != nil {
		x.Want, x.Got, x.At, x.Told = f.Want, f.Got, f.Position.String(), f.Call
	}
	if p.Err != nil {
		x.Error = p.Err.Error()
	}
	return x
}

// Passes reports whether all came that the script expects.
func (p Result) Passes() bool { return p.Failure == nil && p.Err == nil }

// toldLines is how much of a call is shown.
const toldLines = 40

// Text is a script that failed: the call up to there, line by line, and what
// should have come.
func (p Result) Text() string {
	switch {
	case p.Passes():
		return ""
	case p.Err != nil:
		return fmt.Sprintf("%s: %s: %v\n", p.Position, p.Name, p.Err)
	}
	f := p.Failure
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

// Report is all that `hotline test` has found.
type Report struct {
	Results []Result
	Took    time.Duration
	Mutants *Mutants // nil when exits were not led elsewhere
	Cover   Coverage
}

// Failed counts the scripts that failed.
func (r Report) Failed() int {
	failed := 0
	for _, result := range r.Results {
		if !result.Passes() {
			failed++
		}
	}
	return failed
}

// Fails reports whether a script fails, or notices too little: some menu in which an exit leads elsewhere,
// or less than the percentage of exits that must be met.
func (r Report) Fails(cover int) bool {
	return r.Failed() > 0 || r.Mutants != nil && len(r.Mutants.survivors) > 0 || r.Cover.Percent() < cover
}

// Noticed says, of the exits that were led elsewhere, whether the scripts noticed.
func (r Report) Noticed() map[check.Exit]bool {
	if r.Mutants == nil {
		return nil
	}
	return r.Mutants.noticed
}

// Summary is what comes after the scripts' results, for people.
func (r Report) Summary() string {
	var b strings.Builder
	met := r.Cover.all - len(r.Cover.Missing)
	fmt.Fprintf(&b, "%d scripts, %d failed, in %s; %d of %d exits met (%d%%)\n", len(r.Results), r.Failed(), r.Took.Round(time.Millisecond), met, r.Cover.all, r.Cover.Percent())
	if r.Mutants != nil {
		r.Mutants.show(&b)
	}
	r.Cover.show(&b, r.Noticed())
	return b.String()
}

// show lists the exits that are not met, but for those listed as survivors.
func (c Coverage) show(b *strings.Builder, tried map[check.Exit]bool) {
	for _, m := range c.Missing {
		if _, survived := tried[m.Exit]; !survived {
			fmt.Fprintf(b, "%s: %s\n", m.at, m.why())
		}
	}
	if len(c.nobodys) > 0 {
		fmt.Fprintf(b, "not counted, for no caller can come by here: %s\n", strings.Join(spelled(c.nobodys), ", "))
	}
}

// Record is the last line for other programs. It is a map, so that a count of
// nothing is there too.
func (r Report) Record() map[string]any {
	summary := map[string]any{
		"scripts": len(r.Results), "failed": r.Failed(), "exits": r.Cover.all, "met": r.Cover.all - len(r.Cover.Missing),
		"missing": spelled(r.Cover.Missing), "nobodys": spelled(r.Cover.nobodys),
	}
	if r.Mutants != nil {
		summary["mutation"] = r.Mutants.Record()
	}
	return summary
}
