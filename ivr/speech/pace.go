package speech

import (
	"strings"
	"time"
)

// Pace returns how long a carrier's voice takes to say a text in a language: BCP 47 or the carrier's
// codes (zh-CN, cmn-CN, en-US); anything but Chinese counts as English. The voice is the carrier's name
// for it (Polly.Zhiyu-Neural), or empty. A text with nothing to say takes no time; words added to a
// text never make it shorter.
//
//	time = voice × (edge + syllable·syllables + word·words + letter·letters
//	                     + comma·commas + stop·stops)
//
// A Han character is a syllable. English syllables follow a rule with a short list of exceptions;
// letters distinguish strengths from cities, and words are the stressed ones. Figures, sums, times of
// day and letters count as they are said: 128 is "one hundred twenty eight" or 一百二十八. Pauses are
// between two spoken parts, never at the end; of several marks in a row the longest counts.
//
// The constants are the least squares of relative errors over espeak-ng 1.51's durations of OKPAY's own
// prompts (testdata/pace.tsv); voice is [slower]. docs/PACE.md describes the accuracy.
func Pace(lang, voice, text string) time.Duration {
	r := rateOf(lang)
	s := hear(text, r.chinese)
	if s.syllables == 0 {
		return 0
	}
	return time.Duration(slower(voice) * r.milliseconds(s) * float64(time.Millisecond)).Round(time.Millisecond)
}

// rate is how long each part of a language takes, in milliseconds.
type rate struct {
	chinese                bool
	edge                   float64 // before the first sound and after the last
	syllable, word, letter float64
	comma, stop            float64
}

// The rates of espeak-ng at its 175 words a minute. Its Mandarin pauses no longer at a full stop than
// at a comma.
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

// slower returns how much longer than espeak-ng a voice of the carrier takes, by family. The factors
// are never below 1 and estimated on the safe side, since a wait that ends early does no harm; they
// have not been measured on a real call.
func slower(voice string) float64 {
	if strings.HasSuffix(voice, "-Generative") || strings.Contains(voice, "-Chirp") {
		return 1.15 // these take breaths
	}
	return 1.1 // standard, neural and unnamed ones
}
