package speech

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
)

func TestDigits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ s, zh, en string }{
		{"13822", "幺三八，二二", "1 3 8, 2 2"},
		{"1234", "幺二三四", "1 2 3 4"},
		{"123456", "幺二三，四五六", "1 2 3, 4 5 6"},
		{"1234567", "幺二三，四五六七", "1 2 3, 4 5 6 7"},
		{"0", "零", "0"},
		{"a1B", "A 幺 B", "A 1 B"},
		{"12-34", "幺二三四", "1 2 3 4"},
		{"", "", ""},
	} {
		require.Equal(t, c.zh, Digits("zh-CN", c.s))
		require.Equal(t, c.en, Digits("en-US", c.s))
	}
}

func TestDigitsAreUnderstood(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9]{1,24}`).Draw(t, "s")
		require.Equal(t, s, reader{t}.figures(strings.ReplaceAll(Digits("zh-CN", s), "，", "")))
		require.Equal(t, s, strings.NewReplacer(" ", "", ",", "").Replace(Digits("en-US", s)))
	})
}

// Nobody remembers more than four at once, and no digit is left alone at the end.
func TestDigitsComeInGroupsOfTwoToFour(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9A-Z]{2,24}`).Draw(t, "s")
		for group := range strings.SplitSeq(Digits("en-US", s), ", ") {
			require.Regexp(t, `^[0-9A-Z]( [0-9A-Z]){1,3}$`, group)
		}
	})
}

func TestLastFour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ s, zh, en string }{
		{"000000001234", "尾号幺二三四", "ending in 1 2 3 4"},
		{"****1234", "尾号幺二三四", "ending in 1 2 3 4"},
		{"0000 12-34", "尾号幺二三四", "ending in 1 2 3 4"},
		{"1234", "尾号幺二三四", "ending in 1 2 3 4"},
		{"123", "号码", "the number"},
		{"*123", "号码", "the number"},
		{"", "号码", "the number"},
		{"尾号", "号码", "the number"},
	} {
		require.Equal(t, c.zh, LastFour("zh-CN", c.s))
		require.Equal(t, c.en, LastFour("en-US", c.s))
	}
}

// For any input, the output holds only what a voice reads correctly.
func TestNothingForAVoiceToMisread(t *testing.T) {
	t.Parallel()
	plain := map[string]*regexp.Regexp{
		"zh-CN": regexp.MustCompile(`^[\p{Han}，A-Z ]*$`),
		"en-US": regexp.MustCompile(`^[A-Za-z0-9,. ]*$`),
	}
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "s"), rapid.Int64().Draw(t, "n")
		currency := rapid.StringMatching(`[A-Z]{3}`).Draw(t, "currency")
		for lang, allowed := range plain {
			for _, said := range []string{
				Digits(lang, s), LastFour(lang, s), Number(lang, n), Money(lang, ivr.Money{Minor: n, Currency: currency}),
			} {
				require.Regexp(t, allowed, said)
			}
		}
	})
}
