package twiml

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
// in check.go.
//
//go:generate sh -c "go run condense.go <$TWIML_GRAMMAR >grammar.json"
//go:embed grammar.json
var grammarFile []byte

// rule lists what one class of elements may have.
type rule struct {
	Text       bool
	Attributes map[string]string // "string", "integer", "boolean", or a|b|c; * before it: several
	Children   map[string]string // name to class
}

// grammar is keyed by class: <Sip> within Dial differs from <Sip> within Refer.
var grammar = sync.OnceValue(func() map[string]rule {
	rules := map[string]rule{}
	if err := json.Unmarshal(grammarFile, &rules); err != nil {
		return nil // a test reads the file; without rules every document is invalid
	}
	return rules
})

const rootClass = "VoiceResponse"

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
