package speech

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// said counts the sounds and pauses of a text.
type said struct {
	syllables      int
	words, letters int // English words that are stressed, and all their letters
	commas, stops  int // pauses, short and long
}

// pause is the silence that a mark causes.
type pause int

const (
	none pause = iota
	short
	long
)

// ear counts a text from left to right.
type ear struct {
	said
	chinese bool
	waiting pause // takes effect when something is said after it
}

func hear(text string, chinese bool) said {
	e := ear{chinese: chinese}
	for len(text) > 0 {
		text = text[e.next(text):]
	}
	return e.said
}

// next measures the first part of a text and returns its length in bytes.
func (e *ear) next(text string) int {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case isDigit(r):
		return e.figures(text)
	case isLatin(r):
		return e.latin(text)
	case isHan(r):
		e.say(1, 0, 0)
		return size
	}
	if mark := markOf(r); mark != none {
		e.waiting = max(e.waiting, mark.at(text[size:], r))
		return size
	}
	n := e.symbol(r)
	e.say(n, 1, perSyllable*n)
	return size
}

// say counts sounds and the pause before them.
func (e *ear) say(syllables, words, letters int) {
	if syllables == 0 {
		return
	}
	switch {
	case e.syllables == 0: // there is nothing to pause between
	case e.waiting == short:
		e.commas++
	case e.waiting == long:
		e.stops++
	}
	e.waiting = none
	e.syllables += syllables
	if !e.chinese {
		e.words += words
		e.letters += letters
	}
}

// symbol returns the syllables of a character that is not a mark, a Latin letter or a digit.
func (e *ear) symbol(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return 0
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return 1
	}
	named := symbols[r]
	if e.chinese {
		return named.zh
	}
	return named.en
}

// symbols are the characters with a name, and its syllables: 百分之 and "percent", 加 and "plus".
var symbols = map[rune]struct{ zh, en int }{
	'%': {3, 2}, '％': {3, 2}, '&': {1, 1}, '+': {1, 1}, '=': {2, 2}, '@': {1, 1}, '#': {2, 1}, '*': {2, 3}, '/': {2, 1},
	'$': {2, 2}, '¥': {1, 2}, '￥': {1, 2}, '€': {2, 2}, '£': {2, 1}, '°': {1, 2},
}

// markOf returns the pause of a punctuation mark.
func markOf(r rune) pause {
	switch r {
	case ',', ':', ';', '(', ')', '，', '、', '：', '（', '）', '【', '】', '—', '–', '…':
		return short
	case '.', '!', '?', '。', '！', '？', '；':
		return long
	}
	return none
}

// at returns the pause of a mark before the rest of a text: a full stop inside a name, as in
// okpay.example, has none.
func (p pause) at(rest string, mark rune) pause {
	if mark != '.' || rest == "" {
		return p
	}
	if next, _ := utf8.DecodeRuneInString(rest); isLatin(next) || isDigit(next) {
		return none
	}
	return p
}

func isLatin(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' && r < utf8.RuneSelf }

// isHan reports whether r is a Han character; common ones need no table search.
func isHan(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || r >= 0x2E80 && unicode.Is(unicode.Han, r)
}

// latin measures a word, which may hold apostrophes, or the letters of a.m.
func (e *ear) latin(text string) int {
	if n := initials(text); n > 0 {
		e.spell(text[:n])
		return n
	}
	end := strings.IndexFunc(text, func(r rune) bool { return !isLatin(r) && r != '\'' && r != '’' })
	if end < 0 {
		end = len(text)
	}
	word := text[:end]
	if spelled(word) {
		e.spell(word)
		return end
	}
	word = strings.ToLower(word)
	stress := 1
	if unstressed[word] {
		stress = 0
	}
	e.say(syllables(word), stress, len(word))
	return end
}

// initials returns the length of leading letters with a full stop each: "a.m.".
func initials(text string) int {
	n := 0
	for n+1 < len(text) && isLatin(rune(text[n])) && text[n+1] == '.' {
		n += 2
	}
	if n < 4 {
		return 0
	}
	return n
}

// spelled reports whether a word is said letter by letter: a short one in capitals, or one without a
// vowel.
func spelled(word string) bool {
	if len(word) <= 3 && strings.ToUpper(word) == word {
		return len(word) > 1 || !strings.Contains("AI", word) // A is an article and I a pronoun
	}
	return !strings.ContainsAny(word, "aeiouyAEIOUY")
}

// spell measures letters one by one; W has three syllables.
func (e *ear) spell(letters string) {
	for i := range len(letters) {
		switch {
		case letters[i]|0x20 == 'w':
			e.say(3, 1, 6)
		case isLatin(rune(letters[i])):
			e.say(1, 1, 2)
		}
	}
}
