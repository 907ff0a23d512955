package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/twilio"
)

// heardAndID is what one webhook was answered, and the id that its answer has.
type heardAndID struct {
	status       int
	document, id string
}

// journeyOf posts a call's webhooks, one after the other, some twice and some out of order. Each call
// presses other keys, and each webhook names its own id.
func journeyOf(handler http.Handler, n int) (all []heardAndID) {
	from := fmt.Sprintf("+86139%08d", n)
	post := func(path string, more url.Values) {
		form := form(callSid(n))
		form.Set("From", from)
		for name, values := range more {
			form[name] = values
		}
		r := httptest.NewRequest(http.MethodPost, simulate.URL+path, strings.NewReader(form.Encode()))
		r.RequestURI = path
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Request-Id", fmt.Sprint(n, path))
		r.Header.Set(twilio.SignatureHeader, webhook.Sign(authToken, simulate.URL+path, form))
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		all = append(all, heardAndID{answer.Code, answer.Body.String(), answer.Result().Header.Get("X-Request-Id")})
	}
	post("/voice/incoming", nil)
	for step, key := range []string{fmt.Sprint(1 + n%4), fmt.Sprint(n % 10), strings.Repeat(fmt.Sprint(n%10), 1+n%9)} {
		path := fmt.Sprint("/voice/step/", step+1)
		post(path, url.Values{"Digits": {key}, "SpeechResult": {strings.Repeat("词", n%40)}})
		post(path, url.Values{"Digits": {"0"}}) // again: the answer that is stored
	}
	post("/voice/status", url.Values{"CallStatus": {"completed"}, "CallDuration": {fmt.Sprint(n)}})
	post("/voice/step/999", nil)
	return all
}

// The memory of webhooks is used again. Calls that come at the same time hear what each heard alone:
// nothing of another's form, step or document, and no other's id in the answer.
func TestMemoryThatIsUsedAgainMixesNoCalls(t *testing.T) {
	t.Parallel()
	const calls = 96
	one, many := answeringServer(t), answeringServer(t)
	alone, together := make([][]heardAndID, calls), make([][]heardAndID, calls)
	var all sync.WaitGroup
	for n := range calls {
		alone[n] = journeyOf(one, n)
		all.Go(func() { together[n] = journeyOf(many, n) })
	}
	all.Wait()
	differ := map[string]bool{}
	for n := range calls {
		require.Equal(t, alone[n], together[n], "call %d", n)
		differ[alone[n][1].document] = true
		require.Equal(t, alone[n][1].document, alone[n][2].document, "what is sent again is answered as before")
		require.Equal(t, fmt.Sprint(n, "/voice/incoming"), alone[n][0].id)
	}
	require.Greater(t, len(differ), 3, "the calls hear different things")
}
