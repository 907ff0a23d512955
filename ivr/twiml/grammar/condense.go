//go:build ignore

// Condense reads a grammar of TwiML, as extracted from the typings of twilio-node (MIT), and writes the
// facts that package grammar knows:
//
//	go run condense.go <twiml-grammar.json >grammar.json
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"
)

type attribute struct {
	Type string
	Enum []string
	List bool
}

type element struct {
	Attributes map[string]attribute
	Text       bool
	Children   []string
}

type rule struct {
	Text       bool              `json:"text,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Children   map[string]string `json:"children,omitempty"`
}

// missing are attributes that the documentation has and the typings lack.
var missing = map[string][]string{
	"Dial|Dial":     {"callReason", "passports"},
	"Client|Client": {"clientNotificationUrl"},
}

func main() {
	var in struct{ Elements map[string]element }
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		log.Fatal(err)
	}
	out := map[string]rule{}
	for key, e := range in.Elements {
		_, class, _ := strings.Cut(key, "|")
		r := rule{Text: e.Text, Attributes: map[string]string{}, Children: map[string]string{}}
		for name, a := range e.Attributes {
			r.Attributes[name] = kind(a)
		}
		for _, name := range missing[key] {
			r.Attributes[name] = "string"
		}
		for _, child := range e.Children {
			name, class, _ := strings.Cut(child, "|")
			r.Children[name] = class
		}
		out[class] = r
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		log.Fatal(err)
	}
}

// kind returns "string", "integer", "boolean", or the values themselves; a star before it allows
// several, separated by blanks.
func kind(a attribute) string {
	k := a.Type
	if len(a.Enum) > 0 {
		k = strings.Join(a.Enum, "|")
	}
	if a.List {
		k = "*" + k
	}
	return k
}
