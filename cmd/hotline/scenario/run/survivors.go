package run

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// show writes how many Mutants the scripts noticed, and lists the others.
func (m *Mutants) show(b *strings.Builder) {
	fmt.Fprintf(b, "%d exits led elsewhere, %d times, in %s: scripts notice %d of %d (%d%%)\n",
		len(m.exits), m.tried, m.took.Round(time.Millisecond), m.killed(), m.tried, m.Percent())
	for _, s := range m.survivors {
		fmt.Fprintf(b, "%s: %s\n", s.exit.at, s)
	}
	for _, exit := range m.unlike {
		fmt.Fprintf(b, "%s: %s.%s cannot be led elsewhere: no other node sounds different\n", exit.at, exit.Node, exit.Name)
	}
	for _, group := range m.twins {
		fmt.Fprintf(b, "no caller can tell these apart, so none was put for another (same words, same keys, same ways on): %s\n", strings.Join(group, ", "))
	}
}

// String returns the mutant that no script notices, and the script that should.
func (t trial) String() string {
	script := t.scripts()[0]
	also := ""
	if more := len(t.taken) - 1; more > 0 {
		also = fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%s.%s → %s instead of %s: no script notices; “%s” takes it (%s)%s", t.Node, t.Exit, t.To, t.Right, script.Name, script.Position, also)
}

// scripts are those that take the exit, in the order of their files.
func (t trial) scripts() []Result {
	return slices.SortedFunc(slices.Values(t.taken), func(a, b Result) int { return a.Position.Compare(b.Position) })
}

// survivorSummary is a mutant that no script noticed.
type survivorSummary struct {
	Node    string   `json:"node"`
	Exit    string   `json:"exit"`
	Right   string   `json:"right"`
	To      string   `json:"to"`
	At      string   `json:"at"`
	Scripts []string `json:"scripts"`
}

// Record is what came of the Mutants, as other programs read it.
func (m *Mutants) Record() map[string]any {
	survivors := make([]survivorSummary, len(m.survivors))
	for i, x := range m.survivors {
		survivors[i] = survivorSummary{Node: x.Node, Exit: x.Exit, Right: x.Right, To: x.To, At: x.exit.at.String()}
		for _, script := range x.scripts() {
			survivors[i].Scripts = append(survivors[i].Scripts, script.Position.String()+": "+script.Name)
		}
	}
	return map[string]any{
		"exits": len(m.exits), "mutants": m.tried, "killed": m.killed(), "percent": m.Percent(),
		"survivors": survivors, "no_other_sounds_different": spelled(m.unlike), "alike_to_callers": m.twins,
	}
}
