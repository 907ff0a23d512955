package menus

import (
	"strings"

	"github.com/invopop/jsonschema"
	"github.com/okpay/hotline/ivr/node"
	"go.yaml.in/yaml/v4"
)

// snippet is a node that an editor offers to insert, as VS Code's YAML extension takes it.
type snippet struct {
	Label       string `json:"label"`
	Description string `json:"description"`
	Body        any    `json:"body"`
}

// snippets returns each kind's own example.
func (s *schemer) snippets() []snippet {
	var list []snippet
	for _, k := range node.Kinds() {
		var body map[string]any
		if err := yaml.Load([]byte(k.Example), &body); err != nil {
			continue // a test loads every example
		}
		list = append(list, snippet{k.Name, s.say(k.Doc), body})
	}
	return list
}

// sections restricts the names of the sections whose names are fixed, for editors to complete.
func (s *schemer) sections(root *jsonschema.Schema) {
	said, terms := map[string]string{}, map[string]string{}
	for _, p := range node.Phrases() {
		said[p.Name] = s.say(p.Doc)
	}
	for _, k := range node.Kinds() {
		for _, v := range k.Values {
			for _, term := range v.Terms {
				terms[term] = s.say(v.Doc)
			}
		}
	}
	for _, language := range spokenLanguages {
		terms["language."+language] = ""
	}
	only(root, "phrases", said)
	only(root, "terms", terms)
	only(root, "hear", unexplained(heard))
	only(root, "budget", unexplained(budgets))
}

func unexplained(names []string) map[string]string {
	docs := make(map[string]string, len(names))
	for _, name := range names {
		docs[name] = ""
	}
	return docs
}

// only restricts a section to these names.
func only(root *jsonschema.Schema, section string, docs map[string]string) {
	schema, ok := root.Properties.Get(section)
	if !ok {
		return
	}
	schema.Properties = jsonschema.NewProperties()
	for name, doc := range inOrder(docs) {
		item := *schema.AdditionalProperties
		item.Description = doc
		schema.Properties.Set(name, &item)
	}
	schema.AdditionalProperties = jsonschema.FalseSchema
}

// markdown returns an editor's hover text for a kind's key: what it is for, its exits, and what may be
// said after it.
func (s *schemer) markdown(k node.Kind) string {
	var b strings.Builder
	b.WriteString(s.say(k.Doc) + "\n")
	for i, e := range k.Exits {
		if i == 0 {
			b.WriteString("\n**" + s.say("exit") + "**\n\n")
		}
		b.WriteString("- `" + e.Name + "`: " + s.say(e.Doc) + "\n")
	}
	for i, v := range k.Values {
		if i == 0 {
			b.WriteString("\n**" + s.say("value") + "**\n\n")
		}
		b.WriteString("- `{" + v.Name + "}`: " + s.say(v.Doc) + "\n")
	}
	return b.String()
}
