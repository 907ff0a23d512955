package twiml_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twiml"
)

// nasty are strings that break out of XML if it is escaped carelessly.
var nasty = []string{
	"</Say><Dial>+8610000000001</Dial><Say>", `" voice="x`, "]]>", "<![CDATA[", "&amp;&#0;", "<!-- -->",
	"<?xml?>", "'\"`", "\u202eevil", "\x00\x01", "\xff\xfe", "a\r\nb", "\U0001F600", "{{.}}", "%s%n",
}

func texts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom(nasty), rapid.StringMatching(`[请按一二三。，\n ]{0,700}`), rapid.StringN(0, 2000, 6000))
}

func lengths() *rapid.Generator[time.Duration] {
	return rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.Int64Range(-int64(time.Hour), int64(100*time.Hour)).Draw(t, "length"))
	})
}

func says() *rapid.Generator[ivr.Verb] {
	return rapid.Custom(func(t *rapid.T) ivr.Verb {
		text := texts().Draw(t, "text")
		if rapid.Bool().Draw(t, "in English") {
			return english(text)
		}
		return mandarin(text)
	})
}

func sounds() *rapid.Generator[ivr.Verb] {
	return rapid.OneOf(says(), rapid.Custom(func(t *rapid.T) ivr.Verb { return ivr.Pause{Length: lengths().Draw(t, "pause")} }),
		rapid.Just[ivr.Verb](ivr.Play{URL: "https://hotline.example/a.mp3"}))
}

func gathers() *rapid.Generator[ivr.Verb] {
	return rapid.Custom(func(t *rapid.T) ivr.Verb {
		return ivr.Gather{
			Prompt:  rapid.SliceOfN(sounds(), 0, 4).Draw(t, "prompt"),
			Digits:  rapid.IntRange(0, 30).Draw(t, "digits"),
			Finish:  rapid.SampledFrom([]string{"", "#", "*"}).Draw(t, "finish"),
			Timeout: lengths().Draw(t, "timeout"),
			Hear:    rapid.SampledFrom([]string{"", "cmn-Hans-CN", "en-US"}).Draw(t, "hear"),
			Hints:   ivr.HintsOf(rapid.SliceOf(texts()).Draw(t, "hints")),
		}
	})
}

func lasts() *rapid.Generator[ivr.Verb] {
	return rapid.OneOf(gathers(),
		rapid.SampledFrom([]ivr.Verb{ivr.Hangup{}, ivr.Leave{}, ivr.Enqueue{Queue: "general"}}),
		rapid.Custom(func(t *rapid.T) ivr.Verb {
			return ivr.Record{Longest: lengths().Draw(t, "longest"), Silence: lengths().Draw(t, "silence")}
		}),
		rapid.Custom(func(t *rapid.T) ivr.Verb {
			return ivr.Dial{
				Numbers: []ivr.Masked{"+8610000000001", "+8610000000002"}, InTurn: rapid.Bool().Draw(t, "in turn"),
				Timeout: lengths().Draw(t, "ring"), CallerID: texts().Draw(t, "caller id"), Whisper: rapid.Bool().Draw(t, "whisper"),
			}
		}))
}

func TestAnyVerbsRenderSoundly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		verbs := append(rapid.SliceOfN(sounds(), 0, 4).Draw(t, "sounds"), lasts().Draw(t, "last"))
		document, err := twiml.Render(verbs, links)
		if err != nil {
			require.ErrorContains(t, err, "64 KB")
			return
		}
		again, err := twiml.Render(verbs, links)
		require.NoError(t, err)
		require.Equal(t, document, again)
		require.Empty(t, twiml.Validate(document, twiml.Voice), "%s", document)
	})
}

// A caller hears the whole text, whatever it holds: no character is lost in splitting and none gets out
// of its element.
func TestASayIsHeardWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := texts().Draw(t, "text")
		document, err := twiml.Render([]ivr.Verb{mandarin(text)}, links)
		require.NoError(t, err)
		elements, heard := read(t, document)
		for _, name := range elements {
			require.Contains(t, []string{"Response", "Say", "break"}, name)
		}
		require.Equal(t, letters(text), letters(heard))
	})
}

// letters returns a text without characters that no voice says.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.C) || r == unicode.ReplacementChar || r&0xFFFE == 0xFFFE {
			return -1
		}
		return r
	}, s)
}

func read(t require.TestingT, document []byte) (elements []string, text string) {
	decoder := xml.NewDecoder(strings.NewReader(string(document)))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return elements, text
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			elements = append(elements, token.Name.Local)
		case xml.CharData:
			text += string(token)
		}
	}
}

func TestALongPromptBreaksAtSentences(t *testing.T) {
	t.Parallel()
	document, err := twiml.Render([]ivr.Verb{mandarin(strings.Repeat("请不要转账，也不要把验证码告诉任何人。", 60))}, links)
	require.NoError(t, err)
	says := strings.Split(string(document), "</Say>")
	require.Len(t, says, 4)
	for _, say := range says[:3] {
		require.True(t, strings.HasSuffix(say, "。"), say)
		require.Less(t, len([]rune(say[strings.LastIndex(say, ">")+1:])), 500)
	}
}
