package console

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

const kept = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1"

// recorded keeps a case with one recording.
func (h *fixture) recorded() {
	h.t.Helper()
	h.tapes.sound = twilio.Sound{Type: "audio/x-wav", Data: []byte("RIFF0123456789")}
	h.opens(store.Case{
		Number: "10000001", Kind: ivr.CaseMessage, Opened: h.now, Caller: caller,
		Recordings: []store.Recording{{URL: kept, Seconds: 67, At: h.now}},
	})
}

func TestARecordingIsPlayed(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.recorded()
	page := h.Read("/console/cases/10000001")
	require.Contains(t, page, `src="/console/cases/10000001/recordings/1"`)
	require.Contains(t, page, "1:07")
	require.NotContains(t, page, "api.twilio.com")

	w := h.Get("/console/cases/10000001/recordings/1")
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "audio/x-wav", w.Header().Get("Content-Type"))
	require.Equal(t, "RIFF0123456789", w.Body.String())
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "media-src 'self'")
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.Equal(t, []string{kept}, h.tapes.asked)

	r := httptest.NewRequest(http.MethodGet, site+"/console/cases/10000001/recordings/1", nil)
	r.Header.Set("Range", "bytes=4-7")
	w = h.Do(r)
	require.Equal(t, http.StatusPartialContent, w.Code)
	require.Equal(t, "bytes 4-7/14", w.Header().Get("Content-Range"))
	require.Equal(t, "0123", w.Body.String())
}

// Moving about in a recording is one listening; coming back to it is another.
func TestAListeningIsAuditedOnce(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.recorded()
	played := func() (n int) {
		for _, told := range h.audited() {
			if told == "recording.play 10000001 1" {
				n++
			}
		}
		return n
	}
	h.Read("/console/cases/10000001")
	require.Zero(t, played(), "a page that was only looked at")
	for range 3 {
		h.Get("/console/cases/10000001/recordings/1")
	}
	require.Equal(t, 1, played())
	h.now = h.now.Add(listening + time.Second)
	h.Get("/console/cases/10000001/recordings/1")
	require.Equal(t, 2, played())
}

func TestARecordingThatCannotBePlayedSaysWhy(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.recorded()
	for path, tt := range map[string]struct {
		fails  error
		status int
		says   string
	}{
		"10000001/recordings/1":  {&twilio.Error{Status: http.StatusNotFound}, http.StatusNotFound, "no longer has"},
		"10000001/recordings/01": {twilio.ErrTooLarge, http.StatusBadGateway, "too large"},
		"10000001/recordings/+1": {errors.New("no answer"), http.StatusBadGateway, "cannot be fetched now"},
		"10000001/recordings/2":  {nil, http.StatusNotFound, "no such recording"},
		"10000001/recordings/0":  {nil, http.StatusNotFound, "no such recording"},
		"10000001/recordings/x":  {nil, http.StatusNotFound, "no such recording"},
		"10000009/recordings/1":  {nil, http.StatusNotFound, "no such recording"},
	} {
		h.tapes.fails = tt.fails
		w := h.Get("/console/cases/" + path)
		require.Equal(t, tt.status, w.Code, path)
		require.Contains(t, w.Body.String(), tt.says, path)
		require.Contains(t, w.Header().Get("Content-Type"), "text/plain")
	}
	require.NotContains(t, strings.Join(h.audited(), "\n"), actionPlay, "nobody has heard anything")
}

func TestRecordingsAreForOperators(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAgent)
	h.recorded()
	require.Equal(t, http.StatusForbidden, h.Get("/console/cases/10000001/recordings/1").Code)
	clear(h.Cookies)
	require.Equal(t, http.StatusSeeOther, h.Get("/console/cases/10000001/recordings/1").Code)
	require.Empty(t, h.tapes.asked)
}

// What was said stands beside the player where it is known, on the case and on its
// call, without numbers in full.
func TestWordsOfARecordingAreRead(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.recorded()
	require.NotContains(t, h.Read("/console/cases/10000001"), "<blockquote>")
	h.console.Words = func(recording string) string {
		require.Equal(t, kept, recording)
		return "please call 13800001234 <back>"
	}
	for _, path := range []string{"/console/cases/10000001", "/console/calls/CA10000001"} {
		page := h.Read(path)
		require.Contains(t, page, "/console/cases/10000001/recordings/1")
		require.Contains(t, page, "please call")
		require.Contains(t, page, "&lt;back&gt;")
		require.NotContains(t, page, "13800001234")
	}
}
