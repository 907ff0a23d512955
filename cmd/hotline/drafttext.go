package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/script"
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
	fmt.Fprintf(b, "\n  # for %s\n  - call: %s\n    at: %s\n", spelledOut(found), quoted(d.name(c)), c.At)
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
	b.WriteString("    steps:\n")
	for i := 0; i < len(c.Steps); {
		i = writeStep(b, found, i)
	}
	fmt.Fprintf(b, "    end: %s\n", c.End)
}

func spelledOut(found draft) string {
	var list []string
	for _, exit := range found.fresh {
		list = append(list, exit.Node+" "+exit.Name)
	}
	return strings.Join(list, ", ")
}

// writeStep writes a step, and those that do the same; and what is heard then. It
// gives the step after them.
func writeStep(b *strings.Builder, found draft, i int) int {
	steps := found.Steps
	end := i + 1
	for end < len(steps) && steps[end] == steps[i] {
		end++
	}
	step := steps[i]
	switch times := end - i; {
	case step.Do == script.Press:
		fmt.Fprintf(b, "      - press: %s\n", quoted(strings.TrimSpace(strings.Repeat(step.Text+" ", times))))
	case step.Do == script.Wait:
		fmt.Fprintf(b, "      - wait: %s\n", strings.TrimSuffix(step.For.String(), "0s"))
	case step.Text != "":
		fmt.Fprintf(b, "      - %s: %s\n", step.Do, quoted(step.Text))
	case times > 1:
		fmt.Fprintf(b, "      - %s: %d\n", step.Do, times)
	default:
		fmt.Fprintf(b, "      - %s\n", step.Do)
	}
	if words := firstWords(found.heard, end-1); words != "" {
		fmt.Fprintf(b, "      - hear: %s\n", quoted(words))
	}
	return end
}

// firstWords are those heard first after a step: a sentence, or as much of one as
// is before its first comma where it is long, for what follows is often a number.
func firstWords(heard [][]string, step int) string {
	if step >= len(heard) || len(heard[step]) == 0 {
		return ""
	}
	words := heard[step][0]
	if i := strings.IndexAny(words, "。！？.!?"); i > 0 {
		words = words[:i]
	}
	if runes := []rune(words); len(runes) > longWords {
		if i := strings.IndexAny(words, "，,:：{"); i > 0 {
			return words[:i]
		}
		return string(runes[:longWords])
	}
	return words
}

// longWords is how long a sentence is, in letters, of which a part will do.
const longWords = 40

// quoted is a text as YAML reads it back.
func quoted(s string) string {
	if s == "" || strings.ContainsAny(s, "#:\"'{}[]*&!|>%@`,+") || strings.Trim(s, "0123456789. -") == "" {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return s
}

// name says in plain words what a draft is about.
func (d *drafting) name(c script.Call) string { return "A draft" }
