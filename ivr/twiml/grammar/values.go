package grammar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Twilio's error codes that validators and exchanges share.
const (
	CodeEmpty        = 11770
	CodeParse        = 12100
	CodeRoot         = 12102
	CodeSchema       = 12200
	CodeInDial       = 13215
	CodeInGather     = 13320
	CodeHearLanguage = 13331
	CodeSayVoice     = 13511
	CodeSayLanguage  = 13512
)

// How many hints a Gather takes for speech, and of how many characters each.
const (
	MaxHints = 500
	MaxHint  = 100
)

// check is a rule for an attribute's value that the typings do not express.
type check struct {
	sound func(string) bool
	want  string
}

var checks = map[string]check{
	"Gather.finishOnKey":   {like(`[0-9#*]?`), "one key or none"},
	"Gather.timeout":       {within(1, 600), "from 1 to 600"},
	"Gather.numDigits":     {within(1, 1000), "from 1 to 1000"},
	"Gather.speechTimeout": {like(`auto|[1-9][0-9]{0,2}`), "a number of seconds or auto"},
	"Gather.maxSpeechTime": {within(1, 600), "from 1 to 600"},
	"Gather.hints":         {FewHints, "500 words or fewer of 100 characters each"},
	"Say.loop":             {within(0, 1000), "from 0 to 1000"},
	"Play.loop":            {within(0, 1000), "from 0 to 1000"},
	"Play.digits":          {like(`[0-9*#wW]+`), "keys, w or W"},
	"Pause.length":         {within(1, 3600), "from 1 to 3600"},
	"Record.maxLength":     {within(2, 86400), "from 2 to 86400"},
	"Record.timeout":       {within(0, 600), "from 0 to 600"},
	"Record.finishOnKey":   {like(`[0-9#*]*`), "keys"},
	"Dial.timeout":         {within(5, 600), "from 5 to 600"},
	"Dial.timeLimit":       {within(1, 86400), "from 1 to 86400"},
	"Dial.callerId":        {like(`\+?[0-9]{3,15}|client:.+|sip:.+`), "a telephone number"},
	"Dial.callReason":      {atMost(50), "50 characters or fewer"},
	"Number.sendDigits":    {like(`[0-9*#wW]+`), "keys, w or W"},
	"Enqueue.maxQueueSize": {within(1, 5000), "from 1 to 5000"},

	"Conference.participantLabel": {atMost(128), "128 characters or fewer"},
	"Conference.maxParticipants":  {within(2, 250), "from 2 to 250"},
	"SsmlBreak.time":              {like(`([0-9]|10)(\.[0-9]+)?s|[0-9]{1,4}ms|10000ms`), "10s or less"},
}

// codes are Twilio's error codes for attribute values; an attribute without one violates the schema.
// Where Record has several codes, one is used for all.
var codes = map[string]int{
	"Dial.method": 13210, "Dial.timeout": 13212, "Dial.hangupOnStar": 13213, "Dial.callerId": 13214,
	"Dial.timeLimit": 13216, "Dial.record": 13217, "Dial.sequential": 13218, "Dial.answerOnBridge": 13219,
	"Gather.finishOnKey": 13310, "Gather.method": 13312, "Gather.timeout": 13313, "Gather.numDigits": 13314,
	"Gather.input": 13326, "Gather.speechTimeout": 13327, "Gather.maxSpeechTime": 13328,
	"Gather.partialResultCallbackMethod": 13329, "Gather.hints": 13330, "Gather.language": CodeHearLanguage,
	"Gather.bargeIn": 13332, "Gather.profanityFilter": 13333, "Gather.actionOnEmptyResult": 13338,
	"Play.loop": 13410, "Say.loop": 13510, "Say.voice": CodeSayVoice, "Say.language": CodeSayLanguage,
	"Record.method": 13610, "Record.timeout": 13611, "Record.maxLength": 13612, "Record.finishOnKey": 13613,
	"Record.playBeep": 13699, "Record.trim": 13699, "Record.transcribe": 13699,
	"Redirect.method": 13710, "Reject.reason": 13810, "Pause.length": 13910,
	"Enqueue.method": 14201, "Enqueue.waitUrlMethod": 14206,
}

// CheckValue returns what is wrong with the value of an attribute that elements of a class
// have, and Twilio's error code for it; "" when nothing is. The problem shows a value only where
// values are a closed set: others may be a caller's number.
func CheckValue(class string, a Attr) (code int, problem string) {
	code, ok := codes[class+"."+a.Name]
	if !ok {
		code = CodeSchema
	}
	check, checked := checks[class+"."+a.Name]
	switch kind := Of(class).Attributes[a.Name]; {
	case passedThrough(class, a):
	case !conforms(kind, a.Value):
		return code, fmt.Sprintf("%s cannot be %q", a.Name, a.Value)
	case checked && !check.sound(a.Value):
		return code, fmt.Sprintf("%s is not %s", a.Name, check.want)
	case isMethod(a.Name) && a.Value != "GET" && a.Value != "POST":
		return code, fmt.Sprintf("%s is %q, not GET or POST", a.Name, a.Value)
	}
	return 0, ""
}

// passedThrough reports whether the typings lack a value that Twilio accepts.
func passedThrough(class string, a Attr) bool {
	return class == "Gather" && a.Name == "language" && a.Value == "zh-CN"
}

// NestingCode returns Twilio's error code for an element that cannot stand in a parent.
func NestingCode(parent string) int {
	switch parent {
	case "Gather":
		return CodeInGather
	case "Dial":
		return CodeInDial
	}
	return CodeSchema
}

func like(pattern string) func(string) bool {
	return regexp.MustCompile(`^(` + pattern + `)$`).MatchString
}

func within(least, most int) func(string) bool {
	return func(s string) bool {
		n, err := strconv.Atoi(s)
		return err == nil && n >= least && n <= most
	}
}

func atMost(characters int) func(string) bool {
	return func(s string) bool { return utf8.RuneCountInString(s) <= characters }
}

// FewHints reports whether hints are as many and as long as Twilio accepts.
func FewHints(hints string) bool {
	count := 0
	for word := range strings.SplitSeq(hints, ",") {
		if count++; count > MaxHints || len(word) > MaxHint && utf8.RuneCountInString(strings.TrimSpace(word)) > MaxHint {
			return false
		}
	}
	return true
}

func isMethod(name string) bool { return name == "method" || strings.HasSuffix(name, "Method") }
