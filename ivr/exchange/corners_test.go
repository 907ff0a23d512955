package exchange_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestServersThatAreNotThere(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	tests := map[string]struct {
		address string
		err     error
		code    string
	}{
		"refused":        {closed.URL, nil, "11202"},
		"no such host":   {base, &net.DNSError{Err: "no such host", IsNotFound: true}, "11210"},
		"broken line":    {base, net.ErrClosed, "11205"},
		"not an address": {"http://%zz", nil, "11205"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := configure(pages(nil))
			cfg.VoiceURL, cfg.Client = tt.address, &http.Client{Transport: refusing{tt.err}}
			if tt.err == nil {
				cfg.Client = &http.Client{}
			}
			require.ErrorContains(t, dialOn(t, exchange.New(cfg), nil).Err(), tt.code)
		})
	}
}

// refusing is a network on which every request fails with err.
type refusing struct{ err error }

// RoundTrip fails.
func (r refusing) RoundTrip(*http.Request) (*http.Response, error) { return nil, r.err }

func TestDequeueNeedsAnAddress(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/after": ``})
	x := exchange.New(configure(s))
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		member := "Queues/" + r.Form.Get("QueueSid") + "/Members/"
		for _, form := range []url.Values{{}, {"Url": {"nowhere"}}} {
			status, _ := rest(x, "POST", member+"Front.json", form)
			require.Equal(t, http.StatusBadRequest, status)
		}
		status, _ := rest(x, "GET", member+"CA00.json", nil)
		require.Equal(t, http.StatusNotFound, status)
		say(`<Pause length="10"/>`)(w, r)
	}
	c := dialOn(t, x, &exchange.Script{Line: 5 * time.Second})
	require.Contains(t, plot(c), "left refunds hangup", "a refused request changes nothing")
}

func TestADequeuedMemberIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/after": ``, "/agent": `<Say>agent</Say>`})
	x := exchange.New(configure(s))
	var second int
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		front := "Queues/" + r.Form.Get("QueueSid") + "/Members/Front.json"
		rest(x, "POST", front, url.Values{"Url": {base + "/agent"}})
		second, _ = rest(x, "POST", front, url.Values{"Url": {base + "/agent"}})
		say(`<Pause length="10"/>`)(w, r)
	}
	dialOn(t, x, nil)
	require.Equal(t, http.StatusNotFound, second)
	require.Len(t, s.asked("/agent"), 1)
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
	require.Contains(t, plot(c), "said agent")
	require.NotContains(t, plot(c), "said not heard")
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
	require.Contains(t, plot(x.Calls()[0]), "said sorry")
}

func TestABrokenFallback(t *testing.T) {
	t.Parallel()
	cfg := configure(pages(nil))
	cfg.FallbackURL = base + "/broken"
	c := dialOn(t, exchange.New(cfg), nil)
	require.ErrorContains(t, c.Err(), "11217")
	require.Equal(t, "completed", c.Status())
}

func TestARecordingWithoutSilenceDetection(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Record action="/kept" timeout="0" maxLength="30"/>`, "/kept": `<Say>kept</Say>`})
	c := dial(t, s, act(exchange.Act{Text: fiveSeconds}))
	require.Equal(t, []string{"30s said kept"}, story(c, exchange.Said))
	require.Equal(t, "5", s.once(t, "/kept").form.Get("RecordingDuration"), "trailing silence is trimmed")
}

func TestBreaksOfAnyStrength(t *testing.T) {
	t.Parallel()
	for attr, want := range map[string]time.Duration{
		``: 500 * time.Millisecond, `strength="x-strong"`: time.Second, `strength="none"`: 0,
		`time="300ms"`: 300 * time.Millisecond, `time="99s"`: 10 * time.Second, `time="soon"`: 500 * time.Millisecond,
	} {
		c := dial(t, pages(map[string]string{"/voice": `<Say><break ` + attr + `/></Say>`}), nil)
		require.Equal(t, want, c.Duration(), attr)
	}
}

func TestRejectAfterAnsweringHangsUp(t *testing.T) {
	t.Parallel()
	c := dial(t, pages(map[string]string{"/voice": `<Say>hello</Say><Reject reason="busy"/>`}), nil)
	require.Equal(t, "completed", c.Status())
}

func TestAWithheldNumber(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Hangup/>`})
	x := exchange.New(configure(s))
	_, err := x.Call(t.Context(), "anonymous", hotline, nil)
	require.NoError(t, err)
	require.Equal(t, "anonymous", s.once(t, "/voice").form.Get("From"))
	require.Equal(t, []string{""}, s.once(t, "/voice").form["FromCountry"])
}

func TestAPersonMayHangUpFromWhatTheyHear(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Say>buy now</Say><Say>never</Say>`})
	var x *exchange.Exchange
	person := hearer(func(e exchange.Event) {
		if e.Text == "buy now" {
			x.Hangup(e.Call)
		}
	})
	x = exchange.New(configure(s))
	c := dialOn(t, x, person)
	require.NotContains(t, plot(c), "said never")
	require.False(t, c.Hangup())
}

func BenchmarkCall(b *testing.B) {
	s := pages(map[string]string{
		"/voice": `<Gather numDigits="1" action="/menu"><Say>For refunds, press 1.</Say></Gather>`,
		"/menu":  `<Say>A refund takes five days.</Say><Pause length="60"/>`,
	})
	for b.Loop() {
		x := exchange.New(configure(s))
		if _, err := x.Call(b.Context(), caller, hotline, keys("1")); err != nil {
			b.Fatal(err)
		}
		s.requests = nil
	}
}
