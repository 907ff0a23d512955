package grammar

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// grammar.json lists the elements, attributes and values of TwiML. Its source is twilio-node's
// src/twiml/VoiceResponse.ts (MIT); the numbers, URLs and lengths that the typings do not express are
// in values.go.
//
//go:generate sh -c "go run condense.go <$TWIML_GRAMMAR >grammar.json"
//go:embed grammar.json
var file []byte

// Rule lists what one class of elements may have.
type Rule struct {
	Text       bool
	Attributes map[string]string // "string", "integer", "boolean", or a|b|c; * before it: several
	Children   map[string]string // name to class
}

// rules are keyed by class: <Sip> within Dial differs from <Sip> within Refer.
var rules = sync.OnceValue(func() map[string]Rule {
	all := map[string]Rule{}
	if err := json.Unmarshal(file, &all); err != nil {
		return nil // a test reads the file; without rules every document is invalid
	}
	return all
})

// RootClass is the class of a document's root, Response.
const RootClass = "VoiceResponse"

// Of returns the rule of a class; the zero Rule of an unknown one.
func Of(class string) Rule { return rules()[class] }

// Has reports whether elements of the class have an attribute.
func (r Rule) Has(attribute string) bool {
	_, ok := r.Attributes[attribute]
	return ok
}

// conforms reports whether a value is of a kind.
func conforms(kind, value string) bool {
	if several, ok := strings.CutPrefix(kind, "*"); ok {
		return !slices.ContainsFunc(strings.Fields(value), func(v string) bool { return !conforms(several, v) })
	}
	switch kind {
	case "string":
		return true
	case "boolean":
		return value == "true" || value == "false"
	case "integer":
		_, err := strconv.Atoi(value)
		return err == nil
	}
	return slices.Contains(strings.Split(kind, "|"), value)
}
