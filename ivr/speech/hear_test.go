package speech

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSyllables(t *testing.T) {
	t.Parallel()
	for n, words := range [][]string{
		1: {"press", "take", "takes", "talked", "phone", "please", "hmm", "the", "closed", "yours"},
		2: {"refund", "people", "table", "payment", "prices", "wanted", "choices", "money", "business", "nation", "asking", "cancelled", "handled", "money's", "account", "lion"},
		3: {"transaction", "area", "okpay", "another", "created"},
		4: {"information", "february", "january"},
	} {
		for _, word := range words {
			require.Equal(t, n, syllables(word), word)
		}
	}
}

func TestSyllablesOfNumbers(t *testing.T) {
	t.Parallel()
	for said, n := range map[string]int{
		"ze-ro": 0, "ten": 10, "se-ven-teen": 17, "twen-ty": 20, "se-ven-ty se-ven": 77, "one hun-dred": 100,
		"one hun-dred twen-ty eight": 128, "two thou-sand twen-ty se-ven": 2027, "twen-ty thou-sand": 20_000,
		"one mil-lion": 1_000_000, "one bil-lion one": 1_000_000_001,
	} {
		require.Equal(t, len(strings.FieldsFunc(said, func(r rune) bool { return r == ' ' || r == '-' })), englishSyllables(n), said)
	}
}

// The counts of texts, in the voice of their language.
func TestHear(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text    string
		chinese bool
		want    said
	}{
		{"您好，这里是热线。", true, said{syllables: 7, commas: 1}},
		{"按 1、2 或者 3。", true, said{syllables: 6, commas: 1}},
		{"128.50元", true, said{syllables: 9}},
		{"OKPAY 客服", true, said{syllables: 5}},
		{"VIP", true, said{syllables: 3}},
		{"Press star.", false, said{syllables: 2, words: 2, letters: 9}},
		{"a person", false, said{syllables: 3, words: 1, letters: 7}},
		{"9 a.m. today", false, said{syllables: 5, words: 4, letters: 12}},
		{"www.okpay.example", false, said{syllables: 15, words: 5, letters: 30}},
		{"1,2", false, said{syllables: 2, words: 2, letters: 6, commas: 1}},
		{"6:30", false, said{syllables: 3, words: 3, letters: 9}},
		{"one! (two)", false, said{syllables: 2, words: 2, letters: 6, stops: 1}},
		{"5 %", false, said{syllables: 3, words: 2, letters: 9}},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, hear(tt.text, tt.chinese), tt.text)
	}
}

// No voice is faster than the recordings.
func TestNoVoiceIsQuicker(t *testing.T) {
	t.Parallel()
	for _, voice := range []string{"", "man", "alice", "Polly.Zhiyu", "Polly.Zhiyu-Neural", "Polly.Joanna-Generative", "Google.cmn-CN-Wavenet-A", "Google.cmn-CN-Chirp3-HD-Kore"} {
		require.GreaterOrEqual(t, slower(voice), 1.0, voice)
	}
}
