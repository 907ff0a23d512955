package twiml

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// Twilio's error codes for documents.
const (
	codeURL         = 11100
	codeTooLarge    = 11750
	codeMixedDial   = 13000
	codeWhisperDial = 13201
	codeNumber      = 13223
	codeConference  = 13238
	codeSayText     = 13520
	codeSayLength   = 13521
	codeWaitURL     = 14202
	codeNameShort   = 14204
	codeNameLong    = 14205
	codeInQueueURL  = 14210
	codeRelative    = 15004
	codeTwimlLength = 32018
)

// maxTwiml is the most characters of the Twiml parameter.
const maxTwiml = 4000

// allowance lists what a context accepts at the top of a document, and the error code for anything else.
type allowance struct {
	verbs string
	code  int
}

var allowances = map[Context]allowance{
	WaitDocument:   {"Play Say Pause Hangup Redirect Leave Gather", codeWaitURL},
	Whisper:        {"Play Say Gather Hangup", grammar.CodeSchema},
	ConferenceWait: {"Play Say Pause Redirect", codeConference},
	QueueURL:       {"Play Say Pause Redirect", codeInQueueURL},
}

// Validate returns everything that is wrong with a document in its context; nil when it is valid.
// Relative URLs are always reported: they are not relative to what one expects.
func Validate(doc []byte, c Context) []Problem {
	v := validator{context: c}
	if v.bytes(doc) {
		v.document(doc)
	}
	return v.problems
}

// bytes checks what needs no parser; it returns false if parsing makes no sense.
func (v *validator) bytes(doc []byte) bool {
	switch {
	case len(bytes.TrimSpace(doc)) == 0:
		v.report(grammar.CodeEmpty, "/", "the document is empty")
	case len(doc) > maxSize:
		v.report(codeTooLarge, "/", "the document has %d bytes, more than %d", len(doc), maxSize)
	case doc[0] != '<':
		v.report(grammar.CodeParse, "/", "something stands before the first <")
	case !utf8.Valid(doc):
		v.report(grammar.CodeParse, "/", "the document is not UTF-8")
	default:
		if n := utf8.RuneCount(doc); v.context == RESTTwiml && n > maxTwiml {
			v.report(codeTwimlLength, "/", "the Twiml parameter has %d characters, more than %d", n, maxTwiml)
		}
		return true
	}
	return false
}

func (v *validator) document(doc []byte) {
	root, err := grammar.Parse(doc)
	switch {
	case err != nil:
		v.report(grammar.CodeParse, "/", "%v", err)
	case root == nil || root.Name != "Response":
		v.report(grammar.CodeRoot, "/", "the root element is not Response")
	default:
		v.element(root, grammar.RootClass, "/Response")
		v.verbs(root)
	}
}

// verbs checks what concerns only the top of a document: the context, and that every verb can be
// reached.
func (v *validator) verbs(root *grammar.Element) {
	here, bound := allowances[v.context]
	ended := ""
	for i, e := range root.Elements() {
		path := childPath("/Response", root.Elements(), i)
		if bound && !slices.Contains(strings.Fields(here.verbs), e.Name) {
			v.report(here.codeOf(v.context, e.Name), path, "%s cannot stand here, only %s", e.Name, here.verbs)
		}
		if ended != "" {
			v.report(0, path, "%s is never reached, after %s", e.Name, ended)
		}
		if closes(e) {
			ended = e.Name
		}
	}
}

func (p allowance) codeOf(c Context, verb string) int {
	if c == Whisper && verb == "Dial" {
		return codeWhisperDial
	}
	return p.code
}

// closes reports whether nothing after the verb is reached. A Record does not end a document: after an
// empty recording Twilio goes on; nor does a Gather, which is followed by a Redirect.
func closes(e *grammar.Element) bool {
	switch e.Name {
	case "Redirect", "Hangup", "Reject", "Leave":
		return true
	case "Enqueue", "Dial":
		action, _ := e.Attr("action")
		return action != ""
	}
	return false
}

// element checks an element of a class, and all within it.
func (v *validator) element(e *grammar.Element, class, path string) {
	r := grammar.Of(class)
	if !r.Text && e.Text() != "" {
		v.report(grammar.CodeSchema, path, "%s holds no text", e.Name)
	}
	for _, a := range e.Attrs {
		v.attribute(e, class, a, path)
	}
	v.special(e, class, path)
	for i, c := range e.Elements() {
		at := childPath(path, e.Elements(), i)
		class, ok := r.Children[c.Name]
		if !ok {
			v.report(grammar.NestingCode(e.Name), at, "%s cannot stand in %s", c.Name, e.Name)
			continue
		}
		v.element(c, class, at)
	}
}

func (v *validator) attribute(e *grammar.Element, class string, a grammar.Attr, path string) {
	if !grammar.Of(class).Has(a.Name) {
		v.report(grammar.CodeSchema, path, "%s has no attribute %s", e.Name, a.Name)
		return
	}
	if problem := v.url(class, a); problem != 0 {
		v.report(problem, path, "%s is no absolute URL", a.Name)
	}
	if code, problem := grammar.CheckValue(class, a); problem != "" {
		v.report(code, path, "%s", problem)
	}
}
