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

// spoken is everything that is written for callers, in all files.
type spoken struct {
	texts []text
	words []text // sets of words that callers may say
}

// textChecker checks texts and words once the whole menu is known.
type textChecker struct {
	report *report
	folder *folder
	pages  *pages
	spoken *spoken
}

// whisperValues are the values that the words to an agent may say.
var whisperValues = []string{"language", "topic", "verified", "waited", "caller"}

// checkTexts checks that every text of the menu is complete, and says known values only.
func (c *textChecker) checkTexts(t *ivr.Tree, places map[string]place, values map[string]node.Value) {
	for _, x := range c.spoken.texts {
		c.checkLanguages(x)
		allowed := x.allowed(values)
		for i := 1; i < contentOf(x.node); i += 2 {
			c.checkText(x, x.node.Content[i], allowed, values)
		}
	}
	c.checkPhrases(t)
	c.checkTerms(t, places)
}

// said returns every text of the menu, by language.
func (s *spoken) said() []said {
	var list []said
	for _, x := range s.texts {
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
func (c *textChecker) checkLanguages(x text) {
	if len(c.pages.cover.Languages) == 0 || x.node.Kind != yaml.MappingNode {
		return
	}
	var known []string
	for _, language := range c.pages.cover.Languages {
		known = append(known, language.Name)
		if key, _ := entry(x.node, language.Name); key == nil {
			c.report.wrong(x.source.position(x.node), "has no %s; add the translation", language.Name)
		}
	}
	for i := 0; i < len(x.node.Content); i += 2 {
		if key, value := x.node.Content[i], x.node.Content[i+1]; !slices.Contains(known, key.Value) {
			if value.ShortTag() == "!!null" && i > 0 && x.node.Content[i-1].Kind == yaml.ScalarNode {
				empty := x.source.position(value)
				c.report.problems = slices.DeleteFunc(c.report.problems, func(p Problem) bool { return p.Position == empty })
				c.report.wrong(x.source.position(x.node.Content[i-1]), "ends at the comma before %q; a text with a comma stands in quotes", key.Value)
				continue
			}
			c.report.wrong(x.source.position(key), "%q is no language of this menu; %s", key.Value, Instead(key.Value, known))
		}
	}
}

// checkText checks a text in one language.
func (c *textChecker) checkText(x text, n *yaml.Node, allowed []string, values map[string]node.Value) {
	at := x.source.position(n)
	if n.ShortTag() == "!!null" {
		return // reported already
	}
	if strings.TrimSpace(n.Value) == "" {
		c.report.wrong(at, "is empty; write what is said")
		return
	}
	c.cut(x, n)
	said, err := placeholders(n.Value)
	if err != nil {
		c.report.wrong(at, "%v", err)
	}
	for _, name := range said {
		switch {
		case !slices.Contains(allowed, name):
			c.report.absent(at, "says {%s}, which nothing here sets; %s", name, Instead(name, allowed))
		case x.isSMS() && values[name].Private:
			c.report.wrong(at, "{%s} is an account's own and never leaves by SMS; take it out", name)
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
func (c *textChecker) checkPhrases(t *ivr.Tree) {
	var known []string
	for _, p := range node.Phrases() {
		known = append(known, p.Name)
		if t.Phrases[p.Name] == nil && p.Default != nil {
			t.Phrases[p.Name] = p.Default
		} else if t.Phrases[p.Name] == nil {
			c.lacks("phrases", p.Name, p.Doc)
		}
	}
	c.strangers("phrases", known, func(p page) []string { return keys(p.Phrases) })
	for _, name := range heard {
		if t.Hear[name] == nil {
			c.lacks("hear", name, "spoken words that mean it")
		}
	}
	c.strangers("hear", heard, func(p page) []string { return keys(p.Hear) })
}

// checkTerms reports words for values that the menu's kinds need and lack, or that no kind knows.
func (c *textChecker) checkTerms(t *ivr.Tree, places map[string]place) {
	var known []string
	used := kindsOf(places)
	for _, k := range node.Kinds() {
		for _, v := range k.Values {
			known = append(known, v.Terms...)
			for _, term := range v.Terms {
				if used[k.Name] && t.Terms[term] == nil {
					c.lacks("terms", term, "a word for {"+v.Name+"}, "+v.Doc)
				}
			}
		}
	}
	for _, language := range spokenLanguages {
		known = append(known, "language."+language)
	}
	for _, language := range t.Languages {
		if term := "language." + language.Name; t.Terms[term] == nil {
			c.lacks("terms", term, "the language's name, as an agent hears it")
		}
	}
	c.strangers("terms", known, func(p page) []string { return keys(p.Terms) })
}

func kindsOf(places map[string]place) map[string]bool {
	used := map[string]bool{}
	for _, p := range inOrder(places) {
		used[p.kind.Name] = true
	}
	return used
}

// lacks reports that a section lacks what every menu needs.
func (c *textChecker) lacks(section, name, doc string) {
	c.report.absent(c.pages.main.key(section), "%s has no %s; add it: %s", section, name, doc)
}

// strangers reports names of a section that nothing uses.
func (c *textChecker) strangers(section string, known []string, of func(page) []string) {
	for _, w := range c.pages.list {
		for _, name := range of(w.page) {
			if !slices.Contains(known, name) {
				c.report.wrong(w.source.key(section, name), "nothing uses %q of %s; %s", name, section, Instead(name, known))
			}
		}
	}
}

// checkWords checks that every set of spoken words has some in each language.
func (c *textChecker) checkWords() {
	for _, x := range c.spoken.words {
		c.checkLanguages(x)
		for i := 1; i < contentOf(x.node); i += 2 {
			c.checkWordList(x.source, x.node.Content[i])
		}
	}
}

func (c *textChecker) checkWordList(s source, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		return // reported already
	}
	if len(n.Content) == 0 {
		c.report.wrong(s.position(n), "has no words; add at least one")
	}
	for _, word := range n.Content {
		if word.Kind == yaml.ScalarNode && strings.ContainsAny(word.Value, "，、") {
			c.report.wrong(s.position(word), "%q is taken for one word; separate words by an ordinary comma and a space", word.Value)
		}
		if word.Kind == yaml.ScalarNode && word.ShortTag() != "!!null" && strings.TrimSpace(word.Value) == "" {
			c.report.wrong(s.position(word), "is empty; write a word, or take it out")
		}
	}
}
