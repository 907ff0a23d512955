package menus

import "fmt"

// lookalikes are the characters that an input method types in place of those used in YAML, times and
// numbers: what they are called, and what to write.
var lookalikes = map[rune][2]string{
	'：': {"a full-width colon", `":" and a space`}, '；': {"a full-width semicolon", `";"`},
	'，': {"a full-width comma", `","`}, '、': {"a Chinese list comma", `","`}, '．': {"a full-width point", `"."`},
	'“': {"a curly quotation mark", `a straight one, "`}, '”': {"a curly quotation mark", `a straight one, "`}, '„': {"a curly quotation mark", `a straight one, "`},
	'‘': {"a curly quotation mark", `a straight one, '`}, '’': {"a curly quotation mark", `a straight one, '`},
	'＂': {"a full-width quotation mark", `"`}, '＇': {"a full-width quotation mark", `'`},
	'「': {"a Chinese quotation mark", `"`}, '」': {"a Chinese quotation mark", `"`},
	'｛': {"a full-width bracket", "{"}, '｝': {"a full-width bracket", "}"}, '［': {"a full-width bracket", "["}, '］': {"a full-width bracket", "]"},
	'（': {"a full-width bracket", "("}, '）': {"a full-width bracket", ")"}, '【': {"a Chinese bracket", "["}, '】': {"a Chinese bracket", "]"},
	'—': {"a long dash", `"-"`}, '–': {"a long dash", `"-"`}, '―': {"a long dash", `"-"`}, '－': {"a full-width dash", `"-"`}, '−': {"a minus sign", `"-"`}, '‑': {"a non-breaking hyphen", `"-"`},
	'～': {"a full-width tilde", `"-"`}, '＃': {"a full-width number sign", `"#"`}, '＊': {"a full-width asterisk", `"*"`}, '＋': {"a full-width plus sign", `"+"`}, '＆': {"a full-width ampersand", `"&"`},
}

// spaces are characters that look like a space.
var spaces = map[rune]string{
	'\u3000': "a full-width space", '\u00a0': "a non-breaking space", '\u202f': "a non-breaking space", '\u2007': "a wide space", '\u2003': "a wide space", '\u2002': "a wide space",
}

// lookalike returns what a character is and what to write instead; "" for one that is not typed by
// mistake.
func lookalike(r rune) string {
	if r >= '０' && r <= '９' {
		return fmt.Sprintf("%c is a full-width digit; write %c", r, r-'０'+'0')
	}
	if name := spaces[r]; name != "" {
		return name + " stands here; write an ordinary one"
	}
	if found, ok := lookalikes[r]; ok {
		return fmt.Sprintf("%c is %s; write %s", r, found[0], found[1])
	}
	return ""
}

// mistyped returns the first such character of a value or key that is not a text for callers: what to
// write instead, and how many characters come before it.
func mistyped(value string) (message string, before int) {
	for _, r := range value {
		if message := lookalike(r); message != "" {
			return message, before
		}
		before++
	}
	return "", 0
}
