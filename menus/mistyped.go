package menus

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// plainly reports characters that look like others: in place of the problem that they cause in a value,
// and wherever they can never be meant.
func (l *loader) plainly() {
	wrong := map[Position]bool{}
	for _, p := range l.report.problems {
		wrong[p.Position] = true
	}
	found := map[Position]Problem{}
	for name, root := range inOrder(l.folder.roots) {
		s := source{name, root}
		s.values(root, l.spoken.prose(), func(n *yaml.Node, key bool) {
			at := s.position(n)
			message, before := mistyped(n.Value)
			if message == "" || !wrong[at] && !never(n, key) {
				return
			}
			if quoted(n) {
				before++
			}
			found[at] = Problem{Position{name, at.Line, at.Column + before}, message}
		})
	}
	lines := map[Position]bool{} // lines on which nothing else is reported
	for at := range found {
		lines[Position{at.File, at.Line, 0}] = true
	}
	l.report.problems = slices.DeleteFunc(l.report.problems, func(p Problem) bool { return lines[Position{p.File, p.Line, 0}] })
	l.report.problems = slices.AppendSeq(l.report.problems, maps.Values(found))
}

// prose returns the texts and words for callers, in which such characters are correct.
func (s *spoken) prose() map[*yaml.Node]bool {
	all := map[*yaml.Node]bool{}
	for _, x := range slices.Concat(s.texts, s.words) {
		for i := 1; i < contentOf(x.node); i += 2 {
			for _, word := range x.node.Content[i].Content {
				all[word] = true
			}
		}
	}
	for _, x := range s.texts {
		for i := 1; i < contentOf(x.node); i += 2 {
			all[x.node.Content[i]] = true
		}
	}
	return all
}

// values visits the scalars under n that are not prose.
func (s source) values(n *yaml.Node, prose map[*yaml.Node]bool, visit func(n *yaml.Node, key bool)) {
	for i, inner := range n.Content {
		if prose[inner] {
			continue
		}
		if inner.Kind == yaml.ScalarNode {
			visit(inner, n.Kind == yaml.MappingNode && i%2 == 0)
		}
		s.values(inner, prose, visit)
	}
}

func quoted(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
}

// never reports whether a value or key is certainly a mistake, whatever it is for: it is in quotation
// marks that YAML does not know, or has a lookalike space at an end or in a key.
func never(n *yaml.Node, key bool) bool {
	if quoted(n) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(n.Value)
	last, _ := utf8.DecodeLastRuneInString(n.Value)
	if strings.ContainsRune("“”‘’「＂＇", first) && strings.ContainsRune("“”‘’」＂＇", last) {
		return true
	}
	return spaces[first] != "" || spaces[last] != "" || key && strings.ContainsFunc(n.Value, func(r rune) bool { return spaces[r] != "" })
}

// cut reports a text that a # ends unintentionally: YAML reads what follows as a comment.
func (c *textChecker) cut(x text, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || quoted(n) || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return
	}
	lines := strings.Split(string(c.folder.files[x.source.name]), "\n")
	if n.Line < 1 || n.Line > len(lines) {
		return
	}
	line := []rune(lines[n.Line-1])
	if n.Column < 1 || n.Column > len(line) {
		return
	}
	before, after, commented := strings.Cut(string(line[n.Column-1:]), " #")
	if !commented || !meant(before, after) {
		return
	}
	c.report.wrong(Position{x.source.name, n.Line, n.Column + utf8.RuneCountInString(before) + 1}, "# begins a comment here and cuts the text off after %q; put the whole text in quotes", strings.TrimSpace(before))
}

// keyed are the words after which a # is a key or a number, not a comment.
var keyed = []string{"按", "键", "press", "pound", "hash", "key", "then", "with", "and", "or", "number", "no.", "或", "和", "号"}

// meant reports whether a # belongs to the text: something is attached to it, or the text before it
// names keys.
func meant(before, after string) bool {
	if after != "" && !strings.HasPrefix(after, " ") && !strings.HasPrefix(after, "#") {
		return true
	}
	said := strings.ToLower(strings.TrimSpace(before))
	return slices.ContainsFunc(keyed, func(word string) bool { return strings.HasSuffix(said, word) })
}

// anchors reports YAML anchors: a menu has none, and a text that begins with & would lose its first
// word to one.
func (f *folder) anchors(name string, n *yaml.Node) {
	if n.Anchor != "" && n.Kind != yaml.AliasNode {
		f.report.wrong(source{name: name}.position(n), "&%s names a value for use elsewhere, which menus do not know; take it out, or put a text that begins with & in quotes", n.Anchor)
	}
	for _, inner := range n.Content {
		f.anchors(name, inner)
	}
}
