package exchange_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestGatherPostsWhatWasTyped(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, gather string
		groups       []string
		digits, key  string
	}{
		{"numDigits ends the input", `numDigits="1"`, []string{"2"}, "2", ""},
		{"finish key is left out of Digits", ``, []string{"12#"}, "12", "#"},
		{"silence after a key ends the input", ``, []string{"12"}, "12", ""},
		{"another finish key", `finishOnKey="*"`, []string{"1#2*"}, "1#2", "*"},
		{"an empty finishOnKey makes # a digit", `finishOnKey="" numDigits="2"`, []string{"#1"}, "#1", ""},
		{"keys after the last are lost", `numDigits="3"`, []string{"12345#"}, "123", ""},
		{"a lone # is an empty result", `actionOnEmptyResult="true"`, []string{"#"}, "", "#"},
		{"silence is an empty result", `actionOnEmptyResult="true"`, []string{"-"}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{
				"/voice": `<Gather action="/menu" ` + tt.gather + `><Say>Hello</Say></Gather><Redirect>/silence</Redirect>`,
				"/menu":  `<Hangup/>`,
			})
			dial(t, s, keys(tt.groups...))
			form := s.once(t, "/menu").form
			require.Equal(t, []string{tt.digits}, form["Digits"])
			require.Equal(t, []string{tt.key}, form["FinishedOnKey"])
			require.Equal(t, "Gather End", form.Get("msg"))
			require.Equal(t, "in-progress", form.Get("CallStatus"))
			require.Empty(t, s.asked("/silence"))
		})
	}
}

func TestGatherFallsThroughWithoutInput(t *testing.T) {
	t.Parallel()
	for name, groups := range map[string][]string{"silence": {"-"}, "a lone finish key": {"#"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{
				"/voice": `<Gather action="/menu"><Say>Hello</Say></Gather><Say>Nothing heard</Say>`,
			})
			c := dial(t, s, keys(groups...))
			require.Empty(t, s.asked("/menu"))
			require.Contains(t, heard(c), "said Nothing heard")
			require.Equal(t, "completed", c.Status())
		})
	}
}

func TestGatherTimesOutAfterItsAudio(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/voice": `<Gather timeout="3"><Say>fifteen letters</Say><Pause length="2"/></Gather><Say>late</Say>`,
	})
	c := dial(t, s, exchange.SilentHuman{})
	require.Equal(t, []string{"0s said fifteen letters", "6s silence", "6s said late"},
		trace(c, exchange.Said, exchange.Silence))
}

func TestGatherDefaultsToItsOwnDocument(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Gather numDigits="1"/><Hangup/>`})
	dial(t, s, keys("5"))
	asked := s.asked("/voice")
	require.Len(t, asked, 2)
	require.Equal(t, "5", asked[1].form.Get("Digits"))
}

func TestBargeInStopsTheAudio(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/voice": `<Gather numDigits="1" action="/menu"><Say>one</Say><Say>two, which is rather long</Say><Say>three</Say></Gather>`,
		"/menu":  `<Say>done</Say>`,
	})
	c := dial(t, s, act(exchange.Press("1", time.Second)))
	require.Equal(t, []string{"0s said one", "200ms said two, which is rather long", "1s pressed 1", "1s said done"},
		trace(c, exchange.Said, exchange.Pressed))
}

func TestKeysThatComeTooLateAreNotHeard(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Gather timeout="2" numDigits="1" action="/menu"/><Say>late</Say>`})
	c := dial(t, s, act(exchange.Press("1", 3*time.Second)))
	require.Empty(t, s.asked("/menu"))
	require.Equal(t, []string{"2s said late"}, trace(c, exchange.Said))
}

func TestGatherHearsSpeech(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, gather string
		act          exchange.Action
		want         url.Values
	}{
		{"with confidence", `input="speech"`, exchange.Say("refund", 0.87, 0),
			url.Values{"SpeechResult": {"refund"}, "Confidence": {"0.87"}}},
		{"without confidence", `input="dtmf speech" speechTimeout="auto"`, exchange.Say("refund", 0, 0),
			url.Values{"SpeechResult": {"refund"}, "Confidence": nil}},
		{"keys first win over speech", `input="dtmf speech" numDigits="1"`, exchange.Press("7", 0),
			url.Values{"Digits": {"7"}, "SpeechResult": nil}},
		{"speech first wins over keys", `input="dtmf speech"`, exchange.Action{Text: "refund", Keys: "7#"},
			url.Values{"SpeechResult": {"refund"}, "Digits": nil}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{
				"/voice": `<Gather action="/menu" ` + tt.gather + `/>`, "/menu": `<Hangup/>`,
			})
			dial(t, s, act(tt.act))
			form := s.once(t, "/menu").form
			for name, value := range tt.want {
				require.Equal(t, value, form[name], name)
			}
		})
	}
}

func TestSpeechIsNotHeardByKeysOnly(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Gather action="/menu"/><Say>nothing</Say>`})
	c := dial(t, s, act(exchange.Say("refund", 1, 0)))
	require.Empty(t, s.asked("/menu"))
	require.Contains(t, heard(c), "said nothing")
}

func TestVerbsAfterInputAreUnreachable(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/voice": `<Gather numDigits="1" action="/menu"/><Say>never</Say>`, "/menu": `<Say>menu</Say>`,
	})
	require.Equal(t, []string{"pressed 1", "said menu", "ended  completed"}, heard(dial(t, s, keys("1"))))
}
