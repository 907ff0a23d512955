package twiml

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
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
	return p.Code == codeSayVoice || p.Code == codeSayLanguage || p.Code == codeHearLanguage
}

// Twilio's error codes for documents.
const (
	codeURL          = 11100
	codeTooLarge     = 11750
	codeEmpty        = 11770
	codeParse        = 12100
	codeRoot         = 12102
	codeSchema       = 12200
	codeMixedDial    = 13000
	codeWhisperDial  = 13201
	codeInDial       = 13215
	codeNumber       = 13223
	codeConference   = 13238
	codeInGather     = 13320
	codeHearLanguage = 13331
	codeSayVoice     = 13511
	codeSayLanguage  = 13512
	codeSayText      = 13520
	codeSayLength    = 13521
	codeWaitURL      = 14202
	codeNameShort    = 14204
	codeNameLong     = 14205
	codeInQueueURL   = 14210
	codeRelative     = 15004
	codeTwimlLength  = 32018
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
	Whisper:        {"Play Say Gather Hangup", codeSchema},
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

type validator struct {
	context  Context
	problems []Problem
}

func (v *validator) report(code int, path, format string, args ...any) {
	v.problems = append(v.problems, Problem{code, path, fmt.Sprintf(format, args...)})
}

// bytes checks what needs no parser; it returns false if parsing makes no sense.
func (v *validator) bytes(doc []byte) bool {
	switch {
	case len(bytes.TrimSpace(doc)) == 0:
		v.report(codeEmpty, "/", "the document is empty")
	case len(doc) > maxSize:
		v.report(codeTooLarge, "/", "the document has %d bytes, more than %d", len(doc), maxSize)
	case doc[0] != '<':
		v.report(codeParse, "/", "something stands before the first <")
	case !utf8.Valid(doc):
		v.report(codeParse, "/", "the document is not UTF-8")
	default:
		if n := utf8.RuneCount(doc); v.context == RESTTwiml && n > maxTwiml {
			v.report(codeTwimlLength, "/", "the Twiml parameter has %d characters, more than %d", n, maxTwiml)
		}
		return true
	}
	return false
}

func (v *validator) document(doc []byte) {
	root, err := parse(doc)
	switch {
	case err != nil:
		v.report(codeParse, "/", "%v", err)
	case root == nil || root.name != "Response":
		v.report(codeRoot, "/", "the root element is not Response")
	default:
		v.element(root, rootClass, "/Response")
		v.verbs(root)
	}
}

// verbs checks what concerns only the top of a document: the context, and that every verb can be
// reached.
func (v *validator) verbs(root *element) {
	here, bound := allowances[v.context]
	ended := ""
	for i, e := range root.children {
		path := childPath("/Response", root.children, i)
		if bound && !slices.Contains(strings.Fields(here.verbs), e.name) {
			v.report(here.codeOf(v.context, e.name), path, "%s cannot stand here, only %s", e.name, here.verbs)
		}
		if ended != "" {
			v.report(0, path, "%s is never reached, after %s", e.name, ended)
		}
		if closes(e) {
			ended = e.name
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
func closes(e *element) bool {
	switch e.name {
	case "Redirect", "Hangup", "Reject", "Leave":
		return true
	case "Enqueue", "Dial":
		action, _ := e.attr("action")
		return action != ""
	}
	return false
}

// element checks an element of a class, and all within it.
func (v *validator) element(e *element, class, path string) {
	r := grammar()[class]
	if !r.Text && strings.TrimSpace(e.text.String()) != "" {
		v.report(codeSchema, path, "%s holds no text", e.name)
	}
	for _, a := range e.attrs {
		v.attribute(e, class, r, a, path)
	}
	v.special(e, class, path)
	for i, c := range e.children {
		at := childPath(path, e.children, i)
		class, ok := r.Children[c.name]
		if !ok {
			v.report(nestingCode(e.name), at, "%s cannot stand in %s", c.name, e.name)
			continue
		}
		v.element(c, class, at)
	}
}

func nestingCode(parent string) int {
	switch parent {
	case "Gather":
		return codeInGather
	case "Dial":
		return codeInDial
	}
	return codeSchema
}

func (v *validator) attribute(e *element, class string, r rule, a attr, path string) {
	kind, ok := r.Attributes[a.name]
	if !ok {
		v.report(codeSchema, path, "%s has no attribute %s", e.name, a.name)
		return
	}
	code := attributeCode(class, a.name)
	if problem := v.url(class, a); problem != 0 {
		v.report(problem, path, "%s is no absolute URL", a.name)
	}
	if !conforms(kind, a.value) && !passedThrough(class, a) {
		v.report(code, path, "%s cannot be %q", a.name, a.value)
		return
	}
	if c, ok := checks[class+"."+a.name]; ok && !c.sound(a.value) {
		v.report(code, path, "%s is not %s", a.name, c.want) // the value may be a caller's number
	}
	if isMethod(a.name) && a.value != "GET" && a.value != "POST" {
		v.report(code, path, "%s is %q, not GET or POST", a.name, a.value)
	}
}

// passedThrough reports whether the typings lack a value that Twilio accepts.
func passedThrough(class string, a attr) bool {
	return class == "Gather" && a.name == "language" && a.value == "zh-CN"
}

// childPath returns the path of a child, numbered from 1 among children of its name.
func childPath(parent string, children []*element, i int) string {
	n := 0
	for _, c := range children[:i+1] {
		if c.name == children[i].name {
			n++
		}
	}
	return fmt.Sprintf("%s/%s[%d]", parent, children[i].name, n)
}
