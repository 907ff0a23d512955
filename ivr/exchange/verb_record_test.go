package exchange_test

import (
	"net/http"
	"strings"
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
		act          exchange.Action
		digits       string
		length       string
		heard        bool
	}{
		{"finished by a key", ``, exchange.Action{Text: fiveSeconds, Keys: "#"}, "#", "5", true},
		{"only its own key finishes", `finishOnKey="*"`, exchange.Action{Text: fiveSeconds, Keys: "1*"}, "*", "5", true},
		{"finished by silence", `timeout="3"`, exchange.Action{Text: fiveSeconds}, "", "5", true},
		{"finished by maxLength", `maxLength="2"`, exchange.Action{Text: fiveSeconds}, "", "2", true},
		{"finished by hanging up", ``, exchange.Action{Text: fiveSeconds, Hangup: true}, "hangup", "5", false},
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
			require.Equal(t, tt.heard, len(trace(c, exchange.Said)) == 1)
			require.Len(t, trace(c, exchange.Beep), 1)
			require.Len(t, trace(c, exchange.Recorded), 1)
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
			require.Empty(t, trace(c, exchange.Beep))
			require.Contains(t, heard(c), "said nothing recorded")
		})
	}
}

func TestRecordDefaultsToItsOwnDocument(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record/>`})
	x := exchange.New(configure(s))
	dialOn(t, x, act(exchange.Action{Text: "hello", Keys: "#"}))
	require.Len(t, s.asked("/voice"), 2)
	require.Equal(t, "#", s.asked("/voice")[1].form.Get("Digits"))
}

func TestRecordingStatusCallback(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept" recordingStatusCallback="/tape"/>`, "/kept": ``, "/tape": ``})
	dial(t, s, act(exchange.Action{Text: fiveSeconds, Keys: "#"}))
	form := s.once(t, "/tape").form
	require.Equal(t, "completed", form.Get("RecordingStatus"))
	require.Equal(t, s.once(t, "/kept").form.Get("RecordingSid"), form.Get("RecordingSid"))
	require.Equal(t, "5", form.Get("RecordingDuration"))
}

func TestTheCallerSpeaksAfterThinking(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept"/>`, "/kept": ``})
	dial(t, s, act(exchange.Action{After: 2 * time.Second, Text: fiveSeconds, Keys: "#"}))
	require.Equal(t, "7", s.once(t, "/kept").form.Get("RecordingDuration"), "leading silence is recorded")
}

func TestARecordingCanBeFetchedAndDeleted(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept"/>`, "/kept": ``})
	x := exchange.New(configure(s))
	dialOn(t, x, act(exchange.Action{Text: fiveSeconds, Keys: "#"}))
	sid := s.once(t, "/kept").form.Get("RecordingSid")

	status, shown := rest(x, "GET", "Recordings/"+sid+".json", nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, shown, `"duration":"5"`)
	status, sound := rest(x, "GET", "Recordings/"+sid+".wav", nil)
	require.Equal(t, http.StatusOK, status)
	require.True(t, strings.HasPrefix(sound, "RIFF"))
	require.Len(t, sound, 44+5*8000)

	status, _ = rest(x, "DELETE", "Recordings/"+sid+".json", nil)
	require.Equal(t, http.StatusNoContent, status)
	for _, method := range []string{"GET", "DELETE"} {
		status, _ = rest(x, method, "Recordings/"+sid+".json", nil)
		require.Equal(t, http.StatusNotFound, status)
	}
}

func TestARecordingWithoutSilenceDetection(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept" timeout="0" maxLength="30"/>`, "/kept": `<Say>kept</Say>`})
	c := dial(t, s, act(exchange.Action{Text: fiveSeconds}))
	require.Equal(t, []string{"30s said kept"}, trace(c, exchange.Said))
	require.Equal(t, "5", s.once(t, "/kept").form.Get("RecordingDuration"), "trailing silence is trimmed")
}

func TestRequestedRecordingEventsAreSent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		asked string
		act   exchange.Action
		told  []string
	}{
		{``, exchange.Action{Text: fiveSeconds}, []string{"completed"}},
		{``, exchange.Action{}, nil},
		{`recordingStatusCallbackEvent="in-progress completed absent"`, exchange.Action{Text: fiveSeconds}, []string{"in-progress", "completed"}},
		{`recordingStatusCallbackEvent="in-progress completed absent"`, exchange.Action{}, []string{"in-progress", "absent"}},
		{`recordingStatusCallbackEvent="absent"`, exchange.Action{Text: fiveSeconds}, nil},
	} {
		s := pages(map[string]string{"/voice": `<Record action="/kept" recordingStatusCallback="/tape" ` + tt.asked + `/>`, "/kept": ``, "/tape": ``})
		dial(t, s, act(tt.act))
		var told []string
		sids := map[string]bool{}
		for _, r := range s.asked("/tape") {
			told = append(told, r.form.Get("RecordingStatus"))
			sids[r.form.Get("RecordingSid")] = true
		}
		require.ElementsMatch(t, tt.told, told, tt.asked)
		require.LessOrEqual(t, len(sids), 1, "one recording, one SID")
	}
}
