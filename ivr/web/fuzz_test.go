package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store/bolt"
)

// webhooks are the routes that a carrier asks, and where their documents stand.
var webhooks = []struct {
	path string
	use  twiml.Context
}{
	{"/voice/incoming", twiml.Voice}, {"/voice/step/1", twiml.Voice}, {"/voice/step/99", twiml.Voice}, {"/voice/key/1", twiml.WaitDocument},
	{"/voice/wait/1", twiml.WaitDocument}, {"/voice/wait/1/2/30", twiml.WaitDocument}, {"/voice/room/1", twiml.Voice}, {"/voice/offer/x", twiml.Voice},
	{"/voice/offer/x/key", twiml.Voice}, {"/voice/seat", twiml.Voice}, {"/voice/callback/x", twiml.Voice}, {"/voice/fallback", twiml.Voice},
	{"/voice/fallback/done", twiml.Voice}, {"/voice/fallback/wait", twiml.WaitDocument}, {"/voice/status", twiml.Voice},
}

// FuzzWebhook posts any body, signed, to any webhook of a call that has begun: it is refused,
// or answered by a sound document, and nothing fails on our side.
func FuzzWebhook(f *testing.F) {
	f.Add(1, "Digits=2")
	f.Add(1, "SpeechResult=%3CHangup%2F%3E&Confidence=nan")
	f.Add(1, "RecordingUrl=http://169.254.169.254/&RecordingDuration=-1")
	f.Add(0, "From=anonymous&Digits=%zz;a=b")
	f.Add(4, "QueueSid=QU1&QueuePosition=99999999999999999999&QueueTime=-5")
	f.Add(2, "QueueResult=bridged&DialCallStatus=%00")
	f.Add(14, "CallStatus=completed&CallDuration=x")
	handler := answeringServer(f)
	n := 0
	f.Fuzz(func(t *testing.T, which int, body string) {
		n++
		begun := "CallSid=" + callSid(n) + "&AccountSid=" + accountID + "&From=%2B8613900000009&To=" + url.QueryEscape(hotline) + "&CallStatus=in-progress"
		status, _ := posted(t, handler, "/voice/incoming", begun)
		require.Equal(t, http.StatusOK, status)
		asked := webhooks[uint(which)%uint(len(webhooks))]
		status, document := posted(t, handler, asked.path, begun+"&"+body)
		require.Less(t, status, http.StatusInternalServerError, document)
		if status == http.StatusOK {
			require.Empty(t, twiml.Validate([]byte(document), asked.use), document)
		}
	})
}

// posted posts a body, signed as the form that it is read as.
func posted(t *testing.T, handler http.Handler, path, body string) (status int, document string) {
	t.Helper()
	form, _ := url.ParseQuery(body) // what cannot be read is signed in part, and refused
	r := httptest.NewRequest(http.MethodPost, simulate.URL+path, strings.NewReader(body))
	r.RequestURI = path
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set(twilio.SignatureHeader, webhook.Sign(authToken, simulate.URL+path, form))
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

// answeringServer is a server without an outbox at work, for as many calls as there is time for.
func answeringServer(f testing.TB) http.Handler {
	f.Helper()
	menu, err := loaded()
	require.NoError(f, err)
	kept, err := bolt.Open(filepath.Join(f.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, kept.Close()) })
	clock := sched.NewVirtualClock(at("2026-03-02 10:00"))
	s, err := service.New(service.Config{
		PublicURL: simulate.URL, Number: hotline, Store: kept, Menus: simulate.Fixed(menu), MatchPIN: auth.MatchesPIN, Clock: clock.Now,
		Random: simulate.Seeded(1), Secret: []byte("a secret of this test"), Log: zerolog.New(io.Discard),
	})
	require.NoError(f, err)
	server, err := web.New(web.Config{Service: s, Verifier: twilio.NewVerifier(authToken)})
	require.NoError(f, err)
	return server.Handler()
}
