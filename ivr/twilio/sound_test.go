package twilio_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twilio"
)

const (
	recordingID = "RE0123456789abcdef0123456789abcdef"
	sounds      = "/2010-04-01/Accounts/" + account + "/Recordings/" + recordingID
)

func audio(body string) answer {
	return answer{status: http.StatusOK, body: body, header: http.Header{"Content-Type": {"audio/x-wav"}}}
}

// The token goes to the account at the API's own host, whatever address a recording has.
func TestSoundIsFetchedFromTheAccountOnly(t *testing.T) {
	t.Parallel()
	elsewhere := dial(t, audio("theirs"))
	for _, kept := range []string{
		"https://api.twilio.com" + sounds, elsewhere.URL + sounds, sounds + ".mp3", sounds + ".wav",
		"https://media.example/2010-04-01/Accounts/AC9/Recordings/" + recordingID,
	} {
		l := dial(t, audio("RIFF"))
		sound, err := l.Sound(t.Context(), kept)
		require.NoError(t, err, kept)
		require.Equal(t, twilio.Sound{Type: "audio/x-wav", Data: []byte("RIFF")}, sound)
		require.Equal(t, []string{"GET " + sounds + ".wav "}, l.asked)
		require.Equal(t, []string{account + ":s3cret-token"}, l.auth)
		require.Equal(t, []string{"fetch recording 200"}, l.observed)
	}
	require.Zero(t, elsewhere.times())
}

func TestSoundThatIsNotThere(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		recording string
		answer    answer
		gone      bool
		want      string
	}{
		"deleted":        {sounds, refused(http.StatusNotFound, 20404), true, "twilio: fetch recording: HTTP 404"},
		"a wrong token":  {sounds, refused(http.StatusUnauthorized, 20003), false, "twilio: fetch recording: HTTP 401"},
		"a redirect":     {sounds, answer{status: http.StatusFound, header: http.Header{"Location": {"https://media.example/x"}}}, false, "twilio: fetch recording: HTTP 302"},
		"no sound":       {sounds, answer{status: http.StatusOK, body: "<html>", header: http.Header{"Content-Type": {"text/html"}}}, false, "twilio: fetch recording: malformed answer"},
		"no recording":   {"https://api.twilio.com/2010-04-01/Accounts/AC1/Calls/CA1", audio(""), false, "twilio: fetch recording: malformed SID"},
		"a path for one": {sounds + "/../../Calls", audio(""), false, "twilio: fetch recording: malformed SID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := dial(t, tt.answer).Sound(t.Context(), tt.recording)
			require.EqualError(t, err, tt.want)
			require.Equal(t, tt.gone, twilio.IsGone(err))
		})
	}
}

func TestSoundIsReadUpToALimit(t *testing.T) {
	t.Parallel()
	_, err := dial(t, audio(strings.Repeat("0", 32<<20))).Sound(t.Context(), sounds)
	require.NoError(t, err)
	_, err = dial(t, audio(strings.Repeat("0", 32<<20+1))).Sound(t.Context(), sounds)
	require.ErrorIs(t, err, twilio.ErrTooLarge)
}

// One that is gone is deleted; another answer is an error.
func TestRecordingIsDeleted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer answer
		fails  bool
	}{
		"there":         {answer{status: http.StatusNoContent}, false},
		"gone":          {refused(http.StatusNotFound, 20404), false},
		"a wrong token": {refused(http.StatusUnauthorized, 20003), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := dial(t, tt.answer)
			err := l.DeleteRecording(t.Context(), "https://media.example"+sounds+".wav")
			require.Equal(t, tt.fails, err != nil, err)
			require.Equal(t, []string{"DELETE " + sounds + ".json "}, l.asked)
		})
	}
	require.ErrorContains(t, dial(t).DeleteRecording(t.Context(), "https://media.example/x"), "malformed SID")
}
