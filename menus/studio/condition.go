package studio

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// condition is when a split takes a transition, by the types on Twilio's page of the widget Split Based
// On.
type condition struct {
	FriendlyName string   `json:"friendly_name"`
	Arguments    []string `json:"arguments"`
	Type         string   `json:"type"`
	Value        loose    `json:"value"`
}

// loose is a text that hand-written flows also give as a number or a boolean.
type loose string

// UnmarshalJSON implements [json.Unmarshaler].
func (l *loose) UnmarshalJSON(data []byte) error {
	var text string
	if data = bytes.TrimSpace(data); json.Unmarshal(data, &text) != nil {
		text = string(data)
	}
	*l = loose(text)
	return nil
}

// values returns the texts that a condition names: one, or those between commas.
func (c condition) values() []string {
	if !strings.Contains(c.Type, "any_of") {
		return []string{strings.TrimSpace(string(c.Value))}
	}
	var list []string
	for v := range strings.SplitSeq(string(c.Value), ",") {
		if v = strings.TrimSpace(v); v != "" {
			list = append(list, v)
		}
	}
	return list
}

// exact reports whether a condition names all the texts for which it holds.
func (c condition) exact() bool { return c.Type == "equal_to" || c.Type == "matches_any_of" }

// holds reports whether a condition holds for a text.
func (c condition) holds(text string) bool {
	if positive, negated := opposite[c.Type]; negated {
		c.Type = positive
		return !c.holds(text)
	}
	value := strings.TrimSpace(string(c.Value))
	switch c.Type {
	case "equal_to", "matches_any_of":
		return slices.ContainsFunc(c.values(), func(v string) bool { return strings.EqualFold(v, text) })
	case "contains":
		return strings.Contains(strings.ToLower(text), strings.ToLower(value))
	case "starts_with":
		return strings.HasPrefix(strings.ToLower(text), strings.ToLower(value))
	case "is_blank":
		return strings.TrimSpace(text) == ""
	case "regex":
		pattern, err := regexp.Compile(value)
		return err == nil && pattern.MatchString(text)
	}
	return c.compares(text, value)
}

// compares reports whether a condition on numbers holds.
func (c condition) compares(text, value string) bool {
	a, errA := strconv.ParseFloat(text, 64)
	b, errB := strconv.ParseFloat(value, 64)
	if errA != nil || errB != nil {
		return false
	}
	return c.Type == "less_than" && a < b || c.Type == "greater_than" && a > b
}

// opposite maps conditions to those that hold exactly when they do not.
var opposite = map[string]string{
	"not_equal_to": "equal_to", "does_not_match_any_of": "matches_any_of", "is_not_blank": "is_blank",
	"does_not_contain": "contains", "does_not_start_with": "starts_with",
}

// takes reports whether a transition is taken for a text: all its conditions hold.
func (t transition) takes(text string) bool {
	return t.Event == "match" && len(t.Conditions) > 0 &&
		!slices.ContainsFunc(t.Conditions, func(c condition) bool { return !c.holds(text) })
}

// goes returns where a split leads for a text: its noMatch when no condition holds.
func (w widget) goes(text string) string {
	for _, t := range w.Transitions {
		if t.takes(text) {
			return t.Next
		}
	}
	return w.next("noMatch")
}
