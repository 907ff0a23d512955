package draft

import (
	"slices"
	"strings"

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

// expecting returns a script that also expects what was heard when it was played: the first words after
// each step, and the end.
func expecting(m *menus.Menu, c scenario.Call, p Played) scenario.Call {
	steps := c.Steps
	c.Steps, c.End = nil, p.End
	if words, ok := firstWords(m, [][]string{p.Opening}, 0); ok && len(steps) == 0 {
		c.Steps = append(c.Steps, words)
	}
	for i, s := range steps {
		c.Steps = append(c.Steps, s)
		if i+1 < len(steps) && steps[i+1].Do == s.Do && s.Do == scenario.Silence {
			continue // until the last
		}
		if words, ok := firstWords(m, p.Heard, i); ok {
			c.Steps = append(c.Steps, words)
		}
	}
	return c
}

// firstWords expects the words heard first after a step that are not said everywhere: a sentence, or as
// much of one as is before its first comma where it is long, for what follows is often a number.
func firstWords(m *menus.Menu, heard [][]string, step int) (scenario.Step, bool) {
	if step >= len(heard) || len(heard[step]) == 0 {
		return scenario.Step{}, false
	}
	line := max(0, slices.IndexFunc(heard[step], func(line string) bool { return !everywhere(m, line) }))
	expected := scenario.Step{Do: scenario.Hear, Text: heard[step][line]}
	if line == 0 {
		expected.Do = scenario.HearFirst
	}
	if i := strings.IndexAny(expected.Text, "。！？?!"); i > 0 {
		expected.Text = expected.Text[:i]
	}
	if i := strings.IndexAny(expected.Text, "，："); i > 0 && len([]rune(expected.Text)) > longWords {
		expected.Text = expected.Text[:i]
	}
	return expected, true
}

// longWords is how long a sentence is, in letters, of which a part will do.
const longWords = 14

// everywhere reports whether a line is a phrase of the menu, and nothing of a node's.
func everywhere(m *menus.Menu, line string) bool {
	for _, text := range m.Tree.Phrases {
		for _, said := range text {
			if said == line {
				return true
			}
		}
	}
	return false
}
