package speech_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr/speech"
)

func pace(lang, text string) time.Duration { return speech.Pace(lang, "", text) }

// Texts that are read the same take the same time, however they are written.
func TestPaceHearsWhatIsSaid(t *testing.T) {
	t.Parallel()
	tests := []struct{ lang, written, said string }{
		{"zh-CN", "请按 0。", "请按零。"},
		{"zh-CN", "138", "一百三十八"},
		{"zh-CN", "10086", "一万零八十六"},
		{"zh-CN", "1005", "一千零五"},
		{"zh-CN", "100000000", "一亿"},
		{"zh-CN", "200000", "二十万"},
		{"zh-CN", "15", "十五"},
		{"zh-CN", "128.50元", "一百二十八点五零元"},
		{"zh-CN", "20,000", "两万"},
		{"zh-CN", "3%", "百分之三"},
		{"zh-CN", "00086", "零零零八六"},
		{"zh-CN", "您好,您好", "您好，您好"},
		{"cmn-CN", "您好", "你好"},
		{"en-US", "1,000 2,000", "1000 2000"},
		{"en-US", "007", "0 0 7"},
		{"en-US", "SMS", "s m s"},
		{"en-US", "hello...   world!", "hello. world"},
	}
	for _, tt := range tests {
		require.Equal(t, pace(tt.lang, tt.said), pace(tt.lang, tt.written), "%s as %s", tt.written, tt.said)
	}
}

// A pause counts only where it is audible.
func TestPacePauses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lang, longer, shorter string
	}{
		{"zh-CN", "您好，您好", "您好您好"},
		{"zh-CN", "红、绿", "红绿"},
		{"en-US", "Press 1, 2 or 3", "Press 1 2 or 3"},
		{"en-US", "Hello. World", "Hello, world"},
	}
	for _, tt := range tests {
		require.Greater(t, pace(tt.lang, tt.longer), pace(tt.lang, tt.shorter), tt.longer)
	}
	for _, same := range [][3]string{
		{"zh-CN", "您好。", "您好"}, {"zh-CN", "【您好】", "您好"}, {"en-US", "…hello?", "hello"},
		{"en-US", "one,, two", "one, two"}, {"en-US", "one?! two", "one! two"}, {"en-US", "okpay. ", "okpay"},
	} {
		require.Equal(t, pace(same[0], same[2]), pace(same[0], same[1]), same[1])
	}
}

func TestPaceOfNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "\n\t", "。。。", "…!?", "😀", "\xff\xfe", "\u200b"} {
		for _, lang := range []string{"zh-CN", "en-US", "", "-", "tlh"} {
			require.Zero(t, pace(lang, text), "%q", text)
		}
	}
}

// The carrier's codes count as those languages; an unknown one is read as English.
func TestPaceLanguages(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"cmn-CN", "cmn", "zh", "ZH-tw", "yue-HK"} {
		require.Equal(t, pace("zh-CN", "请按 3，找人工。"), pace(lang, "请按 3，找人工。"), lang)
	}
	for _, lang := range []string{"en-GB", "en", "", "de-DE"} {
		require.Equal(t, pace("en-US", "Press 3 for a person."), pace(lang, "Press 3 for a person."), lang)
	}
}

// A family of voices has one pace; those that take breaths are slower.
func TestPaceOfVoices(t *testing.T) {
	t.Parallel()
	const text = "Hello, this is the hotline of a payments company."
	common := speech.Pace("en-US", "", text)
	for _, voice := range []string{"Polly.Joanna", "Polly.Joanna-Neural", "Google.en-US-Wavenet-A", "man", "alice"} {
		require.Equal(t, common, speech.Pace("en-US", voice, text), voice)
	}
	for _, voice := range []string{"Polly.Joanna-Generative", "Google.en-US-Chirp3-HD-Aoede"} {
		require.Greater(t, speech.Pace("en-US", voice, text), common, voice)
	}
}

// Mixed languages are read in the voice of the text's language.
func TestPaceOfMixedLanguages(t *testing.T) {
	t.Parallel()
	require.Greater(t, pace("zh-CN", "您好，OKPAY 客服"), pace("zh-CN", "您好，客服"))
	require.Greater(t, pace("zh-CN", "For English, press 9."), 2*time.Second)
	require.Greater(t, pace("en-US", "Say 人工 to me"), pace("en-US", "Say to me"))
	require.Equal(t, pace("zh-CN", "您好，客服"), pace("zh-CN", "您好😀，客服"))
	require.Greater(t, pace("en-US", "café"), pace("en-US", "caf"))
	require.Greater(t, pace("en-US", "привет мир"), pace("en-US", "привет"))
}

// A text a thousand times as long takes about a thousand times as long.
func TestPaceOfVeryLongTexts(t *testing.T) {
	t.Parallel()
	for lang, text := range map[string]string{"zh-CN": "退款一般三到五天到账，", "en-US": "refunds take 3 to 5 days, "} {
		once, often := pace(lang, text), pace(lang, strings.Repeat(text, 1000))
		require.InEpsilon(t, 1000*once.Seconds(), often.Seconds(), 0.25, lang)
	}
	for _, one := range []string{"a", "b", "1", "1.", "1,", "a.", "'", "W", "%", "零"} {
		require.Less(t, pace("en-US", strings.Repeat(one, 100_000)), 24*time.Hour, one)
	}
}

// fragments draws parts of prompts, and other characters.
var fragments = rapid.SliceOf(rapid.OneOf(
	rapid.SampledFrom([]string{"您好", "按", "，", "。", " ", "OKPAY", "press", "128.50", "20,000", "6:30", "a.m.", "%", "business", "😀", ", ", ". "}),
	rapid.String(),
))

// Words added to a text, before it or after, never make it shorter.
func TestLongerTextsNeverTakeLess(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom([]string{"zh-CN", "cmn-CN", "en-US", ""}).Draw(t, "lang")
		voice := rapid.SampledFrom([]string{"", "Polly.Zhiyu-Neural", "Polly.Joanna-Generative"}).Draw(t, "voice")
		a, b := strings.Join(fragments.Draw(t, "a"), ""), strings.Join(fragments.Draw(t, "b"), "")
		both := speech.Pace(lang, voice, a+" "+b)
		require.GreaterOrEqual(t, both, speech.Pace(lang, voice, a))
		require.GreaterOrEqual(t, both, speech.Pace(lang, voice, b))
	})
}

// Any text has a duration: at most two seconds a byte, which a single digit of those read one by one
// comes closest to.
func FuzzPace(f *testing.F) {
	for _, text := range []string{"", "您好，OKPAY。", "Press 1, 2 or 3.", "6:30 p.m.", "1,2.3:4", "999999999999999999999", "'’'", "\xff😀", "W.W.W."} {
		f.Add("zh-CN", "", text)
		f.Add("en-US", "Polly.Joanna-Neural", text)
	}
	f.Fuzz(func(t *testing.T, lang, voice, text string) {
		took := speech.Pace(lang, voice, text)
		require.GreaterOrEqual(t, took, time.Duration(0))
		require.LessOrEqual(t, took, time.Duration(1+len(text))*2*time.Second)
		require.Equal(t, took, speech.Pace(lang, voice, text), "the same text takes the same time")
	})
}

func BenchmarkPace(b *testing.B) {
	for lang, text := range map[string]string{
		"zh-CN": "您好，这里是 OKPAY 客服热线。通话中随时按 0，都有人工为您服务。",
		"en-US": "Hello, this is the OKPAY hotline. Press 0 at any time for a person.",
	} {
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				speech.Pace(lang, "Polly.Zhiyu-Neural", text)
			}
		})
	}
}
