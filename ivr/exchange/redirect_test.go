package exchange_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestCallerIsRedirectedDuringTalk(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Dial action="/after">` + agent + `</Dial>`, "/after": ``, "/moved": `<Say>moved</Say>`})
	cfg := configure(s)
	var x *exchange.Exchange
	cfg.Parties = map[string]exchange.Callee{agent: {Person: hearer(func(e exchange.Event) {
		if e.Kind == exchange.Connected {
			rest(x, "POST", "Calls/"+x.Calls()[0].Sid+".json", url.Values{"Url": {base + "/moved"}})
		}
	})}}
	x = exchange.New(cfg)
	c := dialOn(t, x, nil)
	require.Contains(t, heard(c), "said moved")
	require.Empty(t, s.asked("/after"))
	require.Equal(t, "completed", x.Calls()[1].Status())
}

func TestOtherLegIsRedirectedDuringTalk(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Dial action="/after">` + agent + `</Dial>`, "/after": `<Say>alone</Say>`, "/moved": `<Say>moved</Say>`})
	cfg := configure(s)
	var x *exchange.Exchange
	cfg.Parties = map[string]exchange.Callee{agent: {Person: hearer(func(e exchange.Event) {
		if e.Kind == exchange.Connected {
			rest(x, "POST", "Calls/"+e.Call+".json", url.Values{"Url": {base + "/moved"}})
		}
	})}}
	x = exchange.New(cfg)
	c := dialOn(t, x, nil)
	require.Contains(t, heard(c), "said alone")
	require.Contains(t, heard(x.Calls()[1]), "said moved")
}

func TestAQueuedCallMayBeRedirectedAsACall(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/after": `<Say>not heard</Say>`, "/agent": `<Say>agent</Say>`})
	x := exchange.New(configure(s))
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		rest(x, "POST", "Calls/"+r.Form.Get("CallSid")+".json", url.Values{"Url": {base + "/agent"}})
		say(`<Pause length="10"/>`)(w, r)
	}
	c := dialOn(t, x, nil)
	require.Equal(t, "redirected", s.once(t, "/after").form.Get("QueueResult"))
	require.Contains(t, heard(c), "said agent")
	require.NotContains(t, heard(c), "said not heard")
}
