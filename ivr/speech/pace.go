package speech

import (
	"strings"
	"time"
)

// Pace is how long a voice takes to say a text in a language: BCP 47 or the
// carrier's codes (zh-CN, cmn-CN, en-US); the voice is the carrier's name of it
// (Polly.Zhiyu-Neural), or empty. What has nothing to say takes no time.
//
//	time = voice × (edge + syllable·syllables + word·words + letter·letters
//	                     + comma·commas + stop·stops)
//
// A Han character is a syllable. English has its syllables by rule, with a short
// list of exceptions. Figures, sums, times of day and letters are counted as
// they are said: 128 is "one hundred twenty eight" or 一百二十八. Pauses are
// between two things said, never at the end; of many marks in a row the longest
// counts. The words and letters of a text tell long syllables from short ones.
func Pace(lang, voice, text string) time.Duration {
	r := paceOf(lang)
	said := hear(text, r.chinese)
	if said.syllables == 0 {
		return 0
	}
	return time.Duration(r.length(said) * slower(voice) * float64(time.Millisecond)).Round(time.Millisecond)
}

// rate is how long a language's parts take, in milliseconds.
type rate struct {
	chinese                bool
	edge                   float64 // before the first sound and after the last
	syllable, word, letter float64
	comma, stop            float64
}

var (
	mandarinRate = rate{chinese: true, edge: 300, syllable: 250, comma: 200, stop: 400}
	englishRate  = rate{edge: 300, syllable: 150, word: 40, letter: 10, comma: 250, stop: 450}
)

func paceOf(lang string) rate {
	tag, _, _ := strings.Cut(lang, "-")
	switch {
	case strings.EqualFold(tag, "zh"), strings.EqualFold(tag, "cmn"), strings.EqualFold(tag, "yue"):
		return mandarinRate
	}
	return englishRate
}

func (r rate) length(s said) float64 {
	return r.edge + r.syllable*float64(s.syllables) + r.word*float64(s.words) + r.letter*float64(s.letters) +
		r.comma*float64(s.commas) + r.stop*float64(s.stops)
}

// slower is how much longer than espeak-ng's a voice of the carrier takes.
func slower(voice string) float64 {
	switch {
	case strings.HasSuffix(voice, "-Generative"), strings.Contains(voice, "Chirp"):
		return 1.15
	case strings.HasPrefix(voice, "Polly."), strings.HasPrefix(voice, "Google."):
		return 1.1
	}
	return 1
}
