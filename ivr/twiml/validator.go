package twiml

import (
	"fmt"

	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// Context is the use of a document; each accepts other verbs.
type Context int

// The contexts.
const (
	Voice          Context = iota // a webhook of a call
	WaitDocument                  // waitUrl of an Enqueue
	Whisper                       // url of a Number
	ConferenceWait                // waitUrl of a Conference
	QueueURL                      // url of a Queue in a Dial
	RESTTwiml                     // the Twiml parameter of a REST call
)

// Problem is something that Twilio would refuse, or log as an error.
type Problem struct {
	Code    int    // Twilio's error code; 0 if it has none and only the caller would notice
	Path    string // of the element: /Response/Gather[1]/Say[2]
	Message string
}

// String returns the problem on one line.
func (p Problem) String() string { return fmt.Sprintf("%s: %s (%d)", p.Path, p.Message, p.Code) }

// OfLanguage reports whether the cause is a language or its voice rather than one document.
func (p Problem) OfLanguage() bool {
	return p.Code == grammar.CodeSayVoice || p.Code == grammar.CodeSayLanguage || p.Code == grammar.CodeHearLanguage
}

type validator struct {
	context  Context
	problems []Problem
}

func (v *validator) report(code int, path, format string, args ...any) {
	v.problems = append(v.problems, Problem{code, path, fmt.Sprintf(format, args...)})
}

// childPath returns the path of a child, numbered from 1 among children of its name.
func childPath(parent string, children []*grammar.Element, i int) string {
	n := 0
	for _, c := range children[:i+1] {
		if c.Name == children[i].Name {
			n++
		}
	}
	return fmt.Sprintf("%s/%s[%d]", parent, children[i].Name, n)
}
