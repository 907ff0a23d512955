package exchange

import (
	"slices"
	"strconv"
	"strings"
)

// rule lists the attributes and elements that an element may have, by name.
type rule struct{ attrs, inside []string }

func allow(attrs, inside string) rule {
	return rule{strings.Fields(attrs), strings.Fields(inside)}
}

const (
	ssml     = "break emphasis lang p phoneme prosody s say-as sub w"
	callback = " statusCallback statusCallbackEvent statusCallbackMethod url method"
	machine  = " amdStatusCallback amdStatusCallbackMethod machineDetection machineDetectionSilenceTimeout machineDetectionSpeechEndThreshold machineDetectionSpeechThreshold machineDetectionTimeout"
	taping   = " recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod recordingConfigurationId trim"
)

// grammar is the TwiML that this exchange executes.
var grammar = map[string]rule{
	"Response":   allow("", "Dial Enqueue Gather Hangup Leave Pause Play Record Redirect Reject Say"),
	"Say":        allow("language loop voice", ssml),
	"Play":       allow("digits loop", ""),
	"Pause":      allow("length", ""),
	"Redirect":   allow("method", ""),
	"Hangup":     allow("", ""),
	"Leave":      allow("", ""),
	"Reject":     allow("reason", ""),
	"Gather":     allow("action actionOnEmptyResult bargeIn debug enhanced finishOnKey hints input language maxSpeechTime method numDigits partialResultCallback partialResultCallbackMethod profanityFilter speechModel speechTimeout timeout", "Say Play Pause"),
	"Record":     allow("action finishOnKey maxLength method playBeep timeout transcribe transcribeCallback"+taping, ""),
	"Enqueue":    allow("action maxQueueSize method waitUrl waitUrlMethod workflowSid", "Task"),
	"Task":       allow("priority timeout", ""),
	"Dial":       allow("action answerOnBridge callerId callReason events hangupOnStar method record recordingTrack referMethod referUrl ringTone sequential timeLimit timeout"+taping, "Number Client Sip Queue Conference"),
	"Number":     allow("byoc sendDigits"+callback+machine, ""),
	"Client":     allow("clientNotificationUrl"+callback, "Identity Parameter"),
	"Sip":        allow("password username"+callback+machine, "Headers Uri"),
	"Headers":    allow("", "Header"),
	"Header":     allow("name value", ""),
	"Uri":        allow("", ""),
	"Queue":      allow("method postWorkActivitySid reservationSid url", ""),
	"Conference": allow("beep coach endConferenceOnExit eventCallbackUrl jitterBufferSize maxParticipants muted participantLabel record region startConferenceOnEnter statusCallback statusCallbackEvent statusCallbackMethod waitMethod waitUrl"+taping, ""),
	"Identity":   allow("", ""),
	"Parameter":  allow("name value", ""),
	"break":      allow("strength time", ""),
	"emphasis":   allow("level", ssml),
	"lang":       allow("xml:lang", ssml),
	"p":          allow("", ssml),
	"phoneme":    allow("alphabet ph", ""),
	"prosody":    allow("pitch rate volume", ssml),
	"s":          allow("", ssml),
	"say-as":     allow("format interpret-as", ""),
	"sub":        allow("alias", ""),
	"w":          allow("role", ssml),
}

// nestingCode is the warning for an unknown element inside these; 12200 elsewhere.
var nestingCode = map[string]int{"Gather": 13320, "Dial": 13215}

// withText lists the elements whose text has a meaning.
var withText = strings.Fields("Say Play Redirect Enqueue Task Dial Number Client Sip Queue Conference Identity Uri " + ssml)

// review returns a warning for everything in the document that TwiML, or this exchange, does not know.
func review(e *element) []*fault {
	r := grammar[e.name]
	var found []*fault
	for _, a := range e.attrs {
		if !slices.Contains(r.attrs, a.name) {
			found = append(found, faultf(12200, "attribute %q is not allowed in <%s>", a.name, e.name))
		}
	}
	if e.text() != "" && !slices.Contains(withText, e.name) {
		found = append(found, faultf(12200, "text is not allowed in <%s>", e.name))
	}
	for _, child := range e.elements() {
		if !slices.Contains(r.inside, child.name) {
			found = append(found, misplaced(child, e))
			continue
		}
		found = append(found, review(child)...)
	}
	return append(found, reviewValues(e)...)
}

func misplaced(child, parent *element) *fault {
	code := nestingCode[parent.name]
	if code == 0 {
		code = 12200
	}
	return faultf(code, "element <%s> is not allowed in <%s> or not known to this exchange", child.name, parent.name)
}

// known reports whether child may stand inside parent, so that it can be executed.
func known(child, parent *element) bool {
	return slices.Contains(grammar[parent.name].inside, child.name)
}

// values lists the attributes with a closed set of values, and their warnings.
var values = []struct {
	element, attr string
	code          int
	good          func(string) bool
}{
	{"Gather", "finishOnKey", 13310, func(v string) bool { return v == "" || len(v) == 1 && isKeys(v) }},
	{"Gather", "method", 13311, isMethod},
	{"Gather", "timeout", 13313, func(v string) bool { return v == "auto" || isCount(v) }},
	{"Gather", "numDigits", 13314, isPositive},
	{"Gather", "input", 13326, isInput},
	{"Say", "loop", 13510, isCount},
	{"Play", "loop", 13410, isCount},
	{"Pause", "length", 13910, isPositive},
	{"Record", "finishOnKey", 13613, isKeys},
	{"Record", "maxLength", 13612, isPositive},
	{"Record", "timeout", 13611, isCount},
	{"Record", "method", 13610, isMethod},
	{"Redirect", "method", 13710, isMethod},
	{"Record", "recordingStatusCallbackEvent", 12200, isRecordingEvents},
	{"Reject", "reason", 13810, func(v string) bool { return v == "rejected" || v == "busy" }},
	{"Dial", "method", 13210, isMethod},
	{"Dial", "timeout", 13212, isPositive},
	{"Dial", "timeLimit", 13216, isPositive},
	{"Enqueue", "method", 14201, isMethod},
	{"Enqueue", "waitUrlMethod", 14206, isMethod},
}

func reviewValues(e *element) []*fault {
	var found []*fault
	for _, v := range values {
		if value, ok := e.attr(v.attr); ok && v.element == e.name && !v.good(value) {
			found = append(found, faultf(v.code, "<%s %s=%q>: not a value for it", e.name, v.attr, value))
		}
	}
	return found
}

func isMethod(v string) bool { return v == "GET" || v == "POST" }

func isInput(v string) bool {
	for _, kind := range strings.Fields(v) {
		if kind != "dtmf" && kind != "speech" {
			return false
		}
	}
	return v != ""
}

// isRecordingEvents reports whether a value lists recording status events.
func isRecordingEvents(v string) bool {
	for _, event := range strings.Fields(v) {
		if event != "in-progress" && event != "completed" && event != "absent" {
			return false
		}
	}
	return v != ""
}

func isKeys(v string) bool { return strings.Trim(v, "0123456789*#") == "" }

func isCount(v string) bool {
	n, err := strconv.Atoi(v)
	return err == nil && n >= 0
}

func isPositive(v string) bool {
	n, err := strconv.Atoi(v)
	return err == nil && n > 0
}
