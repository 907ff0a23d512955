package exchange_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestAnOutgoingCallCanBeCanceled(t *testing.T) {
	t.Parallel()
	cfg := configure(pages(nil))
	var x *exchange.Exchange
	seen := make(map[string]int)
	cfg.Parties = map[string]exchange.Callee{agent: {
		Ring: func(_ context.Context, e exchange.Event) exchange.Outcome {
			for _, form := range []url.Values{{"Url": {base}}, {}, {"Status": {"busy"}}, {"Status": {"canceled"}}} {
				seen[form.Encode()], _ = rest(x, "POST", "Calls/"+e.Call+".json", form)
			}
			return exchange.Answers
		},
	}}
	x = exchange.New(cfg)
	rest(x, "POST", "Calls.json", url.Values{"To": {agent}, "From": {hotline}, "Url": {base}})
	x.Wait()
	require.Equal(t, "canceled", x.Calls()[0].Status())
	require.Equal(t, 200, seen["Status=canceled"])
	require.Equal(t, 400, seen["Status=busy"])
	require.Equal(t, 400, seen[""])
}

func TestAnOutgoingCallThatIsNotAnswered(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/callback": ``, "/status": ``})
	cfg := configure(s)
	cfg.Parties = map[string]exchange.Callee{caller: {After: 11 * time.Second}}
	x := exchange.New(cfg)
	rest(x, "POST", "Calls.json", url.Values{
		"To": {caller}, "From": {hotline}, "Url": {base + "/callback"}, "Timeout": {"10"}, "StatusCallback": {base + "/status"},
	})
	x.Wait()
	require.Empty(t, s.asked("/callback"))
	form := s.once(t, "/status").form
	require.Equal(t, "no-answer", form.Get("CallStatus"))
	require.Equal(t, "0", form.Get("CallDuration"))
	require.Equal(t, "Mon, 12 Oct 2026 04:00:10 +0000", form.Get("Timestamp"))
}

func TestTheFallbackOfAnOutgoingCall(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/sorry": `<Say>sorry</Say>`})
	cfg := configure(s)
	cfg.Parties = map[string]exchange.Callee{caller: {}}
	x := exchange.New(cfg)
	rest(x, "POST", "Calls.json", url.Values{
		"To": {caller}, "From": {hotline}, "Url": {base + "/broken"}, "FallbackUrl": {base + "/sorry"},
	})
	x.Wait()
	require.Contains(t, heard(x.Calls()[0]), "said sorry")
}
