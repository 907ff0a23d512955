package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// YAML writes a call as [Parse] reads it, as an item of the list of calls.
func (c Call) YAML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "  - call: %s\n", quoted(c.Name))
	for _, k := range []struct{ key, value string }{
		{"at", c.At}, {"from", c.From}, {"language", c.Language}, {"agents", string(c.Agents)}, {"closed", strings.Join(c.Closed, " ")},
	} {
		if k.value != "" {
			fmt.Fprintf(&b, "    %s: %s\n", k.key, quoted(k.value))
		}
	}
	if c.Waiting > 0 {
		fmt.Fprintf(&b, "    waiting: %d\n", c.Waiting)
	}
	if c.Often {
		b.WriteString("    often: true\n")
	}
	steps := c.Steps
	for _, what := range c.Failing { // a call has one that fails from the beginning; the others are steps
		steps = slices.Insert(slices.Clone(steps), 0, Step{Do: Fail, Text: string(what)})
	}
	if len(steps) > 0 {
		b.WriteString("    steps:\n")
	}
	for _, run := range alike(steps) {
		b.WriteString("      - " + asYAML(run) + "\n")
	}
	if c.End != "" {
		fmt.Fprintf(&b, "    end: %s\n", c.End)
	}
	return b.String()
}

// alike splits steps into runs that one line writes: keys in a row, or one thing done several times.
func alike(steps []Step) [][]Step {
	var runs [][]Step
	for _, s := range steps {
		last := len(runs) - 1
		if last >= 0 && runs[last][0].Do == s.Do && (s.Do == Press || s.Do == Silence || s.Do == Again) {
			runs[last] = append(runs[last], s)
			continue
		}
		runs = append(runs, []Step{s})
	}
	return runs
}

func asYAML(run []Step) string {
	switch s := run[0]; {
	case s.Do == Press:
		groups := make([]string, len(run))
		for i, s := range run {
			groups[i] = s.Text
		}
		return "press: " + quoted(strings.Join(groups, " "))
	case s.Do == Wait:
		return "wait: " + brief(s.For)
	case s.Text != "":
		return string(s.Do) + ": " + quoted(s.Text)
	case len(run) > 1:
		return fmt.Sprintf("%s: %d", s.Do, len(run))
	default:
		return string(s.Do)
	}
}

// quoted writes a text as YAML reads it back.
func quoted(s string) string {
	if _, err := time.Parse("2006-01-02 15:04", s); err == nil {
		return s
	}
	if s == "" || strings.ContainsAny(s, "#:\"'{}[]*&!|>%@`,+") || strings.Trim(s, "0123456789. -") == "" {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return s
}

// Keys writes steps as one line that [ParseKeys] reads.
func Keys(steps []Step) string {
	groups := make([]string, len(steps))
	for i, s := range steps {
		groups[i] = asGroup(s)
	}
	return strings.Join(groups, " ")
}

func asGroup(s Step) string {
	name := strings.ReplaceAll(string(s.Do), " ", "-")
	switch {
	case s.Do == Silence:
		return "-"
	case s.Do == HangUp:
		return "bye"
	case s.Do == Press:
		return s.Text
	case s.Do == Wait:
		return name + ":" + brief(s.For)
	case s.Do == Say || s.Do == Mumble:
		return name + ":'" + s.Text + "'"
	case s.Text != "":
		return name + ":" + s.Text
	}
	return name
}
