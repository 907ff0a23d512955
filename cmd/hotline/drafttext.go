package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
)

func inOrderOf[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// transactionsOf are the demo's of the account with a number.
func transactionsOf(number string) []string {
	var list []string
	account := ""
	for row := range demo.Rows(time.Time{}) {
		switch {
		case row.Account != nil && row.Account.Phone.Reveal() == number:
			account = row.Account.ID.Reveal()
		case row.Transaction != nil && account != "" && row.Transaction.Account.Reveal() == account:
			list = append(list, row.Transaction.ID.Reveal())
		}
	}
	return list
}

// write writes a draft: what the caller does, with what is heard first wherever
// that leads.
func (d *drafting) write(b *strings.Builder, found draft) {
	c := found.Call
	fmt.Fprintf(b, "\n  # for %s\n  - call: %s\n    at: %s\n", spelledOut(found), quoted(d.name(found)), c.At)
	for _, x := range []struct{ key, value string }{{"from", c.From}, {"agents", string(c.Agents)}} {
		if x.value != "" {
			fmt.Fprintf(b, "    %s: %s\n", x.key, quoted(x.value))
		}
	}
	if c.Waiting > 0 {
		fmt.Fprintf(b, "    waiting: %d\n", c.Waiting)
	}
	if c.Often {
		b.WriteString("    often: true\n")
	}
	writeMoves(b, found, d.firstWords)
	fmt.Fprintf(b, "    end: %s\n", c.End)
}

// writeMoves writes what is done, and what is heard then.
func writeMoves(b *strings.Builder, found draft, heard func([][]string, int) scenario.Step) {
	if len(found.Steps) == 0 {
		return
	}
	b.WriteString("    steps:\n")
	at := len(found.Steps) - len(stepsOf(found.deeds))
	writeMove(b, found.Steps[:at], scenario.Step{})
	for _, d := range found.deeds {
		if at += len(d.steps); len(d.steps) > 0 {
			writeMove(b, d.steps, heard(found.heard, at-1))
		}
	}
}

func spelledOut(found draft) string {
	var list []string
	for _, exit := range found.fresh {
		list = append(list, exit.Node+" "+exit.Name)
	}
	return strings.Join(list, ", ")
}

// writeMove writes steps that are done in a row, and what is heard then.
func writeMove(b *strings.Builder, steps []scenario.Step, heard scenario.Step) {
	for i := 0; i < len(steps); {
		end := i + 1
		for end < len(steps) && steps[end].Do == steps[i].Do {
			end++
		}
		writeSteps(b, steps[i:end])
		i = end
	}
	if heard.Text != "" {
		writeSteps(b, []scenario.Step{heard})
	}
}

// writeSteps writes steps of one kind.
func writeSteps(b *strings.Builder, steps []scenario.Step) {
	switch step := steps[0]; {
	case step.Do == scenario.Press:
		var keys []string
		for _, s := range steps {
			keys = append(keys, s.Text)
		}
		fmt.Fprintf(b, "      - press: %s\n", quoted(strings.Join(keys, " ")))
	case step.Do == scenario.Wait:
		fmt.Fprintf(b, "      - wait: %s\n", strings.TrimSuffix(step.For.String(), "0s"))
	case step.Text != "":
		fmt.Fprintf(b, "      - %s: %s\n", step.Do, quoted(step.Text))
	case len(steps) > 1:
		fmt.Fprintf(b, "      - %s: %d\n", step.Do, len(steps))
	default:
		fmt.Fprintf(b, "      - %s\n", step.Do)
	}
}

// firstWords expects the words heard first after a step that are not said everywhere: a
// sentence, or as much of one as is before its first comma where it is long, for what
// follows is often a number.
func (d *drafting) firstWords(heard [][]string, step int) scenario.Step {
	if step >= len(heard) || len(heard[step]) == 0 {
		return scenario.Step{}
	}
	line := max(0, slices.IndexFunc(heard[step], func(line string) bool { return !d.everywhere(line) }))
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
	return expected
}

// longWords is how long a sentence is, in letters, of which a part will do.
const longWords = 14

// everywhere reports whether a line is a phrase of the menu, and nothing of a node's.
func (d *drafting) everywhere(line string) bool {
	for _, text := range d.menu.Tree.Phrases {
		for _, said := range text {
			if said == line {
				return true
			}
		}
	}
	return false
}

// quoted is a text as YAML reads it back.
func quoted(s string) string {
	if s == "" || strings.ContainsAny(s, "#:\"'{}[]*&!|>%@`,+") || strings.Trim(s, "0123456789. -") == "" {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return s
}
