package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/menus"
)

// Parse reads a file of scripts. Its error is the first [Problem].
func Parse(file string, data []byte) ([]Call, error) {
	p := parser{file}
	var document yaml.Node
	if err := yaml.Load(data, &document); err != nil {
		wrong := menus.NotYAML(file, data, err)[0]
		return nil, Problem{Position{file, wrong.Line, wrong.Column}, wrong.Message}
	}
	return p.calls(&document)
}

// parser reads the nodes of one file.
type parser struct{ file string }

func (p parser) at(n *yaml.Node) Position { return Position{p.file, max(n.Line, 1), max(n.Column, 1)} }

func (p parser) wrong(n *yaml.Node, format string, args ...any) error {
	return Problem{p.at(n), fmt.Sprintf(format, args...)}
}

func (p parser) calls(n *yaml.Node) ([]Call, error) {
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || n.Content[0].Value != "calls" || n.Content[1].Kind != yaml.SequenceNode {
		return nil, p.wrong(n, "is no file of scripts; it begins with calls: and a list")
	}
	return each(n.Content[1].Content, p.call)
}

// each reads every node of a list, up to the first error.
func each[T any](nodes []*yaml.Node, read func(*yaml.Node) (T, error)) ([]T, error) {
	list := make([]T, 0, len(nodes))
	for _, n := range nodes {
		item, err := read(n)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, nil
}

func (p parser) call(n *yaml.Node) (Call, error) {
	c := Call{Position: p.at(n)}
	if n.Kind != yaml.MappingNode {
		return c, p.wrong(n, "is no call; write call: and what it is about")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if twice(n.Content, i) {
			return c, p.wrong(n.Content[i], "%s is there twice; keep one", n.Content[i].Value)
		}
		if err := p.key(&c, n.Content[i], n.Content[i+1]); err != nil {
			return c, err
		}
	}
	switch {
	case c.Name == "":
		return c, p.wrong(n, "has no name; add call: and what it is about")
	case len(c.Steps) == 0 && c.End == "":
		return c, p.wrong(n, "says neither steps nor end, so it can never fail; add one")
	}
	return c, nil
}

// twice reports whether a key occurs before its index already.
func twice(content []*yaml.Node, key int) bool {
	for i := 0; i < key; i += 2 {
		if content[i].Value == content[key].Value {
			return true
		}
	}
	return false
}

// key reads one key of a call.
func (p parser) key(c *Call, key, value *yaml.Node) error {
	w, known := find(keysOfACall, key.Value)
	if !known {
		return p.wrong(key, "unknown key %q; %s", key.Value, menus.Instead(key.Value, names(keysOfACall)))
	}
	if w.takes == list {
		return p.steps(c, value)
	}
	count, err := p.value(w, value)
	if err != nil {
		return err
	}
	switch w.name {
	case "call":
		c.Name = value.Value
	case "at":
		c.At = value.Value
	case "from":
		c.From = value.Value
	case "language":
		c.Language = value.Value
	case "agents":
		c.Agents = Agents(value.Value)
	case "waiting":
		c.Waiting = count
	case "often":
		c.Often = value.Value == "true"
	case "closed":
		c.Closed = strings.Fields(value.Value)
	case "failing":
		c.Failing = []Failing{Failing(value.Value)}
	case "end":
		c.End, c.EndAt = value.Value, p.at(value)
	}
	return nil
}

// value checks the value of a word; a number is returned.
func (p parser) value(w word, n *yaml.Node) (count int, err error) {
	if n.Kind != yaml.ScalarNode {
		return 0, p.wrong(n, "%s is one text", w.name)
	}
	switch w.takes {
	case words:
		if strings.TrimSpace(n.Value) == "" {
			return 0, p.wrong(n, "%s needs words after it", w.name)
		}
	case choice:
		if !slices.Contains(w.values, n.Value) {
			return 0, p.wrong(n, "%s: %q is none of: %s", w.name, n.Value, strings.Join(w.values, ", "))
		}
	case yes:
		if n.Value != "true" && n.Value != "false" {
			return 0, p.wrong(n, "%s is true or false", w.name)
		}
	case times:
		if count, err = strconv.Atoi(n.Value); err != nil || count < 1 || count > mostTimes {
			return 0, p.wrong(n, "%s: write how many, 1 to %d", w.name, mostTimes)
		}
	case ending:
		if !isEnding(n.Value) {
			return 0, p.wrong(n, "%q is no end; a call ends in queue NAME, case KIND, %s", n.Value, strings.Join(endings, ", "))
		}
	}
	return count, nil
}

// mostTimes limits repetitions.
const mostTimes = 1000

func (p parser) steps(c *Call, n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode {
		return p.wrong(n, "steps is a list: each on a line that begins with -")
	}
	steps, err := each(n.Content, p.step)
	c.Steps = slices.Concat(steps...)
	return err
}

// step reads a step; one that is done several times gives as many steps.
func (p parser) step(n *yaml.Node) ([]Step, error) {
	name, value := n, &yaml.Node{Kind: yaml.ScalarNode, Line: n.Line, Column: n.Column}
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		name, value = n.Content[0], n.Content[1]
	}
	w, known := find(wordsOfSteps, name.Value)
	if !known || name.Kind != yaml.ScalarNode {
		return nil, p.wrong(n, "%q is no step; %s", name.Value, menus.Instead(name.Value, names(wordsOfSteps)))
	}
	s := Step{Position: p.at(n), Do: Do(w.name), Text: value.Value}
	bare := name == n
	switch w.takes {
	case nothing:
		if !bare {
			return nil, p.wrong(n, "%s stands alone, with nothing after it", w.name)
		}
		return []Step{s}, nil
	case times:
		return p.repeated(w, s, value, bare)
	case keys:
		return p.pressed(s, value)
	case length:
		return p.waited(s, value)
	}
	_, err := p.value(w, value)
	return []Step{s}, err
}

func (p parser) repeated(w word, s Step, value *yaml.Node, bare bool) ([]Step, error) {
	if s.Text = ""; bare {
		return []Step{s}, nil
	}
	count, err := p.value(w, value)
	return slices.Repeat([]Step{s}, count), err
}

// pressed reads groups of keys, each for one prompt.
func (p parser) pressed(s Step, value *yaml.Node) ([]Step, error) {
	groups := strings.Fields(value.Value)
	if value.Kind != yaml.ScalarNode || len(groups) == 0 {
		return nil, p.wrong(value, "press needs keys after it: 2, or 2 1 code 20261001#")
	}
	steps := make([]Step, len(groups))
	for i, group := range groups {
		if group != Code && strings.Trim(group, "0123456789*#") != "" {
			return nil, p.wrong(value, "press %q: keys are 0 to 9, * and #, or code for the digits of the last text message", group)
		}
		steps[i] = s
		steps[i].Text = group
	}
	return steps, nil
}

// Code stands for the digits of the last text message.
const Code = "code"

func (p parser) waited(s Step, value *yaml.Node) ([]Step, error) {
	var err error
	if s.For, err = time.ParseDuration(value.Value); err != nil || s.For <= 0 || s.For > longest {
		return nil, p.wrong(value, "wait: write how long, 30s or 5m; an hour at most")
	}
	return []Step{s}, nil
}
