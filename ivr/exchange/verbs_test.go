package exchange_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestSimpleVerbs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document string
		status         string
		want           []string
	}{
		{"the end of the document hangs up", `<Say>hello</Say>`, "completed", []string{"said hello"}},
		{"an empty document hangs up", ``, "completed", nil},
		{"hangup", `<Hangup/><Say>never</Say>`, "completed", nil},
		{"reject", `<Reject/><Say>never</Say>`, "no-answer", nil},
		{"reject as busy", `<Reject reason="busy"/>`, "busy", nil},
		{"say twice", `<Say loop="2">ho</Say>`, "completed", []string{"said ho", "said ho"}},
		{"play", `<Play>/music.mp3</Play>`, "completed", []string{"played"}},
		{"play digits", `<Play digits="ww12"/>`, "completed", []string{"played ww12"}},
		{"redirect", `<Redirect>/next</Redirect><Say>never</Say>`, "completed", []string{"said next"}},
		{"leave outside a queue", `<Leave/><Say>on</Say>`, "completed", []string{"warning <Leave> outside a queue does nothing", "said on"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{"/voice": tt.document, "/next": `<Say>next</Say>`})
			c := dial(t, s, nil)
			require.Equal(t, append(tt.want, "ended  "+tt.status), heard(c))
			require.Equal(t, tt.status, c.Status())
		})
	}
}

func TestPauseBeforeAnswering(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Pause length="4"/><Say>fifteen letters</Say>`})
	c := dial(t, s, nil)
	require.Equal(t, []string{"4s answered", "4s said fifteen letters"}, trace(c, exchange.Answered, exchange.Said))
	require.Equal(t, time.Second, c.Duration())
}

func TestSayWithSSML(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Say language="cmn-CN" voice="Polly.Zhiyu-Neural">交易<break time="2s"/>编号
		<say-as interpret-as="digits">123</say-as> <sub alias="人民币">RMB</sub> <lang xml:lang="en-US">done</lang></Say>`})
	c := dial(t, s, nil)
	said := c.Events()[3]
	require.Equal(t, exchange.Said, said.Kind)
	require.Equal(t, "交易 编号 123 人民币 done", said.Text)
	require.Equal(t, "cmn-CN", said.Lang)
	require.Equal(t, "Polly.Zhiyu-Neural", said.Voice)
	require.InDelta(t, 2+10/4.5+7.0/15, said.Length.Seconds(), 0.2)
}

func TestWarningsAreNeverSilent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document string
		code           int
	}{
		{"unknown verb", `<Shout>hey</Shout>`, 12200},
		{"verb of a part that is not there", `<Pay/>`, 12200},
		{"unknown attribute", `<Say volume="11">hey</Say>`, 12200},
		{"text where none belongs", `<Hangup>bye</Hangup>`, 12200},
		{"capitalised SSML", `<Say>a<Break/>b</Say>`, 12200},
		{"verb inside Gather", `<Gather><Dial>1</Dial></Gather>`, 13320},
		{"foreign noun", `<Dial><Sim>DE1</Sim></Dial>`, 13215},
		{"finishOnKey", `<Gather finishOnKey="##"/>`, 13310},
		{"numDigits", `<Gather numDigits="0"/>`, 13314},
		{"timeout", `<Gather timeout="banana"/>`, 13313},
		{"input", `<Gather input="voice"/>`, 13326},
		{"method", `<Redirect method="PUT">/next</Redirect>`, 13710},
		{"pause length", `<Pause length="0"/>`, 13910},
		{"queue name", `<Enqueue/>`, 14203},
		{"no number", `<Dial/>`, 13223},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := dial(t, pages(map[string]string{"/voice": tt.document, "/next": ``}), nil)
			var codes []int
			for _, e := range c.Events() {
				if e.Kind == exchange.Warning {
					codes = append(codes, e.Code)
				}
			}
			require.Contains(t, codes, tt.code)
		})
	}
}

func TestAnUnknownVerbIsSkipped(t *testing.T) {
	t.Parallel()
	c := dial(t, pages(map[string]string{"/voice": `<Shout>hey</Shout><Say>hello</Say>`}), nil)
	require.Contains(t, heard(c), "said hello")
}

func TestRelativeURLsFollowTheDocument(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Redirect>deep/a</Redirect>`, "/deep/a": `<Redirect>b</Redirect>`, "/deep/b": `<Say>found</Say>`})
	require.Contains(t, heard(dial(t, s, nil)), "said found")
}

func TestTheCallerHangsUp(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		person exchange.Human
		want   time.Duration
	}{
		{"while something is said", &exchange.Script{Line: 2 * time.Second}, 2 * time.Second},
		{"at the prompt", act(exchange.Hangup(11 * time.Second)), 11 * time.Second},
		{"by the end of a script", &exchange.Script{HangUp: true}, 10 * time.Second},
		{"by a word of a script", keys("bye"), 11 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{"/voice": `<Gather><Pause length="10"/></Gather><Say>never</Say>`})
			c := dial(t, s, tt.person)
			require.Equal(t, tt.want, c.Duration())
			require.Equal(t, "completed", c.Status())
			require.NotContains(t, heard(c), "said never")
		})
	}
}

func TestBreaksOfAnyStrength(t *testing.T) {
	t.Parallel()
	for attr, want := range map[string]time.Duration{
		``: 500 * time.Millisecond, `strength="x-strong"`: time.Second, `strength="none"`: 0,
		`time="300ms"`: 300 * time.Millisecond, `time="99s"`: 10 * time.Second, `time="soon"`: 500 * time.Millisecond,
	} {
		c := dial(t, pages(map[string]string{"/voice": `<Say><break ` + attr + `/></Say>`}), nil)
		require.Equal(t, want, c.Duration(), attr)
	}
}

func TestRejectAfterAnsweringHangsUp(t *testing.T) {
	t.Parallel()
	c := dial(t, pages(map[string]string{"/voice": `<Say>hello</Say><Reject reason="busy"/>`}), nil)
	require.Equal(t, "completed", c.Status())
}

func TestEveryDocumentAnswersButReject(t *testing.T) {
	t.Parallel()
	for document, answers := range map[string]bool{``: true, `<Pause length="1"/>`: true, `<Reject/>`: false} {
		c := dial(t, pages(map[string]string{"/voice": document}), nil)
		require.Equal(t, answers, len(trace(c, exchange.Answered)) == 1, "%q", document)
	}
}
