// Package studio turns a voice flow of Twilio Studio into a menu: a folder of
// YAML that loads, and a list of what could not be carried over.
//
// A flow is read as Studio exports it (www.twilio.com/docs/studio, "Flow
// definition"): states, each a widget with transitions by event. Where a flow
// hangs up because nothing is wired, so does the menu: check then tells of it.
package studio

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// What a flow may hold at most; Studio's own limits are lower.
const (
	maxBytes  = 4 << 20
	maxStates = 2000
)

// flow is a Studio flow as far as a call needs it.
type flow struct {
	Description string  `json:"description"`
	States      []state `json:"states"`
	Initial     string  `json:"initial_state"`
}

type state struct {
	Name        string         `json:"name"`
	Type        string         `json:"type"`
	Transitions []transition   `json:"transitions"`
	Properties  map[string]any `json:"properties"`
}

type transition struct {
	Next       string      `json:"next"`
	Event      string      `json:"event"`
	Conditions []condition `json:"conditions"`
}

type condition struct {
	FriendlyName string   `json:"friendly_name"`
	Arguments    []string `json:"arguments"`
	Type         string   `json:"type"`
	Value        string   `json:"value"`
}

// parse reads a flow, or an answer of Studio's REST API that holds one.
func parse(data []byte) (flow, error) {
	var f flow
	if len(data) > maxBytes {
		return f, errors.New("is larger than 4 MB: no flow of Studio's is")
	}
	var wrapped struct {
		Definition json.RawMessage `json:"definition"`
	}
	if err := json.Unmarshal(data, &wrapped); err != nil {
		return f, fmt.Errorf("is no JSON: %w; export the flow from Studio: Flow, Show Flow JSON", err)
	}
	if len(wrapped.Definition) > 0 && string(wrapped.Definition) != "null" {
		data = wrapped.Definition
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("is no flow of Studio's: %w", err)
	}
	switch {
	case len(f.States) == 0:
		return f, errors.New("has no states: it is no flow of Studio's")
	case len(f.States) > maxStates:
		return f, fmt.Errorf("has %d states; at most %d can be carried over", len(f.States), maxStates)
	}
	return f, f.check()
}

// check tells of states without a name, and of two of one name.
func (f flow) check() error {
	seen := map[string]bool{}
	for i, s := range f.States {
		if s.Name == "" || seen[s.Name] {
			return fmt.Errorf("state %d has no name of its own (%q)", i+1, s.Name)
		}
		seen[s.Name] = true
	}
	return nil
}

func (f flow) state(name string) (state, bool) {
	for _, s := range f.States {
		if s.Name == name {
			return s, true
		}
	}
	return state{}, false
}

// first is the widget that a call comes to first; "" when no call comes in.
func (f flow) first() string {
	start, ok := f.state(f.Initial)
	if !ok {
		for _, s := range f.States {
			if s.Type == "trigger" {
				start = s
			}
		}
	}
	if start.Type != "trigger" {
		return start.Name
	}
	for _, event := range []string{"incomingCall", "incomingRequest", "incomingParent"} {
		if next := start.next(event); next != "" {
			return next
		}
	}
	return ""
}

// next is where an event leads; "" is nowhere: Studio hangs up.
func (s state) next(events ...string) string {
	for _, event := range events {
		for _, t := range s.Transitions {
			if t.Event == event && t.Next != "" {
				return t.Next
			}
		}
	}
	return ""
}

// wired tells whether the flow knows an event at all.
func (s state) wired(event string) bool {
	for _, t := range s.Transitions {
		if t.Event == event {
			return true
		}
	}
	return false
}

// text is a property that is a text; "" when it is none.
func (s state) text(name string) string {
	switch v := s.Properties[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return fmt.Sprint(v)
	case bool:
		return fmt.Sprint(v)
	}
	return ""
}
