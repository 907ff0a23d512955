package explore

import (
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/speech"
	"github.com/okpay/hotline/ivr/twiml"
)

// Heard measures what a caller hears: a document, or a part of one.
type Heard struct {
	Time  time.Duration
	Bytes int
	Verbs int
	Asked Asked
	Moves int // transitions since the engine last made a query
	Asks  int // queries made
}

// plus returns the sum of both, one after the other.
func (h Heard) plus(o Heard) Heard {
	sum := Heard{h.Time + o.Time, h.Bytes + o.Bytes, h.Verbs + o.Verbs, h.Asked | o.Asked, h.Moves + o.Moves, h.Asks + o.Asks}
	if o.Asks > 0 {
		sum.Moves = o.Moves
	}
	return sum
}

// gatherBytes is the size of a Gather without its prompt and its hints.
const gatherBytes = 500

// sayBytes returns an upper bound of a text's size in a document: its bytes, what escaping adds, and an
// element for each part that the carrier takes.
func sayBytes(text string) int {
	escaped := 0
	for i := range len(text) {
		switch text[i] {
		case '&', '<', '>', '"', '\'':
			escaped += 5
		case '\n':
			escaped += sayElement
		}
	}
	return len(text) + escaped + sayElement*(1+len(text)/sayPart)
}

const (
	sayElement = 140  // a Say with its attributes, and a Pause
	sayPart    = 1000 // bytes of text in each, at least
)

// text caches the measures of one spoken text.
type text struct {
	length time.Duration
	bytes  int // as a Say of a document
	asked  Asked
	how    bool // says how to go on
}

// speaker measures texts, each once.
type speaker struct{ known map[ivr.Say]text }

func (s speaker) text(say ivr.Say) text {
	t, known := s.known[say]
	if !known {
		t = text{speech.Pace(say.Language, say.Voice, say.Text), sayBytes(say.Text), AskedIn(say.Text), SaysHow(say.Text)}
		if say.Audio != "" {
			t.bytes = twiml.Size(say)
		}
		s.known[say] = t
	}
	return t
}

// measure returns how long a part of a document is, without the envelope that every document has, and
// whether it says how to go on.
func (s speaker) measure(verbs []ivr.Verb) (Heard, bool) {
	var h Heard
	how := false
	for _, v := range verbs {
		part, says := s.verb(v)
		h, how = h.plus(part), how || says
	}
	return h, how
}

func (s speaker) verb(v ivr.Verb) (Heard, bool) {
	switch v := v.(type) {
	case ivr.Say:
		t := s.text(v)
		return Heard{Time: t.length, Bytes: t.bytes, Verbs: 1, Asked: t.asked}, t.how
	case ivr.Pause:
		return Heard{Time: v.Length, Bytes: twiml.Size(v), Verbs: 1}, false
	case ivr.Gather:
		prompt, how := s.measure(v.Prompt)
		return prompt.plus(Heard{Bytes: gatherBytes + len(v.Hints), Verbs: 1}), how
	case ivr.Poll: // followed by the next document
		return Heard{}, false
	}
	return Heard{Bytes: twiml.Size(v), Verbs: 1}, false
}

// said returns the texts of a document.
func said(verbs []ivr.Verb) []string {
	var list []string
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			list = append(list, v.Text)
		case ivr.Gather:
			list = append(list, said(v.Prompt)...)
		}
	}
	return list
}

// Said returns what a caller hears of a document, as one text.
func Said(verbs []ivr.Verb) string { return strings.Join(said(verbs), " ") }

// Ending returns a document's last verb, for which the leg then waits.
func Ending(verbs []ivr.Verb) ivr.Verb {
	if len(verbs) == 0 {
		return nil
	}
	return verbs[len(verbs)-1]
}
