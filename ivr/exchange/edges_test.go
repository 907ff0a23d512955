package exchange_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestARecordingCanBeFetchedAndDeleted(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept"/>`, "/kept": ``})
	x := exchange.New(configure(s))
	dialOn(t, x, act(exchange.Act{Text: fiveSeconds, Keys: "#"}))
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

func TestWaitingWithoutADocument(t *testing.T) {
	t.Parallel()
	for attr, want := range map[string][]string{``: {"0s played hold music"}, `waitUrl=""`: nil} {
		s := pages(map[string]string{"/voice": `<Enqueue ` + attr + ` action="/after">q</Enqueue>`, "/after": ``})
		c := dial(t, s, &exchange.Script{Line: time.Hour})
		require.Equal(t, want, story(c, exchange.Played))
		require.Equal(t, "3600", s.once(t, "/after").form.Get("QueueTime"))
	}
}

// queueService runs a service with a queue, whose caller an agent takes at once.
func desk(t *testing.T, hello string, agents exchange.Callee, person exchange.Human) (*exchange.Call, *service) {
	t.Helper()
	s := pages(map[string]string{
		"/after": `<Say>after</Say>`, "/hello": hello,
		"/desk": `<Dial action="/served"><Queue url="/hello">refunds</Queue></Dial>`, "/served": ``,
	})
	cfg := configure(s)
	cfg.Parties = map[string]exchange.Callee{agent: agents}
	x := exchange.New(cfg)
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) {
		rest(x, "POST", "Calls.json", url.Values{"To": {agent}, "From": {hotline}, "Url": {base + "/desk"}})
		say(`<Enqueue action="/after">refunds</Enqueue>`)(w, r)
	}
	return dialOn(t, x, person), s
}

func TestTheCallerGoesBeforeTheAgentSpeaks(t *testing.T) {
	t.Parallel()
	c, s := desk(t, `<Pause length="10"/>`, exchange.Callee{}, &exchange.Script{Line: 3 * time.Second})
	require.Equal(t, "hangup", s.once(t, "/after").form.Get("QueueResult"))
	require.Empty(t, story(c, exchange.Connected))
	require.Equal(t, "completed", s.once(t, "/served").form.Get("DialCallStatus"))
}

func TestTheAgentGoesBeforeTheCallerIsConnected(t *testing.T) {
	t.Parallel()
	_, s := desk(t, `<Pause length="10"/>`, exchange.Callee{Person: &exchange.Script{Line: 4 * time.Second}}, nil)
	require.Equal(t, "bridging-in-process", s.once(t, "/after").form.Get("QueueResult"))
}

func TestABadDocumentOnTheWayToTheAgent(t *testing.T) {
	t.Parallel()
	c, s := desk(t, `<Gather/>`, exchange.Callee{}, nil)
	require.Equal(t, "error", s.once(t, "/after").form.Get("QueueResult"))
	require.Contains(t, plot(c), "said after")
}

func TestACallIsMovedOutOfATalk(t *testing.T) {
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
	require.Contains(t, plot(c), "said moved")
	require.Empty(t, s.asked("/after"))
	require.Equal(t, "completed", x.Calls()[1].Status())
}

func TestTheOtherLegIsMovedOutOfATalk(t *testing.T) {
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
	require.Contains(t, plot(c), "said alone")
	require.Contains(t, plot(x.Calls()[1]), "said moved")
}

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

func TestQueuesAreMadeOnce(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	for _, tt := range []struct {
		form url.Values
		want int
	}{
		{url.Values{"FriendlyName": {"refunds"}}, 201},
		{url.Values{"FriendlyName": {"refunds"}}, 400},
		{url.Values{"FriendlyName": {""}}, 400},
		{url.Values{"FriendlyName": {"fraud"}, "MaxSize": {"5001"}}, 400},
		{url.Values{"FriendlyName": {"fraud"}, "MaxSize": {"5000"}}, 201},
	} {
		status, body := rest(x, "POST", "Queues.json", tt.form)
		require.Equal(t, tt.want, status, body)
	}
}

func TestMessagesAreListed(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	for _, to := range []string{caller, agent} {
		rest(x, "POST", "Messages.json", url.Values{"To": {to}, "MessagingServiceSid": {"MG1"}, "Body": {"no code in here"}})
	}
	_, list := rest(x, "GET", "Messages.json?To="+url.QueryEscape(agent), nil)
	require.Equal(t, 1, strings.Count(list, `"sid"`))
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := x.CodeReader(caller)(impatient)
	require.Error(t, err)
}

func TestAnExtensionIsDialled(t *testing.T) {
	t.Parallel()
	_, _, x := transfer(t, `<Dial><Number sendDigits="ww12">`+agent+`</Number></Dial>`, nil,
		map[string]exchange.Callee{agent: {Talk: time.Second}})
	require.Equal(t, []string{"0s played ww12", "2s connected " + caller}, story(x.Calls()[1], exchange.Played, exchange.Connected))
}

func TestAPartyMayChange(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Dial><Client><Identity>wang</Identity></Client></Dial>`})
	x := exchange.New(configure(s))
	x.SetParty("client:wang", exchange.Callee{Talk: 3 * time.Second})
	require.Len(t, story(dialOn(t, x, nil), exchange.Connected), 1)
	x.SetParty("client:wang", exchange.Callee{Outcome: exchange.Busy})
	require.Empty(t, story(dialOn(t, x, nil), exchange.Connected))
}

func TestARefusedFormChangesNothing(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	r := httptest.NewRequest("POST", "/2010-04-01/Accounts/"+account+"/Messages.json", strings.NewReader("To=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(account, token)
	w := httptest.NewRecorder()
	x.Handler().ServeHTTP(w, r)
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.Empty(t, x.Messages(""))
}
