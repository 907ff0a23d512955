package exchange_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func withFaults(s *service, f *exchange.Faults) exchange.Config {
	c := configure(s)
	c.Faults = f
	return c
}

func TestAWebhookThatIsDeliveredTwice(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Say>Hello</Say>`})
	twice := &exchange.Faults{Webhook: func(string) exchange.WebhookFault { return exchange.WebhookFault{Twice: true, Late: time.Microsecond} }}
	c := dialOn(t, exchange.New(withFaults(s, twice)), exchange.SilentHuman{})
	require.Equal(t, "completed", c.Status())
	asked := s.asked("/voice")
	require.Len(t, asked, 2)
	require.Equal(t, asked[0].form, asked[1].form)
	require.Equal(t, asked[0].header.Get("I-Twilio-Idempotency-Token"), asked[1].header.Get("I-Twilio-Idempotency-Token"))
}

func TestAWebhookThatDoesNotArriveIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Say>Hello</Say>`})
	tries := 0
	first := &exchange.Faults{Webhook: func(string) exchange.WebhookFault { tries++; return exchange.WebhookFault{Dropped: tries == 1} }}
	c := dialOn(t, exchange.New(withFaults(s, first)), exchange.SilentHuman{})
	require.Equal(t, "completed", c.Status())
	require.Equal(t, 2, tries)
	require.Len(t, s.asked("/voice"), 1)
}

func TestAnAnswerThatIsLostIsAFailure(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Say>Hello</Say>`, "/fallback": `<Say>One moment</Say>`})
	c := withFaults(s, &exchange.Faults{Webhook: func(path string) exchange.WebhookFault { return exchange.WebhookFault{Lost: path == "/voice"} }})
	c.FallbackURL = base + "/fallback"
	call := dialOn(t, exchange.New(c), exchange.SilentHuman{})
	require.Equal(t, []string{"One moment"}, said(call))
}

func TestTheAPIRefusesOnDemand(t *testing.T) {
	t.Parallel()
	s := pages(nil)
	for name, tt := range map[string]struct {
		refusal exchange.RESTFault
		status  int
	}{
		"too many":         {exchange.RESTFault{Status: http.StatusTooManyRequests, RetryAfter: 2 * time.Second}, http.StatusTooManyRequests},
		"out of order":     {exchange.RESTFault{Status: http.StatusServiceUnavailable}, http.StatusServiceUnavailable},
		"done, and unsaid": {exchange.RESTFault{Lost: true}, http.StatusBadGateway},
		"let through":      {exchange.RESTFault{}, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := exchange.New(withFaults(s, &exchange.Faults{REST: func(string, string) exchange.RESTFault { return tt.refusal }}))
			r := httptest.NewRequest(http.MethodGet, "/2010-04-01/Accounts/"+account+"/Queues.json", nil)
			r.SetBasicAuth(account, token)
			w := httptest.NewRecorder()
			x.Handler().ServeHTTP(w, r)
			require.Equal(t, tt.status, w.Code)
			if tt.refusal.RetryAfter > 0 {
				require.Equal(t, "2", w.Header().Get("Retry-After"))
			}
		})
	}
}
