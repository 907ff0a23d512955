package studio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Limits of a flow: Studio's own schema allows 1000 states.
const (
	maxBytes   = 4 << 20
	maxWidgets = 1000
)

// flow is the part of a Studio flow that a call needs.
type flow struct {
	Description string   `json:"description"`
	Widgets     []widget `json:"states"`
	Initial     string   `json:"initial_state"`

	named  map[string]widget
	heeded map[string]bool // the widgets of code whose results callers notice
}

// widget is a state of the flow.
type widget struct {
	Name        string         `json:"name"`
	Type        string         `json:"type"`
	Transitions []transition   `json:"transitions"`
	Properties  map[string]any `json:"properties"`
}

// transition is where a widget leads after an event; Next is "" if nothing is wired.
type transition struct {
	Next       string      `json:"next"`
	Event      string      `json:"event"`
	Conditions []condition `json:"conditions"`
}

// The types of the widgets that other widgets depend on.
const (
	typeTrigger = "trigger"
	typeSay     = "say-play"
	typeGather  = "gather-input-on-call"
	typeSplit   = "split-based-on"
	typeConnect = "connect-call-to"
)

// parse reads a flow, or an answer of Studio's REST API that holds one.
func parse(data []byte) (flow, error) {
	if len(data) > maxBytes {
		return flow{}, errors.New("is larger than 4 MB: no flow of Studio's is")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors begin a file with it
	var wrapped struct {
		Definition json.RawMessage `json:"definition"`
	}
	if err := json.Unmarshal(data, &wrapped); err != nil {
		return flow{}, fmt.Errorf("is no JSON: %w; export the flow in Studio, by Show Flow JSON", err)
	}
	if len(wrapped.Definition) > 0 && string(wrapped.Definition) != "null" {
		data = wrapped.Definition
	}
	var f flow
	if err := json.Unmarshal(data, &f); err != nil {
		return flow{}, fmt.Errorf("is no flow of Studio's: %w", err)
	}
	switch {
	case len(f.Widgets) == 0:
		return flow{}, errors.New("has no states: it is no flow of Studio's; export the flow in Studio, by Show Flow JSON")
	case len(f.Widgets) > maxWidgets:
		return flow{}, fmt.Errorf("has %d widgets; a flow has at most %d", len(f.Widgets), maxWidgets)
	}
	return f, f.index()
}

// at returns the line and column where JSON becomes invalid, as "3:14"; the beginning if all of it is
// wrong.
func at(data []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return "1:1"
	}
	before := string(data[:min(max(int(syntax.Offset)-1, 0), len(data))])
	return fmt.Sprintf("%d:%d", strings.Count(before, "\n")+1, len(before)-strings.LastIndexByte(before, '\n'))
}

// index finds widgets by name; names must be unique.
func (f *flow) index() error {
	f.named = make(map[string]widget, len(f.Widgets))
	for i, w := range f.Widgets {
		if _, taken := f.named[w.Name]; taken || w.Name == "" {
			return fmt.Errorf("cannot be followed: widget %d has no name of its own (%q)", i+1, w.Name)
		}
		f.named[w.Name] = w
	}
	f.heeded = f.heededCode()
	return nil
}

// voice are the trigger's events that begin a call, the likeliest first.
var voice = []string{"incomingCall", "incomingRequest", "incomingParent"}

// first returns the widget that a call reaches first, and by which event; "" when no call comes in.
func (f *flow) first() (name, event string) {
	start := f.trigger()
	if start.Type != typeTrigger {
		return start.Name, ""
	}
	for _, event := range voice {
		if next := start.next(event); next != "" {
			return next, event
		}
	}
	return "", ""
}

func (f *flow) trigger() widget {
	if start, ok := f.named[f.Initial]; ok {
		return start
	}
	i := slices.IndexFunc(f.Widgets, func(w widget) bool { return w.Type == typeTrigger })
	if i < 0 {
		return widget{}
	}
	return f.Widgets[i]
}

// reached returns the widgets that can be reached from the given ones.
func (f *flow) reached(from ...string) map[string]bool {
	seen := map[string]bool{}
	for len(from) > 0 {
		name := from[0]
		from = from[1:]
		w, ok := f.named[name]
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		for _, t := range w.Transitions {
			from = append(from, t.Next)
		}
	}
	return seen
}

// next returns where the first wired event of some leads; "" is nowhere.
func (w widget) next(events ...string) string {
	for _, event := range events {
		for _, t := range w.Transitions {
			if t.Event == event && t.Next != "" {
				return t.Next
			}
		}
	}
	return ""
}

// has reports whether the flow names an event, wired or not.
func (w widget) has(event string) bool {
	return slices.ContainsFunc(w.Transitions, func(t transition) bool { return t.Event == event })
}

// text returns a property that is a text, a number or a boolean; "" when it is none.
func (w widget) text(name string) string {
	switch v := w.Properties[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case float64, bool:
		return fmt.Sprint(v)
	}
	return ""
}

// looksAt returns everything that a split reads, as templates.
func (w widget) looksAt() string {
	var all []string
	for _, t := range w.Transitions {
		for _, c := range t.Conditions {
			all = append(all, c.Arguments...)
		}
	}
	return w.text("input") + " " + strings.Join(all, " ")
}

// constants returns the variables that a widget sets to fixed texts.
func (w widget) constants() []setting {
	list, _ := w.Properties["variables"].([]any)
	var found []setting
	for _, item := range list {
		pair, _ := item.(map[string]any)
		key, _ := pair["key"].(string)
		value, ok := pair["value"].(string)
		if plain(key) != "" && ok && plain(value) == value && len(value) <= longestName && w.Type == "set-variables" {
			found = append(found, setting{key, value})
		}
	}
	return found
}

// comesBack reports whether a transition leads back to a widget without asking anything.
func (f *flow) comesBack(w widget, at string) bool {
	for range len(f.Widgets) {
		if at == w.Name {
			return true
		}
		via, ok := f.named[at]
		events := slices.Concat(quiet[via.Type], code[via.Type])
		if via.Type == typeSay {
			events = []string{"audioComplete"}
		}
		if !ok || len(events) == 0 {
			return false
		}
		at = via.next(events...)
	}
	return false
}

// peopleBehind reports whether a transition leads to a person without asking anything.
func (f *flow) peopleBehind(at string) bool {
	for range len(f.Widgets) {
		w, ok := f.named[at]
		switch w.Type {
		case typeConnect, "enqueue-call", "send-to-flex":
			return true
		case typeSay:
			at = w.next("audioComplete")
		default:
			at = w.next(slices.Concat(quiet[w.Type], code[w.Type])...)
		}
		if !ok || at == "" {
			return false
		}
	}
	return false
}
