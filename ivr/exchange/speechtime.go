package exchange

import (
	"strings"
	"time"
	"unicode"
)

// Speaking rates, between those of slow and fast readers.
const (
	syllablesPerSecond  = 4.5 // of Mandarin; a Han character is a syllable
	charactersPerSecond = 15  // of English and other alphabets
)

// PlayTime is how long any played recording lasts: media is not fetched.
const PlayTime = 5 * time.Second

// SpeechTime is the default Pace: it estimates how long text takes to say in a language (BCP 47, empty
// is en-US), for any voice: Mandarin at 4.5 syllables a second, all else at 15 characters a second. A
// digit spoken in a Chinese language is one syllable.
func SpeechTime(lang, _, text string) time.Duration {
	chinese := isChinese(lang)
	seconds := 0.0
	for _, r := range strings.Join(strings.Fields(text), " ") {
		switch {
		case unicode.Is(unicode.Han, r), chinese && unicode.IsDigit(r):
			seconds += 1 / syllablesPerSecond
		default:
			seconds += 1.0 / charactersPerSecond
		}
	}
	return time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
}

func isChinese(lang string) bool {
	tag, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return tag == "zh" || tag == "cmn" || tag == "yue"
}
