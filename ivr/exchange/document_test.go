package exchange

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	t.Parallel()
	root, flt := parse([]byte(`<?xml version="1.0" encoding="UTF-8"?>
		<!-- a comment --><Response><Say xml:lang="x" voice="">a &amp; <break/>b<![CDATA[<c>]]></Say></Response>`))
	require.Nil(t, flt)
	require.Equal(t, "Response", root.Name)
	said := root.Elements()[0]
	require.Equal(t, "a & b<c>", said.Text())
	voice, there := said.Attr("voice")
	require.True(t, there)
	require.Empty(t, voice)
	require.Equal(t, "x", said.Or("xml:lang", ""))
	require.Equal(t, "none", said.Or("language", "none"))
}

func TestParseFaults(t *testing.T) {
	t.Parallel()
	for document, code := range map[string]int{
		"":                                       11770,
		" \n":                                    11770,
		"\n<?xml version=\"1.0\"?><Response/>":   12100,
		"<Response>":                             12100,
		"<Response/><Response/>":                 12100,
		"<Response/>text":                        12100,
		"<Response><Say>&nbsp;</Say></Response>": 12100,
		"<response/>":                            12102,
		strings.Repeat("<Response>", 99):         12100,
	} {
		_, flt := parse([]byte(document))
		require.NotNil(t, flt, document)
		require.Equal(t, code, flt.Code, document)
	}
}

// FuzzParse checks that any document is refused or can be reviewed and measured.
func FuzzParse(f *testing.F) {
	f.Add(`<Response><Say language="cmn-CN">您好<break time="1s"/></Say></Response>`)
	f.Add(`<Response><Gather numDigits="1" timeout="99999999999999999999"><Play loop="-1">x</Play></Gather></Response>`)
	f.Add(`<?xml version="1.0"?><Response><Enqueue waitUrl="">q</Enqueue><Dial><Number url="/w">1</Number></Dial></Response>`)
	f.Add(`<Response xmlns:a="b"><a:Say/></Response>`)
	f.Fuzz(func(t *testing.T, document string) {
		root, flt := parse([]byte(document))
		if flt != nil {
			require.NotZero(t, flt.Code)
			return
		}
		_ = review(root)
		c := &Call{x: New(Config{})}
		for _, e := range root.Elements() {
			for _, sound := range sounds(c, e) {
				require.GreaterOrEqual(t, sound.Length, time.Duration(0))
			}
		}
	})
}

func TestResolve(t *testing.T) {
	t.Parallel()
	p := page{url: "https://h.test/voice/incoming?a=1"}
	for ref, want := range map[string]string{
		"":                      "https://h.test/voice/incoming?a=1",
		"menu?x=%2B":            "https://h.test/voice/menu?x=%2B",
		"/menu#rc=2":            "https://h.test/menu#rc=2",
		" https://o.test/a/?  ": "https://o.test/a/?",
	} {
		got, err := p.resolve(ref)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := page{}.resolve("menu")
	require.ErrorContains(t, err, "15004")
	_, err = p.resolve("http://%zz")
	require.ErrorContains(t, err, "11100")
}

func TestSpeechTime(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, lang string
		want       time.Duration
	}{
		{"", "en-US", 0},
		{"fifteen letters", "en-US", time.Second},
		{"  fifteen \n letters ", "", time.Second},
		{"您好您好您好您好您", "cmn-CN", 2 * time.Second},
		{"123456789", "zh-CN", 2 * time.Second},
		{"123", "en-US", 200 * time.Millisecond},
		{"您好您好您好您好您", "en-US", 2 * time.Second},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, SpeechTime(tt.lang, "", tt.text), tt.text)
	}
}

// TestPaceOfASay checks that a Say is paced in one piece, except at breaks and other languages.
func TestPaceOfASay(t *testing.T) {
	t.Parallel()
	var paced []string
	c := &Call{x: New(Config{Pace: func(lang, voice, text string) time.Duration {
		if text = strings.TrimSpace(text); text == "" {
			return 0
		}
		paced = append(paced, lang+"|"+voice+"|"+text)
		return time.Second
	}})}
	root, flt := parse([]byte(`<Response><Say language="cmn-CN" voice="Polly.Zhiyu-Neural">交易<say-as interpret-as="digits">12</say-as>
		<break time="3s"/>编号<sub alias="人民币">RMB</sub><lang xml:lang="en-US">done</lang></Say></Response>`))
	require.Nil(t, flt)
	require.Equal(t, 6*time.Second, saying(c, root.Elements()[0]).Length)
	require.Equal(t, []string{
		"cmn-CN|Polly.Zhiyu-Neural|交易12", "cmn-CN|Polly.Zhiyu-Neural|编号人民币", "en-US|Polly.Zhiyu-Neural|done",
	}, paced)
}
