package replay

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/diff"
)

// Record is a call that does not go as before, for other programs.
type Record struct {
	Call     string      `json:"call"`
	Fate     Fate        `json:"fate"`
	Node     string      `json:"node,omitempty"`
	Did      string      `json:"did,omitempty"`
	Before   string      `json:"before,omitempty"`
	After    string      `json:"after,omitempty"`
	Outcome  ivr.Outcome `json:"outcome,omitempty"`
	Reworded bool        `json:"reworded,omitempty"` // had just heard other words, and might have done something else
	Assumed  bool        `json:"assumed,omitempty"`  // that nobody had closed a line by hand
	Problem  string      `json:"problem,omitempty"`
}

// Record is the outcome in a form for other programs.
func (o Outcome) Record() Record {
	return Record{o.Call, o.Fate, o.Step.Node, o.Step.Did, o.Step.Before, o.Step.After, o.Outcome, o.Reworded, o.Assumed, o.Problem}
}

// sumRecord is how many calls had which fate, for other programs.
type sumRecord struct {
	Calls  int `json:"calls"`
	Same   int `json:"same"`
	Words  int `json:"words"`
	Differ int `json:"differ"`
	Broken int `json:"broken"`
}

// Record is the summary in a form for other programs.
func (s Summary) Record() any {
	return sumRecord{s.Calls, s.Fates[Same], s.Fates[Words], s.Fates[Differ], s.Fates[Broken]}
}

// Text is what became of the recorded calls, for people.
func (s Summary) Text() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s: %d as before, %d the same way with other words, %d otherwise", calls(s.Calls), s.Fates[Same], s.Fates[Words], s.Fates[Differ])
	if n := s.Fates[Broken]; n > 0 {
		say("%d cannot be replayed: their own menu is not kept, or does not lead where the journal says", n)
	}
	if s.Fates[Words] > 0 {
		say("Who hears other words may do something else: that is not known. Here they do what they did.")
	}
	if s.Assumed > 0 {
		say("Of %s nobody asked then whether a line was closed by hand: here none was.", calls(s.Assumed))
	}
	for _, g := range s.Groups {
		if g.Fate != Broken {
			tellGroup(say, g)
		}
	}
	return b.String()
}

func tellGroup(say func(string, ...any), g Group) {
	say("")
	who := "who " + g.Step.Did
	if g.Step.Node != "" {
		who = "at " + g.Step.Node + ", " + who
	}
	who = calls(g.Calls) + ": " + who
	before, after := diff.InlineDiff(g.Before, g.After)
	switch {
	case g.Fate == Differ:
		say("%s came to %s, and comes to %s; from there on unknown", who, g.Step.Before, g.Step.After)
	case before == after:
		say("%s hears the same words at %s, in another voice or with other time to answer", who, g.Step.After)
	default:
		say("%s hears other words at %s", who, g.Step.After)
	}
	if g.Reworded > 0 {
		say("  %d of them hear other words before it, and may do something else", g.Reworded)
	}
	if before != after {
		say("  heard “%s”", short(before))
		say("  hears “%s”", short(after))
	}
	var became []string
	for _, outcome := range slices.Sorted(maps.Keys(g.Outcomes)) {
		became = append(became, fmt.Sprintf("%s %d", outcome, g.Outcomes[outcome]))
	}
	say("  ended then: %s", strings.Join(became, ", "))
	say("  as %s", strings.Join(g.Examples, " "))
}

func calls(n int) string {
	if n == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", n)
}

// short is as much of a text as stands in a line.
func short(s string) string {
	runes := []rune(s)
	if len(runes) <= 100 {
		return s
	}
	return string(runes[:50]) + " … " + string(runes[len(runes)-50:])
}
