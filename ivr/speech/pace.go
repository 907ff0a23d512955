package speech

import (
	"strings"
	"time"
)

// Pace is how long a carrier's voice takes to say a text in a language: BCP 47
// or the carrier's codes (zh-CN, cmn-CN, en-US); all that is not Chinese is
// taken for English. The voice is the carrier's name of it (Polly.Zhiyu-Neural),
// or empty. What has nothing to say takes no time; words added to a text never
// make it shorter.
//
//	time = voice × (edge + syllable·syllables + word·words + letter·letters
//	                     + comma·commas + stop·stops)
//
// A Han character is a syllable. English words have theirs by rule, with a short
// list of exceptions; their letters tell strengths from cities, and words are
// those with a stress. Figures, sums, times of day and letters count as they are
// said: 128 is "one hundred twenty eight" or 一百二十八. Pauses are between two
// things said, never at the end; of many marks in a row the longest counts.
//
// The constants are the least squares of relative errors over espeak-ng 1.51's
// durations of OKPAY's own prompts (testdata/pace.tsv), voice is [slower].
// docs/PACE.md tells how well it does.
func Pace(lang, voice, text string) time.Duration {
	r := rateOf(lang)
	s := hear(text, r.chinese)
	if s.syllables == 0 {
		return 0
	}
	return time.Duration(slower(voice) * r.milliseconds(s) * float64(time.Millisecond)).Round(time.Millisecond)
}

// rate is how long the parts of a language take, in milliseconds.
type rate struct {
	chinese                bool
	edge                   float64 // before the first sound and after the last
	syllable, word, letter float64
	comma, stop            float64
}

// The rates of espeak-ng at its 175 words a minute. Its Mandarin rests no longer
// at a full stop than at a comma.
var (
	mandarinRate = rate{chinese: true, edge: 398.1, syllable: 242.2, comma: 280.1, stop: 244.2}
	englishRate  = rate{edge: 380.9, syllable: 13.8, word: 98.2, letter: 44.9, comma: 237.7, stop: 320.8}
)

func rateOf(lang string) rate {
	switch tag, _, _ := strings.Cut(lang, "-"); {
	case strings.EqualFold(tag, "zh"), strings.EqualFold(tag, "cmn"), strings.EqualFold(tag, "yue"):
		return mandarinRate
	}
	return englishRate
}

func (r rate) milliseconds(s said) float64 {
	return r.edge + r.syllable*float64(s.syllables) + r.word*float64(s.words) + r.letter*float64(s.letters) +
		r.comma*float64(s.commas) + r.stop*float64(s.stops)
}

// slower is how many times espeak-ng's time a voice of the carrier takes, by
// family. The figures are a guess on the safe side, since a wait that ends
// early harms nobody: never below 1, and awaiting a measurement on a real line.
func slower(voice string) float64 {
	if strings.HasSuffix(voice, "-Generative") || strings.Contains(voice, "-Chirp") {
		return 1.15 // they breathe
	}
	return 1.1 // standard, neural and unnamed ones
}
