package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// group matches one group of a line of keys: a word with a text in quotes, or anything without a space.
var group = regexp.MustCompile(`[a-z-]+:"[^"]*"|[a-z-]+:'[^']*'|"[a-z-]+:[^"]*"|'[a-z-]+:[^']*'|\S+`)

// shorthands are the short forms of steps in a line of keys.
var shorthands = map[string]Do{"-": Silence, "bye": HangUp}

// ParseKeys reads what a caller does from one line, a group for each thing: keys and code as press
// takes them, - for silence, bye to hang up, and any other step of a script that the caller does or
// that happens, with : before its value and - for the spaces in its name: say:WORDS, wait:5m,
// fail-once:lookups, call-back. A text with spaces is in quotes, or has + for them: say:press+two.
func ParseKeys(line string) ([]Step, error) {
	var steps []Step
	for _, text := range group.FindAllString(line, -1) {
		read, err := parser{}.group(text)
		if err != nil {
			return nil, fmt.Errorf("key group %q: %w", text, err)
		}
		steps = append(steps, read...)
	}
	return steps, nil
}

func (p parser) group(text string) ([]Step, error) {
	text = strings.Trim(text, `"'`)
	scalar := func(value string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: value} }
	if do, short := shorthands[text]; short {
		return []Step{{Do: do}}, nil
	}
	if strings.Trim(text, "0123456789*#") == "" || text == Code {
		return p.pressed(Step{Do: Press}, scalar(text))
	}
	name, value, with := strings.Cut(text, ":")
	name, value = strings.ReplaceAll(name, "-", " "), spaced(value)
	if w, known := find(wordsOfSteps, name); !known || !w.inKeys() {
		return nil, fmt.Errorf("write keys 0-9 * #, -, code, bye, or one of: %s", strings.Join(wordsInKeys(), ", "))
	}
	n := scalar(name)
	if with {
		n = &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{scalar(name), scalar(value)}}
	}
	steps, err := p.step(n)
	if wrong := (Problem{}); errors.As(err, &wrong) {
		return nil, errors.New(wrong.Message)
	}
	return steps, err
}

// spaced returns a value without its quotes, or with spaces in place of +.
func spaced(value string) string {
	if bare := strings.Trim(value, `"'`); bare != value {
		return bare
	}
	return strings.ReplaceAll(value, "+", " ")
}

// inKeys reports whether a line of keys may contain a step: not one that only expects something, nor
// press, whose keys are written alone.
func (w word) inKeys() bool {
	switch Do(w.name) {
	case Hear, HearFirst, NotHear, Texted, Press:
		return false
	}
	return true
}

// wordsInKeys returns those steps as a line of keys writes them.
func wordsInKeys() []string {
	var list []string
	for _, w := range wordsOfSteps {
		if !w.inKeys() {
			continue
		}
		name := strings.ReplaceAll(w.name, " ", "-")
		if w.takes != nothing && w.takes != times {
			name += ":…"
		}
		list = append(list, name)
	}
	return list
}
