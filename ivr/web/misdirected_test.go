package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/twilio"
)

func TestWhatTheCarrierIsSetUpToAskWronglyIsWarnedOfOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, path, want string }{
		{http.MethodGet, "/voice/incoming", `the carrier calls /voice/incoming by GET; set POST at \"A call comes in\"`},
		{http.MethodGet, "/voice/status", `the carrier calls /voice/status by GET; set POST at \"Call status changes\"`},
		{http.MethodGet, "/voice/incoming?a=;b", `by GET; set POST`},
		{http.MethodPost, "/voice/incoming/", "take the slash at its end out"},
		{http.MethodPost, "/voice/status/", "the carrier calls /voice/status/; take the slash at its end out"},
		{http.MethodPost, "/Voice/Incoming", "the carrier calls /Voice/Incoming; write /voice/incoming"},
		{http.MethodGet, "/VOICE/STATUS/", "the carrier calls /VOICE/STATUS/; write /voice/status"},
		{http.MethodPost, "/voice/inbound", "the carrier calls /voice/inbound, where nothing is; set http"},
		{http.MethodPost, "/webhooks/twilio", "the carrier calls /webhooks/twilio, where nothing is"},
		{http.MethodPost, "/of/8613912345678", "the carrier calls /of/…, where nothing is"},
	} {
		t.Run(c.method+" "+strings.ReplaceAll(c.path, "/", "."), func(t *testing.T) {
			t.Parallel()
			h := open(t, "2026-03-02 10:00")
			for range 3 {
				h.signed(c.method, c.path)
			}
			require.Equal(t, 1, strings.Count(h.log.String(), `"level":"warn"`), h.log.String())
			require.Contains(t, h.log.String(), c.want)
		})
	}
}

// signed asks as the carrier does, with a form or without a body.
func (h *fixture) signed(method, path string) {
	h.t.Helper()
	f := form(callSid(1))
	if method == http.MethodGet {
		f = nil
	}
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(f.Encode()))
	require.NoError(h.t, err)
	if f != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set(twilio.SignatureHeader, webhook.Sign(authToken, h.server.URL+path, f))
	response, err := h.server.Client().Do(r)
	require.NoError(h.t, err)
	require.NoError(h.t, response.Body.Close())
	require.GreaterOrEqual(h.t, response.StatusCode, 400)
}

func TestWrongAddressesFillNeitherLogNorMemory(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	for i := range 100 {
		h.signed(http.MethodPost, "/voice/"+strings.Repeat("a", i+1))
	}
	require.Equal(t, 32, strings.Count(h.log.String(), `"level":"warn"`))
}

func TestUnsignedRequestsLeaveALineAMinute(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	refused := func() {
		status, _ := h.post("/voice/incoming", form(callSid(1)), func(r *http.Request) { r.Header.Del(twilio.SignatureHeader) })
		require.Equal(t, http.StatusForbidden, status)
	}
	lines := func() int { return strings.Count(h.log.String(), "without a valid signature") }
	for range 5 {
		refused()
	}
	require.Equal(t, 1, lines())
	h.exchange.Advance(time.Minute)
	refused()
	require.Equal(t, 2, lines())
	require.Contains(t, h.log.String(), `"more":4`)
	_, err := h.server.Client().Post(h.server.URL+"/somewhere", "text/plain", nil)
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(h.log.String(), `"level":"warn"`), "what is not the carrier's is not warned of")
}
