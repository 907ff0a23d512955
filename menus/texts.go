package menus

import (
	"errors"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"go.yaml.in/yaml/v4"
)

// text is a text, or a set of words, as written: a mapping of languages.
type text struct {
	source source
	node   *yaml.Node
	path   []string // the keys above it: nodes, main, menu, say
}

// whisperValues are the values that the words to an agent may say.
var whisperValues = []string{"language", "topic", "verified", "waited", "caller"}

// checkTexts checks that every text of the menu is complete, and says known values only.
func (l *loader) checkTexts(t *ivr.Tree, places map[string]place, values map[string]node.Value) {
	for _, x := range l.texts {
		l.checkLanguages(x)
		allowed := x.allowed(values)
		for i := 1; i < contentOf(x.node); i += 2 {
			l.checkText(x, x.node.Content[i], allowed, values)
		}
	}
	l.checkPhrases(t)
	l.checkTerms(t, places)
}

// said returns every text of the menu, by language.
func (l *loader) said() []said {
	var list []said
	for _, x := range l.texts {
		for i := 1; i < contentOf(x.node); i += 2 {
			list = append(list, said{x.source.position(x.node.Content[i]), x.path, x.node.Content[i-1].Value, x.node.Content[i].Value})
		}
	}
	return list
}

// contentOf returns a node's children if it is a mapping.
func contentOf(n *yaml.Node) int {
	if n.Kind != yaml.MappingNode {
		return 0
	}
	return len(n.Content)
}

// checkLanguages reports missing languages, and languages that the menu does not have.
func (l *loader) checkLanguages(x text) {
	if len(l.cover.Languages) == 0 || x.node.Kind != yaml.MappingNode {
		return
	}
	var known []string
	for _, language := range l.cover.Languages {
		known = append(known, language.Name)
		if key, _ := entry(x.node, language.Name); key == nil {
			l.wrong(x.source.position(x.node), "has no %s; add the translation", language.Name)
		}
	}
	for i := 0; i < len(x.node.Content); i += 2 {
		if key, value := x.node.Content[i], x.node.Content[i+1]; !slices.Contains(known, key.Value) {
			if value.ShortTag() == "!!null" && i > 0 && x.node.Content[i-1].Kind == yaml.ScalarNode {
				empty := x.source.position(value)
				l.problems = slices.DeleteFunc(l.problems, func(p Problem) bool { return p.Position == empty })
				l.wrong(x.source.position(x.node.Content[i-1]), "ends at the comma before %q; a text with a comma stands in quotes", key.Value)
				continue
			}
			l.wrong(x.source.position(key), "%q is no language of this menu; %s", key.Value, Instead(key.Value, known))
		}
	}
}

// checkText checks a text in one language.
func (l *loader) checkText(x text, n *yaml.Node, allowed []string, values map[string]node.Value) {
	at := x.source.position(n)
	if n.ShortTag() == "!!null" {
		return // reported already
	}
	if strings.TrimSpace(n.Value) == "" {
		l.wrong(at, "is empty; write what is said")
		return
	}
	l.cut(x, n)
	said, err := placeholders(n.Value)
	if err != nil {
		l.wrong(at, "%v", err)
	}
	for _, name := range said {
		switch {
		case !slices.Contains(allowed, name):
			l.absent(at, "says {%s}, which nothing here sets; %s", name, Instead(name, allowed))
		case x.isSMS() && values[name].Private:
			l.wrong(at, "{%s} is an account's own and never leaves by SMS; take it out", name)
		}
	}
}

// allowed returns the values that a text may say.
func (x text) allowed(values map[string]node.Value) []string {
	switch x.path[0] {
	case "phrases":
		if i := slices.IndexFunc(node.Phrases(), func(p node.Phrase) bool { return p.Name == x.path[1] }); i >= 0 {
			return node.Phrases()[i].Values
		}
	case "whisper":
		return whisperValues
	case "nodes":
		if x.path[2] == "topic" {
			return nil
		}
		kind, _ := node.Find(x.path[2])
		return slices.Concat(keys(values), kind.Own[x.path[len(x.path)-1]])
	}
	return nil
}

// isSMS reports whether a text is sent rather than said: it is under a key sms.
func (x text) isSMS() bool { return x.path[0] == "nodes" && slices.Contains(x.path[2:], "sms") }

// placeholders returns the {names} in a text.
func placeholders(s string) ([]string, error) {
	var found []string
	for {
		before, rest, open := strings.Cut(s, "{")
		if strings.Contains(before, "}") {
			return found, errors.New("has } without {; write {name}")
		}
		if !open {
			return found, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || strings.Contains(name, "{") {
			return found, errors.New("has { without }; write {name}")
		}
		found = append(found, name)
		s = after
	}
}

// checkPhrases reports missing and unknown phrases.
func (l *loader) checkPhrases(t *ivr.Tree) {
	var known []string
	for _, p := range node.Phrases() {
		known = append(known, p.Name)
		if t.Phrases[p.Name] == nil && p.Default != nil {
			t.Phrases[p.Name] = p.Default
		} else if t.Phrases[p.Name] == nil {
			l.lacks("phrases", p.Name, p.Doc)
		}
	}
	l.strangers("phrases", known, func(p page) []string { return keys(p.Phrases) })
	for _, name := range heard {
		if t.Hear[name] == nil {
			l.lacks("hear", name, "spoken words that mean it")
		}
	}
	l.strangers("hear", heard, func(p page) []string { return keys(p.Hear) })
}

// checkTerms reports words for values that the menu's kinds need and lack, or that no kind knows.
func (l *loader) checkTerms(t *ivr.Tree, places map[string]place) {
	var known []string
	used := kindsOf(places)
	for _, k := range node.Kinds() {
		for _, v := range k.Values {
			known = append(known, v.Terms...)
			for _, term := range v.Terms {
				if used[k.Name] && t.Terms[term] == nil {
					l.lacks("terms", term, "a word for {"+v.Name+"}, "+v.Doc)
				}
			}
		}
	}
	for _, language := range spokenLanguages {
		known = append(known, "language."+language)
	}
	for _, language := range t.Languages {
		if term := "language." + language.Name; t.Terms[term] == nil {
			l.lacks("terms", term, "the language's name, as an agent hears it")
		}
	}
	l.strangers("terms", known, func(p page) []string { return keys(p.Terms) })
}

func kindsOf(places map[string]place) map[string]bool {
	used := map[string]bool{}
	for _, p := range inOrder(places) {
		used[p.kind.Name] = true
	}
	return used
}

// lacks reports that a section lacks what every menu needs.
func (l *loader) lacks(section, name, doc string) {
	l.absent(l.main.key(section), "%s has no %s; add it: %s", section, name, doc)
}

// strangers reports names of a section that nothing uses.
func (l *loader) strangers(section string, known []string, of func(page) []string) {
	for _, w := range l.pages {
		for _, name := range of(w.page) {
			if !slices.Contains(known, name) {
				l.wrong(w.source.key(section, name), "nothing uses %q of %s; %s", name, section, Instead(name, known))
			}
		}
	}
}

// checkWords checks that every set of spoken words has some in each language.
func (l *loader) checkWords() {
	for _, x := range l.words {
		l.checkLanguages(x)
		for i := 1; i < contentOf(x.node); i += 2 {
			l.checkWordList(x.source, x.node.Content[i])
		}
	}
}

func (l *loader) checkWordList(s source, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		return // reported already
	}
	if len(n.Content) == 0 {
		l.wrong(s.position(n), "has no words; add at least one")
	}
	for _, word := range n.Content {
		if word.Kind == yaml.ScalarNode && strings.ContainsAny(word.Value, "，、") {
			l.wrong(s.position(word), "%q is taken for one word; separate words by an ordinary comma and a space", word.Value)
		}
		if word.Kind == yaml.ScalarNode && word.ShortTag() != "!!null" && strings.TrimSpace(word.Value) == "" {
			l.wrong(s.position(word), "is empty; write a word, or take it out")
		}
	}
}
