// Package script is the language in which operators write what callers do and
// must hear, and the caller who plays it on the exchange.
package script

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Call is one caller's script.
type Call struct {
	Name     string
	Position Position
	At       string // when it comes in, on the menus' clock: 2026-03-02 10:00
	From     string // E.164, or anonymous; the demo's caller when left out
	Language string // en-US presses the language key first
	Agents   string // how the people on duty behave: answer, nobody, busy
	Lookups  string // fail: the ledger cannot be asked
	Steps    []Step
	End      string // queue NAME, case KIND, connected, or an outcome: served, callback, message
	EndAt    Position
	Meets    []string // exits that the call must come through: "main 1"
}

// Step is one thing that the caller does, or must hear.
type Step struct {
	Position Position
	Do       string // hear, not_hear, press, say, silence, sms, hang_up
	Text     string
}

// Position is a place in a file of scripts.
type Position struct {
	File         string
	Line, Column int
}

// String gives "file:line:column".
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Problem is something in a file of scripts that cannot stand.
type Problem struct {
	Position
	Message string
}

// Error gives "file:line:column: message".
func (p Problem) Error() string { return p.Position.String() + ": " + p.Message }

// steps are what a step may be.
var steps = []string{"hear", "not_hear", "press", "say", "silence", "sms", "hang_up"}

var fields = []string{"call", "at", "from", "language", "agents", "lookups", "steps", "end", "meets"}

// Parse reads a file of scripts. Its error is a [Problem], the first one.
func Parse(file string, data []byte) (calls []Call, err error) {
	defer func() {
		if p, ok := recover().(Problem); ok {
			calls, err = nil, p
		}
	}()
	p := parser{file}
	var document yaml.Node
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, Problem{Position{file, 1, 1}, err.Error()}
	}
	if err := loader.Load(&document); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, Problem{Position{file, 1, 1}, "is no YAML: " + first + "; check its quotes and indentation"}
	}
	return p.calls(&document), nil
}

// parser panics with a Problem, which Parse returns.
type parser struct{ file string }

func (p parser) wrong(n *yaml.Node, format string, args ...any) {
	panic(Problem{Position{p.file, max(n.Line, 1), max(n.Column, 1)}, fmt.Sprintf(format, args...)})
}

func (p parser) at(n *yaml.Node) Position { return Position{p.file, n.Line, n.Column} }

func (p parser) calls(n *yaml.Node) []Call {
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || n.Content[0].Value != "calls" || n.Content[1].Kind != yaml.SequenceNode {
		p.wrong(n, "is no file of scripts; it begins with calls: and a list")
	}
	var list []Call
	for _, item := range n.Content[1].Content {
		list = append(list, p.call(item))
	}
	return list
}

func (p parser) call(n *yaml.Node) Call {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, "is no call; write call: and what it is about")
	}
	c := Call{Position: p.at(n)}
	for i := 0; i+1 < len(n.Content); i += 2 {
		p.field(&c, n.Content[i], n.Content[i+1])
	}
	switch {
	case c.Name == "":
		p.wrong(n, "has no name; add call: and what it is about")
	case len(c.Steps) == 0 && c.End == "" && len(c.Meets) == 0:
		p.wrong(n, "says neither steps nor end, so it can never fail; add one")
	}
	return c
}

func (p parser) field(c *Call, key, value *yaml.Node) {
	if key.Value == "steps" {
		c.Steps = p.steps(value)
		return
	}
	if key.Value == "meets" {
		c.Meets = p.meets(value)
		return
	}
	if value.Kind != yaml.ScalarNode {
		p.wrong(value, "%s is one text", key.Value)
	}
	switch key.Value {
	case "call":
		c.Name = value.Value
	case "at":
		c.At = value.Value
	case "from":
		c.From = value.Value
	case "language":
		c.Language = p.oneOf(value, "zh-CN", "en-US")
	case "agents":
		c.Agents = p.oneOf(value, "answer", "nobody", "busy")
	case "lookups":
		c.Lookups = p.oneOf(value, "fail")
	case "end":
		c.End, c.EndAt = value.Value, p.at(value)
	default:
		p.wrong(key, "unknown key %q; there are: %s", key.Value, strings.Join(fields, ", "))
	}
}

func (p parser) meets(n *yaml.Node) []string {
	if n.Kind != yaml.SequenceNode {
		p.wrong(n, "meets is a list of a node and an exit each: [main 1, main person]")
	}
	var list []string
	for _, item := range n.Content {
		if len(strings.Fields(item.Value)) != 2 {
			p.wrong(item, "write a node and its exit, as main 1")
		}
		list = append(list, item.Value)
	}
	return list
}

func (p parser) oneOf(n *yaml.Node, known ...string) string {
	if !slices.Contains(known, n.Value) {
		p.wrong(n, "%q is none of %s", n.Value, strings.Join(known, ", "))
	}
	return n.Value
}

func (p parser) steps(n *yaml.Node) []Step {
	if n.Kind != yaml.SequenceNode {
		p.wrong(n, "steps is a list: each on a line that begins with -")
	}
	var list []Step
	for _, item := range n.Content {
		list = append(list, p.step(item))
	}
	return list
}

func (p parser) step(n *yaml.Node) Step {
	s := Step{Position: p.at(n), Do: strings.ReplaceAll(n.Value, " ", "_")}
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[1].Kind == yaml.ScalarNode {
		s.Do, s.Text = strings.ReplaceAll(n.Content[0].Value, " ", "_"), n.Content[1].Value
	}
	bare := s.Do == "silence" || s.Do == "hang_up"
	switch {
	case !slices.Contains(steps, s.Do):
		p.wrong(n, "is no step; there are: hear: …, not hear: …, press: …, say: …, sms: …, silence, hang up")
	case !bare && s.Text == "":
		p.wrong(n, "%s needs words or keys after it", s.Do)
	case s.Do == "press" && s.Text != "code" && strings.Trim(s.Text, "0123456789*#") != "":
		p.wrong(n, "press %q: keys are 0 to 9, * and #, or code for the digits of the last text message", s.Text)
	}
	return s
}
