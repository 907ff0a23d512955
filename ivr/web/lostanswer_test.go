package web_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
)

// losing loses the answer to the first request of a path that comes after one of another path; "" is
// after none.
func losing(path, from string) *exchange.Faults {
	var mu sync.Mutex
	armed, done := from == "", false
	return &exchange.Faults{Webhook: func(asked string) exchange.WebhookFault {
		mu.Lock()
		defer mu.Unlock()
		armed = armed || strings.HasPrefix(asked, from)
		lost := armed && !done && asked == path
		done = done || lost
		return exchange.WebhookFault{Lost: lost}
	}}
}

// Who heard the fallback document is offered to an agent like any other caller: in hours the menu's own
// way on is the queue, from whatever the caller was doing.
func TestWhoHeardTheFallbackDocumentReachesAnAgent(t *testing.T) {
	t.Parallel()
	for lost, keys := range map[string]string{
		"/voice/incoming": "- - - -", // before anything was heard
		"/voice/step/1":   "2 - - -", // in the menu
		"/voice/step/2":   "2 0 - -", // on the way into a queue
	} {
		t.Run(lost, func(t *testing.T) {
			t.Parallel()
			spoilt.Store(t.Name(), losing(lost, ""))
			h := open(t, "2026-03-02 10:00")
			h.party(amy, answering(2*time.Second, time.Minute))
			h.seats("amy", amy, "general", "refunds")
			line := h.exchange.Start(exchange.Inbound{From: stranger, To: hotline, Person: &exchange.Script{Groups: strings.Fields(keys), Line: 10 * time.Minute}})[0]
			h.exchange.Wait()
			require.Contains(t, connected(line.Events()), "connected "+amy)
			require.NoError(t, line.Err())
			require.Contains(t, h.results(), acd.Answered)
		})
	}
}

// Who is called back never hears the carrier's error: when an answer is lost, the carrier asks again,
// and the call goes on from where it was.
func TestACallbackWhoseAnswerIsLostGoesOn(t *testing.T) {
	t.Parallel()
	spoilt.Store(t.Name(), losing("/voice/step/1", "/voice/callback/"))
	h := open(t, "2026-03-02 10:00")
	h.call(stranger, "0 1")
	h.party(stranger, exchange.Callee{After: time.Second, Person: keen{}})
	h.party(amy, answering(2*time.Second, time.Minute))
	h.seats("amy", amy, "general")
	h.settle()
	h.exchange.Wait()
	back := h.exchange.Calls()[2]
	require.Equal(t, stranger, back.To)
	require.NoError(t, back.Err())
	require.Contains(t, connected(back.Events()), "connected "+amy)
	require.Contains(t, h.results(), acd.Answered)
}
