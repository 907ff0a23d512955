package twiml

import (
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
	if absolute("recording", recording) != nil && r.links.Sound != nil && recording != "" {
		recording = r.links.Sound(recording)
	}
	if absolute("recording", recording) != nil {
		r.say(s)
		return
	}
	r.comment(s.Language + ": " + strings.ReplaceAll(speakable(s.Text), "\n", " "))
	r.element("Play", recording)
}

// say writes a text as one Say, or as several if one would be too long.
func (w *writer) say(s ivr.Say) {
	for _, part := range split(speakable(s.Text)) {
		w.open("Say", attr{"language", s.Language}, attr{"voice", s.Voice})
		for i, line := range strings.Split(part, "\n") {
			if i > 0 {
				w.breathe(s.Voice)
			}
			w.text(line)
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
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.Join(strings.Fields(clean(line)), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// split cuts a text into parts that fit in one Say each.
func split(text string) []string {
	var parts []string
	for text != "" {
		end := cut(text)
		if part := strings.TrimSpace(text[:end]); part != "" {
			parts = append(parts, part)
		}
		text = text[end:]
	}
	return parts
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
