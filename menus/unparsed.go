package menus

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// advice is how people usually cause what the parser reports.
var advice = []struct{ said, fix string }{
	{"mapping values are not allowed", "a text with a colon stands in quotes; or fix the indentation"},
	{"cannot start any token", "put the text in quotes"},
	{"scanning an alias", `put * in quotes: "*"`},
	{"unknown anchor", `put a text that begins with * in quotes`},
	{"scanning an anchor", `put a text that begins with & in quotes`},
	{"comment without preceding", `put # in quotes: "#"`},
	{"flow", "close every { and [, and put a text that holds , : { } in quotes"},
	{"depth", "it is nested too deep"},
}

// NotYAML returns where a file is not YAML, and the usual cause: characters that look like YAML's own,
// a quotation mark that is not closed, or what the parser reports.
func NotYAML(name string, data []byte, err error) Problems {
	var at *yaml.LoadError
	if !errors.As(err, &at) {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return Problems{{Position{name, 1, 1}, "is not YAML: " + first}}
	}
	lines := strings.Split(string(data), "\n")
	line := min(max(at.Mark.Line, 1), len(lines))
	written := scan(name, lines[:line])
	switch {
	case len(written.wrong) > 0:
		return written.wrong
	case written.open != nil:
		return Problems{{*written.open, "the quotation mark that opens here is not closed in this line; close it"}}
	case strings.Contains(at.ContextMsg, "quoted scalar") && at.ContextMark.Line > 0:
		return Problems{{Position{name, at.ContextMark.Line, max(at.ContextMark.Column, 1)}, "the quotation mark that opens here is never closed; close it"}}
	}
	if opened := at.ContextMark; strings.Contains(at.ContextMsg, "flow") && opened.Line > 0 && opened.Line < at.Mark.Line {
		return Problems{{Position{name, opened.Line, max(opened.Column, 1)}, "the bracket that opens here is not closed before line " + fmt.Sprint(at.Mark.Line) + "; close every { and [, and put a text that holds , : { } in quotes"}}
	}
	said := strings.TrimSpace(at.ContextMsg + " " + at.Message)
	fix := "check its quotes and indentation"
	if i := slices.IndexFunc(advice, func(a struct{ said, fix string }) bool { return strings.Contains(said, a.said) }); i >= 0 {
		fix = advice[i].fix
	}
	return Problems{{Position{name, max(at.Mark.Line, 1), max(at.Mark.Column, 1)}, fmt.Sprintf("is not YAML: %s; %s", said, fix)}}
}

// scanned is what was found in a file that is not YAML.
type scanned struct {
	wrong Problems
	open  *Position // of a quoted text that continues over lines which look like settings
}

// scanner reads lines like YAML as far as quotes, comments and brackets are concerned.
type scanner struct {
	scanned
	name  string
	quote rune      // that is open; 0 for none
	from  *Position // where it was opened
	depth int       // of brackets that are open
}

// scan reads the lines up to the one at which the parser failed.
func scan(name string, lines []string) scanned {
	s := scanner{name: name}
	for i, line := range lines {
		s.line(i+1, strings.TrimRight(line, "\r"))
	}
	return s.scanned
}

// setting matches a line that begins like a setting.
var setting = regexp.MustCompile(`^\s*(- )?(\{ ?)?"?[\p{Han}A-Za-z0-9_.-]+"?\s*:(\s|$)`)

func (s *scanner) line(number int, line string) {
	if s.quote != 0 && s.open == nil && setting.MatchString(line) {
		s.open = s.from
	}
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case s.quote == '"' && r == '\\':
			i++
		case s.quote != 0:
			if r == s.quote {
				s.quote = 0
			}
		case r == '#' && (i == 0 || runes[i-1] == ' '):
			if i > 0 && s.depth > 0 && i+1 < len(runes) && runes[i+1] != ' ' {
				s.tell(number, i, "# begins a comment here and cuts off the rest of the line; put the whole text in quotes")
			}
			return
		case (r == '"' || r == '\'') && begins(runes[:i]):
			s.quote, s.from = r, &Position{s.name, number, i + 1}
		case r == '{' || r == '[':
			s.depth++
		case r == '}' || r == ']':
			s.depth--
		case s.structural(runes, i):
			s.tell(number, i, lookalike(r))
			s.bracket(r)
		}
	}
}

// bracket counts a bracket as the one that was meant.
func (s *scanner) bracket(r rune) {
	switch {
	case strings.ContainsRune("｛［【", r):
		s.depth++
	case strings.ContainsRune("｝］】", r):
		s.depth--
	}
}

func (s *scanner) tell(line, before int, message string) {
	s.wrong = append(s.wrong, Problem{Position{s.name, line, before + 1}, message})
}

// begins reports whether a value or a key may begin after these characters.
func begins(before []rune) bool {
	text := strings.TrimRight(string(before), " ")
	return text == "" || strings.ContainsAny(text[len(text)-1:], "{[,:") || text == "-" || strings.HasSuffix(text, " -") || strings.HasSuffix(text, "：") || strings.HasSuffix(text, "，") || strings.HasSuffix(text, "｛") || strings.HasSuffix(text, "［")
}

var (
	aKey     = regexp.MustCompile(`(^|[{\[,，｛［]|^ *-)[ \x{3000}\x{a0}]*"?[A-Za-z0-9_.-]+"?[ \x{3000}\x{a0}]*$`)
	aKeyNext = regexp.MustCompile(`^[ \x{3000}\x{a0}]*"?[A-Za-z0-9_.-]+"?[ \x{3000}\x{a0}]*[:：]`)
	endOfIt  = regexp.MustCompile(`^[ \x{3000}\x{a0}]*([,}\]，｝］]|$|#)`)
)

// structural reports whether a character that looks like one of YAML's is in a position where YAML's
// would be; within a text it is correct.
func (s *scanner) structural(line []rune, i int) bool {
	r := line[i]
	if lookalike(r) == "" {
		return false
	}
	before, after := string(line[:i]), string(line[i+1:])
	switch {
	case r == '：':
		return aKey.MatchString(before) || strings.TrimSpace(after) == "" && !strings.Contains(before, ":") && s.depth == 0
	case r == '，' || r == '、':
		return s.depth > 0 && aKeyNext.MatchString(after)
	case spaces[r] != "":
		return begins(line[:i]) || strings.TrimSpace(after) == ""
	case strings.ContainsRune("“‘「＂＇｛［【", r):
		return begins(line[:i])
	case strings.ContainsRune("”’」", r):
		return endOfIt.MatchString(after) && s.depth > 0
	case strings.ContainsRune("｝］】", r):
		return endOfIt.MatchString(after)
	case strings.ContainsRune("—–－", r):
		return strings.TrimSpace(before) == "" && strings.HasPrefix(after, " ")
	}
	return false
}
