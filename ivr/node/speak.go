package node

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/speech"
)

// words gives values to a text beyond those of the call.
type words map[string]string

// say speaks a text of the menu in the call's language.
func say(t *ivr.Turn, text ivr.Text, with words) ivr.Say { return sayIn(t, t.Spoken(), text, with) }

// sayIn speaks it in another language.
func sayIn(t *ivr.Turn, l ivr.Language, text ivr.Text, with words) ivr.Say {
	return ivr.Say{Text: fill(t, l, text, with), Language: l.Say, Voice: l.Voice}
}

// phrase speaks one of the menu's phrases.
func phrase(t *ivr.Turn, name string, with words) ivr.Say {
	return say(t, t.Tree.Phrases[name], with)
}

// fill puts values into the {names} of a text, as they are spoken.
func fill(t *ivr.Turn, l ivr.Language, text ivr.Text, with words) string {
	return expand(t, text[l.Name], func(name string) string {
		if given, ok := with[name]; ok {
			return given
		}
		return spoken(t, l.Name, value(t, name))
	})
}

// written puts values into the {names} of a text, as they are read.
func written(t *ivr.Turn, l string, text ivr.Text) string {
	return expand(t, text[l], func(name string) string {
		v := value(t, name)
		switch {
		case v.Private:
			t.Fail(fmt.Errorf("writes {%s}, which %w", name, ivr.ErrPrivate))
			return ""
		case v.Type == ivr.Digits:
			return v.Text.Reveal()
		}
		return spoken(t, l, v)
	})
}

// correspondence is the language of messages and callbacks: the account's own
// where the caller has proved it or calls from its number, else the call's.
func correspondence(t *ivr.Turn) string {
	if a := t.Call.Account; a != nil && (t.Call.Verified || a.Phone == t.Call.From) {
		return t.Tree.Language(a.Language).Name
	}
	return t.Spoken().Name
}

// expand replaces each {name} of a text.
func expand(t *ivr.Turn, source string, replace func(name string) string) string {
	if !strings.Contains(source, "{") {
		return source
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(source, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			t.Fail(errors.New("a text has { without }"))
			return out.String()
		}
		out.WriteString(replace(name))
		source = after
	}
}

// value is a value of the call. What is an account's own is never told to a
// caller who has not proved that the account is theirs.
func value(t *ivr.Turn, name string) ivr.Value {
	v, ok := t.Call.Values[name]
	switch {
	case !ok:
		t.Fail(ivr.UnsetError{Name: name})
	case v.Private && !t.Call.Verified:
		t.Fail(fmt.Errorf("says {%s}, which %w, before the caller is verified", name, ivr.ErrPrivate))
		return ivr.Value{}
	}
	return v
}

func spoken(t *ivr.Turn, lang string, v ivr.Value) string {
	if v.Type == ivr.SecretDigits {
		t.Fail(errors.New("says a secret value"))
		return ""
	}
	if timed(v.Type) && v.Time.IsZero() {
		return unknownTime(t, lang, v)
	}
	text, at, now := v.Text.Reveal(), v.Time.In(t.Tree.Zone), t.Now.In(t.Tree.Zone)
	switch v.Type {
	case ivr.Amount:
		return speech.Money(lang, v.Money())
	case ivr.Digits:
		return speech.Digits(lang, text)
	case ivr.LastDigits:
		return speech.LastFour(lang, text)
	case ivr.Day:
		return speech.Date(lang, at, now)
	case ivr.Date:
		return speech.CalendarDate(lang, at, now)
	case ivr.Moment:
		return speech.Moment(lang, at, now)
	case ivr.Number:
		return speech.Number(lang, v.Int)
	case ivr.Count:
		return speech.Count(lang, v.Int, noun(t.Tree.Terms[text]))
	case ivr.Duration:
		return speech.Duration(lang, seconds(v.Int))
	case ivr.Term:
		return t.Tree.Terms[text][lang]
	}
	return text
}

// unknownTime speaks of a line's opening that nobody knows. A day that is not known
// is no value at all: a text that says one cannot be said.
func unknownTime(t *ivr.Turn, lang string, v ivr.Value) string {
	switch {
	case v.Type != ivr.Moment:
		t.Fail(errors.New("says a day that is not known"))
		return ""
	case strings.HasPrefix(lang, "zh"):
		return "恢复服务后"
	}
	return "when we open again"
}

// noun reads a term that names what is counted: a measure word in Mandarin,
// "one|many" in English.
func noun(term ivr.Text) speech.Noun {
	one, other, _ := strings.Cut(term["en-US"], "|")
	return speech.Noun{Measure: term["zh-CN"], One: one, Other: other}
}

// purpose adds what a choice is for. It makes "to report fraud" and "the status of
// a refund" begin a phrase: English needs "to …" or "for …", Mandarin nothing.
func (w words) purpose(lang, text string) words {
	if strings.HasPrefix(lang, "en") && !strings.HasPrefix(text, "to ") {
		text = "for " + text
	}
	first, size := utf8.DecodeRuneInString(text)
	w["for"], w["For"] = text, string(unicode.ToUpper(first))+text[size:]
	return w
}
