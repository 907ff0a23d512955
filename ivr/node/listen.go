package node

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
)

// The exits of every node that listens.
const (
	exitNoInput = "no_input"
	exitNoMatch = "no_match"
)

// listening are the exits that every listening kind has beside its own.
func listening() []Exit {
	return []Exit{
		{ivr.ExitPerson, "the caller pressed 0"},
		{ivr.ExitBack, "the caller pressed #: one menu back; never wired"},
		{exitNoInput, "the caller stayed silent too often"},
		{exitNoMatch, "the caller pressed or said too often what means nothing here"},
	}
}

// patience is how long a node waits and how often it asks; each setting may be
// left to the menu's own.
type patience struct {
	Tries   int           `yaml:"tries,omitempty" doc:"silences, or wrong keys, before the caller is sent to a person; the menu's own when left out"`
	Timeout time.Duration `yaml:"timeout,omitempty" doc:"silence after the prompt, or between two digits, that counts as no answer, e.g. 5s" within:"1s,10m"`
}

func (p patience) timeout(otherwise time.Duration) time.Duration {
	if p.Timeout > 0 {
		return p.Timeout
	}
	return otherwise
}

func (p patience) tries(t *ivr.Turn) int {
	if p.Tries > 0 {
		return p.Tries
	}
	return t.Tree.Tries
}

// silent counts a silence; it gives the move that ends patience, or nil.
func (p patience) silent(t *ivr.Turn) ivr.Move {
	if t.Call.State.Silences++; t.Call.State.Silences >= p.tries(t) {
		return ivr.Go{Exit: exitNoInput}
	}
	return nil
}

// missed counts an answer that means nothing here, likewise.
func (p patience) missed(t *ivr.Turn) ivr.Move {
	if t.Call.State.Misses++; t.Call.State.Misses >= p.tries(t) {
		return ivr.Go{Exit: exitNoMatch}
	}
	return nil
}

// failures is how often the caller has not been understood here.
func failures(t *ivr.Turn) int { return t.Call.State.Silences + t.Call.State.Misses }

// zeros tells a caller who wants a person: 0, or 0 pressed over and over.
func zeros(digits string) bool { return digits != "" && strings.Trim(digits, "0") == "" }

// common is what 0, * and # do where one key answers; nil when it was another.
func common(in ivr.Input) ivr.Move {
	switch digits := in.Digits.Reveal(); {
	case zeros(digits):
		return ivr.Go{Exit: ivr.ExitPerson}
	case digits == "*":
		return ivr.Repeat{}
	case digits == "#", digits == "" && in.Finish == "#":
		return ivr.Go{Exit: ivr.ExitBack}
	}
	return nil
}

// commonTyped is what 0#, *# and a lone # do while digits are typed; 0 and *
// mean the same to a caller who waits instead of pressing #.
func commonTyped(in ivr.Input) ivr.Move {
	if in.Digits == "#" { // no finish key: it was typed as a digit
		return nil
	}
	return common(in)
}

// commonSpoken is what 人工, 返回 and their like, and 0, * and # by name, do
// wherever callers may speak.
func commonSpoken(t *ivr.Turn, in ivr.Input) ivr.Move {
	switch heard := in.Speech.Reveal(); {
	case heard == "":
		return nil
	case heardAny(t, heard, t.Tree.Hear["person"]):
		return ivr.Go{Exit: ivr.ExitPerson}
	case heardAny(t, heard, t.Tree.Hear["again"]):
		return ivr.Repeat{}
	case heardAny(t, heard, t.Tree.Hear["back"]):
		return ivr.Go{Exit: ivr.ExitBack}
	}
	return common(ivr.Input{Digits: ivr.Masked(spokenKey(t.Call.Language, in.Speech.Reveal()))})
}

func heardAny(t *ivr.Turn, heard string, w ivr.Words) bool {
	return slices.ContainsFunc(w[t.Call.Language], func(word string) bool { return says(heard, word) })
}

// says reports whether a word stands in what was heard: anywhere in Mandarin,
// which writes no spaces; as whole words in a language that does.
func says(heard, word string) bool {
	heard, word = plain(heard), plain(word)
	if word == "" {
		return false
	}
	if word[0] >= 0x80 {
		return strings.Contains(heard, word)
	}
	return strings.Contains(" "+heard+" ", " "+word+" ")
}

// plain is a text in small letters with its punctuation made spaces.
func plain(s string) string {
	fields := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return strings.ContainsRune(" \t\n.,;:!?\"()，。；：！？、“”", r)
	})
	return strings.Join(fields, " ")
}

// key listens for one key, and for speech where the menu allows it.
func key(t *ivr.Turn, timeout time.Duration, hints ivr.Hints, prompt ...ivr.Verb) ivr.Gather {
	g := ivr.Gather{Prompt: prompt, Digits: 1, Timeout: timeout}
	if t.Tree.Speech && hints != "" {
		g.Hear, g.Hints = t.Spoken().Hear, hints
	}
	return g
}

// typed listens for digits that # ends.
func typed(most int, timeout time.Duration, prompt ...ivr.Verb) ivr.Gather {
	return ivr.Gather{Prompt: prompt, Digits: most, Finish: "#", Timeout: timeout}
}

func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }
