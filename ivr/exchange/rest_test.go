package exchange_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestMessagesAreKept(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	status, body := rest(x, "POST", "Messages.json",
		url.Values{"To": {caller}, "From": {hotline}, "Body": {"验证码 482915，五分钟内有效。"}})
	require.Equal(t, http.StatusCreated, status)
	var shown map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &shown))
	require.Regexp(t, `^SM[0-9a-f]{32}$`, shown["sid"])
	require.Equal(t, "queued", shown["status"])
	require.Equal(t, "outbound-api", shown["direction"])
	require.Equal(t, "1", shown["num_segments"])
	require.Len(t, x.Messages(caller), 1)
	require.Empty(t, x.Messages(agent))
	require.Equal(t, "验证码 482915，五分钟内有效。", x.Messages("")[0].Body)
	code, err := x.CodeReader(caller)(t.Context())
	require.NoError(t, err)
	require.Equal(t, "482915", code)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("话", 1601)
	tests := []struct {
		name, method, path string
		form               url.Values
		status, code       int
	}{
		{"message without To", "POST", "Messages.json", url.Values{"From": {hotline}, "Body": {"x"}}, 400, 21604},
		{"message without From", "POST", "Messages.json", url.Values{"To": {caller}, "Body": {"x"}}, 400, 21603},
		{"message without Body", "POST", "Messages.json", url.Values{"To": {caller}, "From": {hotline}}, 400, 21602},
		{"message too long", "POST", "Messages.json", url.Values{"To": {caller}, "From": {hotline}, "Body": {long}}, 400, 21617},
		{"message to no number", "POST", "Messages.json", url.Values{"To": {"110"}, "From": {hotline}, "Body": {"x"}}, 400, 21211},
		{"call without To", "POST", "Calls.json", url.Values{"From": {hotline}, "Url": {base}}, 400, 21201},
		{"call without From", "POST", "Calls.json", url.Values{"To": {agent}, "Url": {base}}, 400, 21213},
		{"call without Url", "POST", "Calls.json", url.Values{"To": {agent}, "From": {hotline}}, 400, 21205},
		{"call with a bad Url", "POST", "Calls.json", url.Values{"To": {agent}, "From": {hotline}, "Url": {"/x"}}, 400, 21205},
		{"Twiml too long", "POST", "Calls.json", url.Values{"To": {agent}, "From": {hotline}, "Twiml": {strings.Repeat("x", 4001)}}, 400, 32018},
		{"unknown call", "POST", "Calls/CA00.json", url.Values{"Url": {base}}, 404, 20404},
		{"unknown call fetched", "GET", "Calls/CA00.json", nil, 404, 20404},
		{"unknown queue", "GET", "Queues/QU00.json", nil, 404, 20404},
		{"members of an unknown queue", "GET", "Queues/QU00/Members.json", nil, 404, 20404},
		{"unknown member", "POST", "Queues/QU00/Members/Front.json", url.Values{"Url": {base}}, 404, 20404},
		{"unknown resource", "GET", "Faxes.json", nil, 404, 20404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, body := rest(exchange.New(configure(pages(nil))), tt.method, tt.path, tt.form)
			requireRefusal(t, status, body, tt.status, tt.code)
		})
	}
}

func requireRefusal(t *testing.T, status int, body string, wantStatus, wantCode int) {
	t.Helper()
	var refusal struct {
		Code, Status int
		Message      string
		MoreInfo     string `json:"more_info"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &refusal), body)
	require.Equal(t, wantStatus, status)
	require.Equal(t, wantStatus, refusal.Status)
	require.Equal(t, wantCode, refusal.Code)
	require.NotEmpty(t, refusal.Message)
	require.NotEmpty(t, refusal.MoreInfo)
}

func TestWhoMayUseTheAPI(t *testing.T) {
	t.Parallel()
	cfg := configure(pages(nil))
	cfg.APIKeys = map[string]string{"SK1": "key-secret"}
	h := exchange.New(cfg).Handler()
	tests := []struct {
		name, account, user, password string
		status, code                  int
	}{
		{"the account", account, account, token, 200, 0},
		{"an API key", account, "SK1", "key-secret", 200, 0},
		{"a wrong token", account, account, "wrong", 401, 20003},
		{"an unknown key", account, "SK2", "", 401, 20003},
		{"nobody", account, "", "", 401, 20003},
		{"another account", "AC2", account, token, 404, 20404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest("GET", "/2010-04-01/Accounts/"+tt.account+"/Queues.json", nil)
			if tt.user != "" {
				r.SetBasicAuth(tt.user, tt.password)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			require.Equal(t, tt.status, w.Code)
			if tt.code != 0 {
				requireRefusal(t, w.Code, w.Body.String(), tt.status, tt.code)
			}
		})
	}
}

// during runs f once, while the service answers /now, two seconds into the call.
func during(t *testing.T, x func() *exchange.Exchange, s *service, f func(x *exchange.Exchange, callSid string)) {
	t.Helper()
	s.pages["/voice"] = say(`<Pause length="2"/><Say>hold on</Say><Redirect>/now</Redirect>`)
	s.pages["/now"] = func(w http.ResponseWriter, r *http.Request) {
		f(x(), r.Form.Get("CallSid"))
		say(`<Say>old document</Say>`)(w, r)
	}
}

func TestRedirectALiveCall(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]url.Values{
		"by Url":   {"Url": {base + "/new"}},
		"by Twiml": {"Twiml": {`<Response><Say>new document</Say></Response>`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{"/new": `<Say>new document</Say>`})
			x := exchange.New(configure(s))
			during(t, func() *exchange.Exchange { return x }, s, func(x *exchange.Exchange, callSid string) {
				status, body := rest(x, "POST", "Calls/"+callSid+".json", form)
				require.Equal(t, http.StatusOK, status, body)
			})
			c := dialOn(t, x, nil)
			require.Equal(t, []string{"said hold on", "said new document"}, heard(c)[1:3])
		})
	}
}

func TestTwimlNeedsAbsoluteURLs(t *testing.T) {
	t.Parallel()
	s := pages(nil)
	x := exchange.New(configure(s))
	during(t, func() *exchange.Exchange { return x }, s, func(x *exchange.Exchange, callSid string) {
		rest(x, "POST", "Calls/"+callSid+".json", url.Values{"Twiml": {`<Response><Redirect>/new</Redirect></Response>`}})
	})
	require.ErrorContains(t, dialOn(t, x, nil).Err(), "15004")
}

func TestEndALiveCall(t *testing.T) {
	t.Parallel()
	s := pages(nil)
	x := exchange.New(configure(s))
	during(t, func() *exchange.Exchange { return x }, s, func(x *exchange.Exchange, callSid string) {
		status, _ := rest(x, "POST", "Calls/"+callSid+".json", url.Values{"Status": {"completed"}})
		require.Equal(t, http.StatusOK, status)
		status, body := rest(x, "POST", "Calls/"+callSid+".json", url.Values{"Url": {base}})
		requireRefusal(t, status, body, 400, 21220)
	})
	c := dialOn(t, x, nil)
	require.Equal(t, "completed", c.Status())
	require.NotContains(t, heard(c), "said old document")
	status, body := rest(x, "POST", "Calls/"+c.Sid+".json", url.Values{"Url": {base}})
	requireRefusal(t, status, body, 400, 21220)
}

func TestOutgoingCall(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/callback": `<Gather numDigits="1" action="/menu"><Say>You asked us to call</Say></Gather>`, "/menu": `<Say>well</Say>`, "/status": ``,
	})
	cfg := configure(s)
	cfg.Parties = map[string]exchange.Callee{caller: {After: 4 * time.Second, Person: keys("1")}}
	x := exchange.New(cfg)
	status, body := rest(x, "POST", "Calls.json", url.Values{
		"To": {caller}, "From": {hotline}, "Url": {base + "/callback"}, "StatusCallback": {base + "/status"},
		"StatusCallbackEvent": {"initiated", "ringing", "answered", "completed"},
	})
	require.Equal(t, http.StatusCreated, status)
	require.Contains(t, body, `"status":"queued"`)
	x.Wait()
	form := s.once(t, "/callback").form
	require.Equal(t, "outbound-api", form.Get("Direction"))
	require.Equal(t, caller, form.Get("To"))
	require.Equal(t, "in-progress", form.Get("CallStatus"))
	require.Contains(t, heard(x.Calls()[0]), "said well")
	require.Len(t, s.asked("/status"), 4)
	status, body = rest(x, "GET", "Calls/"+x.Calls()[0].Sid+".json", nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, `"status":"completed"`)
	require.Contains(t, body, `"duration":"3"`)
}

func TestQueuesAndMembersAreShown(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/after": ``})
	x := exchange.New(configure(s))
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		if r.Form.Get("QueueTime") == "10" {
			_, list := rest(x, "GET", "Queues.json", nil)
			require.Contains(t, list, `"friendly_name":"refunds"`)
			require.Contains(t, list, `"current_size":1`)
			_, one := rest(x, "GET", "Queues/"+r.Form.Get("QueueSid")+".json", nil)
			require.Contains(t, one, `"average_wait_time":10`)
			_, members := rest(x, "GET", "Queues/"+r.Form.Get("QueueSid")+"/Members.json", nil)
			require.Contains(t, members, `"call_sid":"`+r.Form.Get("CallSid")+`"`)
			require.Contains(t, members, `"wait_time":10`)
			_, front := rest(x, "GET", "Queues/"+r.Form.Get("QueueSid")+"/Members/Front.json", nil)
			require.Contains(t, front, `"position":1`)
		}
		say(`<Pause length="10"/>`)(w, r)
	}
	dialOn(t, x, &exchange.Script{Line: 15 * time.Second})
	require.Len(t, s.asked("/wait"), 2)
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
