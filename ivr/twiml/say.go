package twiml

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
)

// Twilio's limits for one Say (error 13521): its text URL-encoded, where a Chinese character takes nine
// bytes, and the characters that a Polly voice takes.
const (
	maxEncoded = 4500
	maxSpoken  = 3000
	// roundSay keeps a Mandarin Say safely under 500 characters.
	roundSay = 4400
)

// breath is the pause for a line end in [ivr.Say].
const breath = "500ms"

// speak plays the recording of a text, or speaks the text if it has none. A comment before the
// recording gives its language and text: "cmn-CN: 您好".
func (r *renderer) speak(s ivr.Say) {
	recording := s.Audio
	if recording != "" && r.links.Sound != nil && !complete(recording) {
		recording = r.links.Sound(recording)
	}
	if recording == "" || !complete(recording) {
		r.say(s)
		return
	}
	r.comment(s.Language + ": " + strings.ReplaceAll(speakable(s.Text), "\n", " "))
	r.element("Play", recording)
}

// say writes a text as one Say, or as several if one would be too long.
func (w *writer) say(s ivr.Say) {
	for part := range split(speakable(s.Text)) {
		w.begin("Say")
		w.attr("language", s.Language)
		w.attr("voice", s.Voice)
		w.WriteByte('>')
		first := true
		for line := range strings.SplitSeq(part, "\n") {
			if !first {
				w.breathe(s.Voice)
			}
			w.text(line)
			first = false
		}
		w.shut("Say")
	}
}

func (w *writer) breathe(voice string) {
	if takesSSML(voice) {
		w.empty("break", attr{"time", breath})
		return
	}
	w.WriteByte(' ')
}

// takesSSML reports whether a voice supports tags: Polly's and Google's do, but not Google's Chirp
// voices, nor Twilio's basic ones.
func takesSSML(voice string) bool {
	polly, google := strings.HasPrefix(voice, "Polly."), strings.HasPrefix(voice, "Google.")
	return polly || google && !strings.Contains(voice, "-Chirp")
}

// speakable cleans a text line by line and drops empty lines.
func speakable(text string) string {
	if tidy(text) {
		return text
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.Join(strings.Fields(clean(line)), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// tidy reports whether a text is one line of words with single blanks between them.
func tidy(text string) bool {
	return !strings.HasPrefix(text, " ") && !strings.HasSuffix(text, " ") && !strings.Contains(text, "  ") &&
		!strings.ContainsFunc(text, unclean)
}

// split yields the parts of a text that fit in one Say each.
func split(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text != "" {
			end := cut(text)
			if part := strings.TrimSpace(text[:end]); part != "" && !yield(part) {
				return
			}
			text = text[end:]
		}
	}
}

// ends are the marks after which a text may be cut, the best first. The blank distinguishes a full stop
// from a decimal point.
var ends = [][]string{
	{"\n", "。", "！", "？", ". ", "! ", "? "},
	{"；", "，", "、", "; ", ", "},
	{" "},
}

// cut returns where a part ends: after the last sentence that fits, else after the last clause or word,
// else in the middle of a word.
func cut(text string) int {
	most := fitting(text)
	if most == len(text) {
		return most
	}
	for _, marks := range ends {
		end := 0
		for _, mark := range marks {
			if i := strings.LastIndex(text[:most], mark); i >= 0 {
				end = max(end, i+len(mark))
			}
		}
		if end > 0 {
			return end
		}
	}
	return most
}

// fitting returns the length in bytes of the longest prefix of text that fits in one Say.
func fitting(text string) int {
	if len(text)*3 <= roundSay && len(text) <= maxSpoken && !strings.Contains(text, "\n") { // no byte takes more
		return len(text)
	}
	size, count := 0, 0
	for i, r := range text {
		size += encoded(r)
		if count++; size > roundSay || count > maxSpoken {
			return i
		}
	}
	return len(text)
}

// encoded returns the length of a character in a URL; a line end counts as its tag.
func encoded(r rune) int {
	switch {
	case r == '\n':
		return len("%3Cbreak%20time%3D%22500ms%22%2F%3E")
	case r < utf8.RuneSelf && (isAlphanumeric(r) || strings.ContainsRune("-_.~", r)):
		return 1
	}
	return 3 * utf8.RuneLen(r)
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}
