package exchange_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

const fiveSeconds = "seventy-five characters at fifteen a second are five seconds of this speech"

func TestRecordPostsTheRecording(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, record string
		act          exchange.Act
		digits       string
		length       string
		heard        bool
	}{
		{"finished by a key", ``, exchange.Act{Text: fiveSeconds, Keys: "#"}, "#", "5", true},
		{"only its own key finishes", `finishOnKey="*"`, exchange.Act{Text: fiveSeconds, Keys: "1*"}, "*", "5", true},
		{"finished by silence", `timeout="3"`, exchange.Act{Text: fiveSeconds}, "", "5", true},
		{"finished by maxLength", `maxLength="2"`, exchange.Act{Text: fiveSeconds}, "", "2", true},
		{"finished by hanging up", ``, exchange.Act{Text: fiveSeconds, Hangup: true}, "hangup", "5", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{"/voice": `<Record action="/kept" ` + tt.record + `/>`, "/kept": `<Say>kept</Say>`})
			x := exchange.New(configure(s))
			c := dialOn(t, x, act(tt.act))
			form := s.once(t, "/kept").form
			require.Equal(t, tt.digits, form.Get("Digits"))
			require.Equal(t, tt.length, form.Get("RecordingDuration"))
			require.Regexp(t, `^https://api\.twilio\.com/2010-04-01/Accounts/`+account+`/Recordings/RE[0-9a-f]{32}$`, form.Get("RecordingUrl"))
			require.Equal(t, tt.heard, len(story(c, exchange.Said)) == 1)
			require.Len(t, story(c, exchange.Beep), 1)
			require.Len(t, story(c, exchange.Recorded), 1)
			require.Equal(t, fiveSeconds, x.Words(form.Get("RecordingUrl")))
			require.Equal(t, fiveSeconds, x.Words(form.Get("RecordingSid")))
		})
	}
}

func TestAnEmptyRecordingFallsThrough(t *testing.T) {
	t.Parallel()
	for name, person := range map[string]exchange.Human{"silence": exchange.SilentHuman{}, "a key at once": act(exchange.Press("#", 0))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{"/voice": `<Record action="/kept" playBeep="false"/><Say>nothing recorded</Say>`})
			c := dial(t, s, person)
			require.Empty(t, s.asked("/kept"))
			require.Empty(t, story(c, exchange.Beep))
			require.Contains(t, plot(c), "said nothing recorded")
		})
	}
}

func TestRecordDefaultsToItsOwnDocument(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record/>`})
	x := exchange.New(configure(s))
	dialOn(t, x, act(exchange.Act{Text: "hello", Keys: "#"}))
	require.Len(t, s.asked("/voice"), 2)
	require.Equal(t, "#", s.asked("/voice")[1].form.Get("Digits"))
}

func TestRecordingStatusCallback(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept" recordingStatusCallback="/tape"/>`, "/kept": ``, "/tape": ``})
	dial(t, s, act(exchange.Act{Text: fiveSeconds, Keys: "#"}))
	form := s.once(t, "/tape").form
	require.Equal(t, "completed", form.Get("RecordingStatus"))
	require.Equal(t, s.once(t, "/kept").form.Get("RecordingSid"), form.Get("RecordingSid"))
	require.Equal(t, "5", form.Get("RecordingDuration"))
}

func TestTheCallerSpeaksAfterThinking(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept"/>`, "/kept": ``})
	dial(t, s, act(exchange.Act{After: 2 * time.Second, Text: fiveSeconds, Keys: "#"}))
	require.Equal(t, "7", s.once(t, "/kept").form.Get("RecordingDuration"), "leading silence is recorded")
}
