package twiml

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// special checks rules for several attributes at once, or for the text.
func (v *validator) special(e *grammar.Element, class, path string) {
	text := e.Text()
	switch class {
	case "Say":
		v.say(e, path)
	case "Play":
		v.play(e, text, path)
	case "Redirect":
		if !isAbsolute(text) {
			v.report(v.relativeCode(), path, "Redirect leads to no absolute URL")
		}
	case "Gather":
		v.speech(e, path)
	case "Enqueue":
		v.queueName(e, text, path)
	case "Dial":
		v.dial(e, text, path)
	case "Number":
		v.number(text, path)
	case "SsmlSayAs":
		if _, ok := e.Attr("interpret-as"); !ok {
			v.report(grammar.CodeSchema, path, "say-as needs interpret-as")
		}
	}
}

func (v *validator) say(e *grammar.Element, path string) {
	words := strings.TrimSpace(e.Words())
	if words == "" {
		v.report(codeSayText, path, "Say has nothing to say")
	}
	size := 0
	for _, r := range words {
		size += encoded(r)
	}
	if n := utf8.RuneCountInString(words); size > maxEncoded || n > maxSpoken {
		v.report(codeSayLength, path, "Say has %d characters, URL-encoded %d, more than %d or %d", n, size, maxSpoken, maxEncoded)
	}
	voice, _ := e.Attr("voice")
	language, given := e.Attr("language")
	if speaks := voiceLanguage(voice); given && speaks != "" && speaks != language {
		v.report(grammar.CodeSayLanguage, path, "voice %s speaks %s, not %s", voice, speaks, language)
	}
	if len(e.Elements()) > 0 && voice != "" && !takesSSML(voice) {
		v.report(codeSayText, path, "voice %s takes no tags", voice)
	}
}

var googleVoice = regexp.MustCompile(`^Google\.([a-z]{2,3}-[A-Z]{2})-`)

// pollyLanguages are the Amazon voices that a Chinese or an English hotline may choose; others are not
// checked.
var pollyLanguages = map[string]string{
	"Zhiyu": "cmn-CN", "Hiujin": "yue-HK",
	"Joanna": "en-US", "Matthew": "en-US", "Salli": "en-US", "Kendra": "en-US", "Kimberly": "en-US", "Ivy": "en-US",
	"Joey": "en-US", "Justin": "en-US", "Kevin": "en-US", "Ruth": "en-US", "Stephen": "en-US", "Danielle": "en-US",
	"Gregory": "en-US", "Amy": "en-GB", "Brian": "en-GB", "Emma": "en-GB", "Arthur": "en-GB",
	"Nicole": "en-AU", "Russell": "en-AU", "Olivia": "en-AU",
}

// voiceLanguage returns the language that a voice speaks, "" when unknown.
func voiceLanguage(voice string) string {
	if m := googleVoice.FindStringSubmatch(voice); m != nil {
		return m[1]
	}
	name, ok := strings.CutPrefix(voice, "Polly.")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "-")
	return pollyLanguages[name]
}

func (v *validator) play(e *grammar.Element, text, path string) {
	digits, _ := e.Attr("digits")
	switch {
	case text == "" && digits == "":
		v.report(grammar.CodeSchema, path, "Play has neither a URL nor digits")
	case text != "" && !isAbsolute(text):
		v.report(v.relativeCode(), path, "Play has no absolute URL")
	}
}

// speech refuses the combination that Twilio answers with error 13335.
func (v *validator) speech(e *grammar.Element, path string) {
	const codeAutomatic = 13335
	timeout, _ := e.Attr("speechTimeout")
	if _, model := e.Attr("speechModel"); model && timeout == "auto" {
		v.report(codeAutomatic, path, "speechTimeout auto does not go with a speechModel")
	}
}

func (v *validator) queueName(e *grammar.Element, text, path string) {
	if _, workflow := e.Attr("workflowSid"); workflow {
		return
	}
	switch n := utf8.RuneCountInString(text); {
	case n < 1:
		v.report(codeNameShort, path, "the queue has no name")
	case n > maxQueueName:
		v.report(codeNameLong, path, "the queue's name has %d characters, more than %d", n, maxQueueName)
	}
}

func (v *validator) dial(e *grammar.Element, text, path string) {
	kinds := map[string]int{}
	for _, c := range e.Elements() {
		kinds[c.Name]++
	}
	switch {
	case len(e.Elements()) == 0:
		v.number(text, path)
	case text != "":
		v.report(grammar.CodeInDial, path, "Dial has a number as text beside others")
	}
	for _, alone := range []string{"Conference", "Queue"} {
		if n := kinds[alone]; n > 0 && len(e.Elements()) > 1 {
			v.report(codeMixedDial, path, "%s stands beside others", alone)
		}
	}
	if kinds["Number"]+kinds["Client"] > maxNumbers {
		v.report(grammar.CodeInDial, path, "more than %d are dialled", maxNumbers)
	}
}

var dialable = regexp.MustCompile(`^\+?[0-9][0-9() .-]{2,24}$`)

func (v *validator) number(text, path string) {
	if !dialable.MatchString(text) {
		v.report(codeNumber, path, "no telephone number")
	}
}
