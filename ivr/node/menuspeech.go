package node

import (
	"strings"

	"github.com/okpay/hotline/ivr"
)

// hints are the words that a menu expects in speech; none where it names no
// words of its own.
func (n *Menu) hints(t *ivr.Turn) ivr.Hints {
	if hints, ready := n.prepared.hints[t.Call.Language]; ready {
		return hints
	}
	hints := make([]string, 0, 6*len(n.all()))
	for _, c := range n.all() {
		hints = append(hints, c.Hear[t.Call.Language]...)
	}
	if len(hints) == 0 {
		return ""
	}
	keys := []string{"0"}
	for i := range n.all() {
		keys = append(keys, n.keyOf(i))
	}
	hints = append(hints, keyHints(t.Call.Language, keys)...)
	for _, name := range []string{"person", "again", "back"} {
		hints = append(hints, t.Tree.Hear[name][t.Call.Language]...)
	}
	return ivr.HintsOf(hints)
}

// heard finds the choice whose words were said, the longest words first, or else
// the one whose number was. It is sure when only one choice matched and the
// recogniser was confident.
func (n *Menu) heard(t *ivr.Turn, in ivr.Input) (choice int, sure bool) {
	choice = -1
	words := make([]string, len(n.all()))
	for i, c := range n.all() {
		words[i] = longestWord(in.Speech.Reveal(), c.Hear[t.Call.Language])
		if words[i] != "" && (choice < 0 || len(words[i]) > len(words[choice])) {
			choice = i
		}
	}
	if choice < 0 {
		key := spokenKey(t.Call.Language, in.Speech.Reveal())
		if i, ok := n.pressed(key); ok {
			return i, in.Confidence >= unsure
		}
		return -1, false
	}
	return choice, in.Confidence >= unsure && !rivalled(words, choice)
}

// rivalled reports whether another choice was named beside the chosen one. A word
// that is part of the chosen one's names nothing by itself: 账户 in 冻结账户.
func rivalled(words []string, choice int) bool {
	for i, word := range words {
		if i != choice && word != "" && (word == words[choice] || !strings.Contains(words[choice], word)) {
			return true
		}
	}
	return false
}

// longestWord returns the longest of the words that was heard, "" when none was.
func longestWord(heard string, hear []string) string {
	longest := ""
	for _, word := range hear {
		if says(heard, word) && len(word) > len(longest) {
			longest = word
		}
	}
	return longest
}
