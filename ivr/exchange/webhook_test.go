package exchange_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/webhook"
)

func TestFirstRequest(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Hangup/>`})
	c := dial(t, s, nil)
	r := s.once(t, "/voice")
	require.Equal(t, "POST", r.method)
	want := map[string]string{
		"CallSid": c.Sid, "AccountSid": account, "ApiVersion": "2010-04-01", "CallStatus": "ringing",
		"Direction": "inbound", "From": caller, "Caller": caller, "To": hotline, "Called": hotline,
	}
	for _, who := range []string{"From", "Caller", "To", "Called"} {
		want[who+"Country"] = "CN"
		for _, part := range []string{"City", "State", "Zip"} {
			want[who+part] = ""
		}
	}
	require.NotEmpty(t, r.form.Get("CallToken"))
	for name := range r.form {
		if name != "CallToken" {
			require.Equal(t, []string{want[name]}, r.form[name], name)
		}
	}
	require.Len(t, r.form, len(want)+1)
	require.Equal(t, "TwilioProxy/1.1", r.header.Get("User-Agent"))
	require.Equal(t, "text/xml, application/xml, text/html", r.header.Get("Accept"))
	require.Equal(t, "application/x-www-form-urlencoded; charset=utf-8", r.header.Get("Content-Type"))
	require.NotEmpty(t, r.header.Get("I-Twilio-Idempotency-Token"))
	require.Equal(t, webhook.Sign(token, base+"/voice", r.form), r.header.Get("X-Twilio-Signature"))
}

func TestAttestationOfAmericanNumbers(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Hangup/>`})
	x := exchange.New(configure(s))
	_, err := x.Call(t.Context(), "+14155550100", hotline, nil)
	require.NoError(t, err)
	require.Equal(t, "TN-Validation-Passed-A", s.once(t, "/voice").form.Get("StirVerstat"))
}

func TestGetCarriesTheParametersInItsQuery(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Redirect method="GET">/next?a=%2B1</Redirect>`})
	var asked string
	s.pages["/next"] = func(w http.ResponseWriter, r *http.Request) {
		asked = base + r.RequestURI
		require.Equal(t, webhook.Sign(token, base+r.URL.RequestURI(), nil), r.Header.Get("X-Twilio-Signature"))
		say(`<Hangup/>`)(w, r)
	}
	dial(t, s, nil)
	r := s.once(t, "/next")
	require.Equal(t, "GET", r.method)
	require.Equal(t, "+1", r.form.Get("a"))
	require.Equal(t, caller, r.form.Get("From"))
	require.NotEmpty(t, asked)
}

func TestIdempotencyTokenIsNewPerWebhook(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Redirect>/next</Redirect>`, "/next": `<Hangup/>`})
	dial(t, s, nil)
	first, next := s.once(t, "/voice").header, s.once(t, "/next").header
	require.NotEqual(t, first.Get("I-Twilio-Idempotency-Token"), next.Get("I-Twilio-Idempotency-Token"))
}

func TestCookiesBelongToTheCall(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/next": `<Hangup/>`})
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "call", Value: r.Form.Get("CallSid")})
		say(`<Redirect>/next</Redirect>`)(w, r)
	}
	x := exchange.New(configure(s))
	for range 2 {
		dialOn(t, x, nil)
	}
	for _, r := range s.asked("/next") {
		require.Equal(t, "call="+r.form.Get("CallSid"), r.header.Get("Cookie"))
	}
	require.Empty(t, s.asked("/voice")[1].header.Get("Cookie"))
}

// flaky fails the first n requests as a broken network does.
type flaky struct {
	*service
	failures int
	tokens   []string
}

// RoundTrip fails, or passes the request on.
func (f *flaky) RoundTrip(r *http.Request) (*http.Response, error) {
	f.tokens = append(f.tokens, r.Header.Get("I-Twilio-Idempotency-Token"))
	if f.failures > 0 {
		f.failures--
		return nil, errors.New("connection reset")
	}
	return f.service.RoundTrip(r)
}

func TestRetries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, fragment string
		failures       int
		attempts       int
		ok             bool
	}{
		{"one retry on connect failure", "", 1, 2, true},
		{"not two", "", 2, 2, false},
		{"as many as rc says", "#rc=3", 3, 4, true},
		{"none if rc is 0", "#rc=0", 1, 1, false},
		{"not for classes beside rp", "#rc=3&rp=5xx", 1, 1, false},
		{"rc out of range is the default", "#rc=9", 2, 2, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := &flaky{service: pages(map[string]string{"/voice": `<Hangup/>`}), failures: tt.failures}
			cfg := configure(f.service)
			cfg.Client, cfg.VoiceURL = &http.Client{Transport: f}, base+"/voice"+tt.fragment
			c := dialOn(t, exchange.New(cfg), nil)
			require.Len(t, f.tokens, tt.attempts)
			require.Equal(t, tt.ok, c.Err() == nil)
			for _, token := range f.tokens {
				require.Equal(t, f.tokens[0], token, "the same token over all attempts")
			}
		})
	}
}

func TestStatusIsRetriedOnlyIfAskedTo(t *testing.T) {
	t.Parallel()
	for fragment, attempts := range map[string]int{"": 1, "#rp=5xx": 2, "#rc=4&rp=all": 5, "#rp=4xx": 1} {
		s := pages(nil)
		s.pages["/voice"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
		cfg := configure(s)
		cfg.VoiceURL += fragment
		c := dialOn(t, exchange.New(cfg), nil)
		require.ErrorContains(t, c.Err(), "11217")
		require.Len(t, s.asked("/voice"), attempts, fragment)
	}
}

func TestBadAnswers(t *testing.T) {
	t.Parallel()
	answer := func(status int, kind, body string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{kind}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	tests := []struct {
		name string
		page func(http.ResponseWriter, *http.Request)
		code string
	}{
		{"not found", answer(404, "text/xml", "<Response/>"), "11217"},
		{"too many requests", answer(429, "text/xml", "<Response/>"), "11217"},
		{"not modified", answer(304, "text/xml", ""), "11216"},
		{"no content type", answer(200, "", "<Response/>"), "12300"},
		{"JSON", answer(200, "application/json", "{}"), "12300"},
		{"empty", answer(200, "text/xml", ""), "11770"},
		{"too large", answer(200, "text/xml", "<Response>"+strings.Repeat(" ", 64<<10)+"</Response>"), "11750"},
		{"not XML", answer(200, "text/xml", "hello"), "12100"},
		{"space before the declaration", answer(200, "text/xml", " <?xml version=\"1.0\"?><Response/>"), "12100"},
		{"a byte order mark", answer(200, "text/xml", "\ufeff<?xml version=\"1.0\"?><Response/>"), "12100"},
		{"another root", answer(200, "text/xml", "<response/>"), "12102"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := pages(nil)
			s.pages["/voice"] = tt.page
			c := dial(t, s, nil)
			require.ErrorContains(t, c.Err(), tt.code)
			require.Contains(t, heard(c), "said We are sorry, an application error has occurred. Goodbye.")
		})
	}
}

func TestGoodAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, kind, body, heard string }{
		{"HTML that is TwiML", "text/html", "<Response><Say>hello</Say></Response>", "said hello"},
		{"plain text that is TwiML", "text/plain", "<Response><Say>hello</Say></Response>", "said hello"},
		{"plain text is read aloud", "text/plain; charset=utf-8", "just words", "said just words"},
		{"audio is played", "audio/mpeg", "ID3", "played"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := pages(nil)
			s.pages["/voice"] = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.kind)
				_, _ = w.Write([]byte(tt.body))
			}
			c := dial(t, s, nil)
			require.NoError(t, c.Err())
			require.Equal(t, []string{tt.heard, "ended  completed"}, heard(c))
		})
	}
}

func TestFallback(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Redirect>/broken</Redirect>`, "/fallback": `<Say>one moment</Say>`})
	cfg := configure(s)
	cfg.FallbackURL = base + "/fallback"
	c := dialOn(t, exchange.New(cfg), nil)
	form := s.once(t, "/fallback").form
	require.Equal(t, "11217", form.Get("ErrorCode"))
	require.Equal(t, base+"/broken", form.Get("ErrorUrl"))
	require.Equal(t, c.Sid, form.Get("CallSid"))
	require.NoError(t, c.Err())
	require.Contains(t, heard(c), "said one moment")
}

func TestRedirectsAreFollowed(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		method string
		digits []string
	}{302: {"GET", nil}, 303: {"GET", nil}, 307: {"POST", []string{"1"}}} {
		s := pages(map[string]string{"/voice": `<Gather numDigits="1" action="/menu"/>`, "/moved": `<Say>moved</Say>`})
		s.pages["/menu"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/moved", status) }
		c := dial(t, s, keys("1"))
		r := s.once(t, "/moved")
		require.Equal(t, want.method, r.method)
		require.Equal(t, want.digits, r.form["Digits"], "a redirect to GET loses Digits")
		require.Equal(t, c.Sid, r.form.Get("CallSid"))
	}
}

func TestEndlessRedirects(t *testing.T) {
	t.Parallel()
	s := pages(nil)
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/voice", http.StatusFound) }
	require.ErrorContains(t, dial(t, s, nil).Err(), "11215")
	require.Len(t, s.asked("/voice"), 11)
}

func TestBasicAuthenticationOnDemand(t *testing.T) {
	t.Parallel()
	s := pages(nil)
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) {
		if _, _, ok := r.BasicAuth(); !ok {
			w.Header().Set("WWW-Authenticate", `Basic realm="hotline"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		say(`<Hangup/>`)(w, r)
	}
	cfg := configure(s)
	cfg.VoiceURL = "https://user:word@hotline.test/voice"
	require.NoError(t, dialOn(t, exchange.New(cfg), nil).Err())
	asked := s.asked("/voice")
	require.Len(t, asked, 2)
	require.Equal(t, webhook.Sign(token, base+"/voice", asked[1].form), asked[1].header.Get("X-Twilio-Signature"))
}

func TestSlowServer(t *testing.T) {
	t.Parallel()
	s := pages(nil)
	release := make(chan struct{})
	s.pages["/voice"] = func(http.ResponseWriter, *http.Request) { <-release }
	cfg := configure(s)
	cfg.VoiceURL += "#rt=100"
	cfg.Client = &http.Client{Transport: impatient{s, release}}
	require.ErrorContains(t, dialOn(t, exchange.New(cfg), nil).Err(), "11203")
}

// impatient gives up a request when its context ends, as a network does.
type impatient struct {
	s       *service
	release chan struct{}
}

// RoundTrip waits for the server or the context.
func (i impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = i.s.RoundTrip(r)
	}()
	<-r.Context().Done()
	i.release <- struct{}{}
	<-done
	return nil, r.Context().Err()
}

func TestStatusCallback(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Pause length="1"/><Say>hi</Say><Pause length="9"/>`})
	s.pages["/status"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	cfg := configure(s)
	cfg.StatusURL = base + "/status"
	c := dialOn(t, exchange.New(cfg), nil)
	form := s.once(t, "/status").form
	for name, want := range map[string]string{
		"CallSid": c.Sid, "CallStatus": "completed", "CallDuration": "10", "SequenceNumber": "0",
		"CallbackSource": "call-progress-events", "Timestamp": "Mon, 12 Oct 2026 04:00:10 +0000",
	} {
		require.Equal(t, want, form.Get(name), name)
	}
	require.Empty(t, trace(c, exchange.Warning))
}

func TestStatusCallbackIsChecked(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Hangup/>`})
	cfg := configure(s)
	cfg.StatusURL = base + "/nowhere"
	c := dialOn(t, exchange.New(cfg), nil)
	events := c.Events()
	require.Equal(t, 15003, events[len(events)-1].Code)
}

func TestTheClockStandsStillDuringAWebhook(t *testing.T) {
	t.Parallel()
	s := pages(nil)
	cfg := configure(s)
	var at []time.Time
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) {
		at = append(at, cfg.Clock.Now())
		say(`<Pause length="3600"/><Redirect/>`)(w, r)
	}
	x := exchange.New(cfg)
	c := dialOn(t, x, &exchange.Script{Line: 2 * time.Hour})
	require.Equal(t, []time.Time{noon, noon.Add(time.Hour)}, at)
	require.Equal(t, "canceled", c.Status(), "nothing answered the call")
}
