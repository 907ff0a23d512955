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

// rest makes one request of the REST API and returns its status and body.
func rest(x *exchange.Exchange, method, path string, form url.Values) (int, string) {
	r := httptest.NewRequest(method, "/2010-04-01/Accounts/"+account+"/"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(account, token)
	w := httptest.NewRecorder()
	x.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

const enqueue = `<Enqueue action="/after" waitUrl="/wait">refunds</Enqueue>`

func TestWaitDocumentIsAskedAgain(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/wait": `<Pause length="10"/>`, "/after": ``})
	c := dial(t, s, &exchange.Script{Line: 25 * time.Second})
	asked := s.asked("/wait")
	require.Len(t, asked, 3)
	for i, seconds := range []string{"0", "10", "20"} {
		form := asked[i].form
		require.Equal(t, seconds, form.Get("QueueTime"))
		require.Equal(t, "1", form.Get("QueuePosition"))
		require.Equal(t, "1", form.Get("CurrentQueueSize"))
		require.Equal(t, "1000", form.Get("MaxQueueSize"))
		require.Equal(t, "0", form.Get("AvgQueueTime"))
		require.Regexp(t, `^QU[0-9a-f]{32}$`, form.Get("QueueSid"))
	}
	after := s.once(t, "/after").form
	require.Equal(t, "hangup", after.Get("QueueResult"))
	require.Equal(t, "25", after.Get("QueueTime"))
	require.Equal(t, "completed", after.Get("CallStatus"))
	require.Equal(t, "completed", c.Status())
	require.Equal(t, 25*time.Second, c.Duration())
}

func TestCallerLeavesTheQueueByAKey(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/voice":  enqueue,
		"/wait":   `<Gather numDigits="1" action="/choice" timeout="5"><Say>Press 1 to leave a message</Say></Gather>`,
		"/choice": `<Leave/>`,
		"/after":  `<Say>Speak after the tone</Say><Hangup/>`,
	})
	c := dial(t, s, keys("-", "1"))
	require.Len(t, s.asked("/wait"), 2)
	require.Equal(t, "leave", s.once(t, "/after").form.Get("QueueResult"))
	require.Contains(t, heard(c), "said Speak after the tone")
	require.Contains(t, heard(c), "left refunds leave")
}

func TestWithoutActionTheNextVerbFollowsLeave(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Enqueue waitUrl="/wait">q</Enqueue><Say>on we go</Say>`, "/wait": `<Leave/>`})
	require.Contains(t, heard(dial(t, s, nil)), "said on we go")
}

func TestQueueResultError(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]string{
		"a verb that waiting does not allow": `<Dial>+8613900000002</Dial>`,
		"a record":                           `<Record/>`,
		"an unknown address":                 `<Redirect>/nowhere</Redirect>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{"/voice": enqueue, "/wait": wait, "/after": `<Say>sorry</Say>`})
			c := dial(t, s, nil)
			require.Equal(t, "error", s.once(t, "/after").form.Get("QueueResult"))
			require.Contains(t, heard(c), "said sorry")
		})
	}
}

func TestFullQueue(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/wait": `<Pause length="10"/>`, "/after": `<Say>full</Say>`})
	x := exchange.New(configure(s))
	status, _ := rest(x, "POST", "Queues.json", url.Values{"FriendlyName": {"refunds"}, "MaxSize": {"1"}})
	require.Equal(t, http.StatusCreated, status)
	calls := x.Start(
		exchange.Inbound{From: caller, To: hotline, Person: &exchange.Script{Line: time.Minute}},
		exchange.Inbound{From: agent, To: hotline, After: time.Second},
	)
	x.Wait()
	form := s.asked("/after")[0].form
	require.Equal(t, calls[1].Sid, form.Get("CallSid"))
	require.Equal(t, "queue-full", form.Get("QueueResult"))
	require.NotContains(t, form, "QueueSid")
	require.NotContains(t, form, "QueueTime")
	require.Contains(t, heard(calls[1]), "said full")
}

func TestDequeueByREST(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"Front", "the call"} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{
				"/voice": enqueue, "/after": `<Say>not heard</Say>`, "/agent": `<Say>here is an agent</Say>`,
			})
			x := exchange.New(configure(s))
			s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
				if r.Form.Get("QueueTime") == "20" {
					member := map[string]string{"Front": "Front", "the call": r.Form.Get("CallSid")}[who]
					status, body := rest(x, "POST", "Queues/"+r.Form.Get("QueueSid")+"/Members/"+member+".json",
						url.Values{"Url": {base + "/agent"}})
					require.Equal(t, http.StatusOK, status, body)
				}
				say(`<Pause length="10"/>`)(w, r)
			}
			c := dialOn(t, x, nil)
			after := s.once(t, "/after").form
			require.Equal(t, "redirected", after.Get("QueueResult"))
			require.Equal(t, "20", after.Get("QueueTime"))
			require.Equal(t, []string{"20s said here is an agent"}, trace(c, exchange.Said))
		})
	}
}

func TestTwoQueuesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/wait": `<Pause length="10"/>`, "/after": ``})
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) {
		queue := map[string]string{caller: "refunds", agent: "fraud"}[r.Form.Get("From")]
		say(`<Enqueue action="/after" waitUrl="/wait">`+queue+`</Enqueue>`)(w, r)
	}
	x := exchange.New(configure(s))
	stays := func(from string, after time.Duration) exchange.Inbound {
		return exchange.Inbound{From: from, To: hotline, After: after, Person: &exchange.Script{Line: 30*time.Second + 5*after}}
	}
	calls := x.Start(stays(caller, 0), stays(agent, time.Second), stays(caller, 2*time.Second))
	x.Wait()
	require.Equal(t, []string{"0s queued refunds"}, trace(calls[0], exchange.Queued))
	require.Equal(t, 1, queued(calls[1]).Position)
	require.Equal(t, 2, queued(calls[2]).Position)
	last := s.asked("/wait")[len(s.asked("/wait"))-1].form
	require.Equal(t, calls[2].Sid, last.Get("CallSid"))
	require.Equal(t, "1", last.Get("QueuePosition"), "moved up when the first hung up")
	require.Equal(t, "30", last.Get("AvgQueueTime"))
}

func queued(c *exchange.Call) exchange.Event {
	for _, e := range c.Events() {
		if e.Kind == exchange.Queued {
			return e
		}
	}
	return exchange.Event{}
}

func TestAgentTakesTheFrontOfTheQueue(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/voice": enqueue, "/wait": `<Pause length="10"/>`, "/after": `<Say>please rate us</Say>`,
		"/desk":  `<Dial action="/served" timeout="60"><Queue url="/hello">refunds</Queue></Dial>`,
		"/hello": `<Say>connecting you</Say>`, "/served": `<Hangup/>`,
	})
	cfg := configure(s)
	cfg.Parties = map[string]exchange.Callee{agent: {After: 5 * time.Second, Talk: 90 * time.Second}}
	x := exchange.New(cfg)
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		if r.Form.Get("QueueTime") == "0" {
			rest(x, "POST", "Calls.json", url.Values{"To": {agent}, "From": {hotline}, "Url": {base + "/desk"}})
		}
		say(`<Pause length="10"/>`)(w, r)
	}
	c := dialOn(t, x, nil)
	require.Equal(t, []string{
		"0s queued refunds", "5s said connecting you", "5.933s connected " + agent,
		"1m35.933s disconnected " + agent, "1m35.933s left refunds bridged", "1m35.933s said please rate us",
	}, trace(c, exchange.Queued, exchange.Said, exchange.Connected, exchange.Disconnected, exchange.Left))
	hello := s.once(t, "/hello").form
	require.Equal(t, c.Sid, hello.Get("CallSid"))
	require.NotEmpty(t, hello.Get("DequeingCallSid"))
	require.Equal(t, "bridged", s.once(t, "/after").form.Get("QueueResult"))
	require.Equal(t, "5", s.once(t, "/after").form.Get("QueueTime"))
	require.Equal(t, "completed", s.once(t, "/served").form.Get("DialCallStatus"))
}

func TestAgentFindsTheQueueEmpty(t *testing.T) {
	t.Parallel()
	for name, queue := range map[string]string{"no such queue": "failed", "an empty queue": "no-answer"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := pages(map[string]string{"/voice": `<Dial action="/served" timeout="20"><Queue>refunds</Queue></Dial>`, "/served": ``})
			x := exchange.New(configure(s))
			if queue == "no-answer" {
				rest(x, "POST", "Queues.json", url.Values{"FriendlyName": {"refunds"}})
			}
			_, err := x.Call(context.Background(), caller, hotline, nil)
			require.NoError(t, err)
			require.Equal(t, queue, s.once(t, "/served").form.Get("DialCallStatus"))
		})
	}
}

func TestWaitingWithoutADocument(t *testing.T) {
	t.Parallel()
	for attr, want := range map[string][]string{``: {"0s played hold music"}, `waitUrl=""`: nil} {
		s := pages(map[string]string{"/voice": `<Enqueue ` + attr + ` action="/after">q</Enqueue>`, "/after": ``})
		c := dial(t, s, &exchange.Script{Line: time.Hour})
		require.Equal(t, want, trace(c, exchange.Played))
		require.Equal(t, "3600", s.once(t, "/after").form.Get("QueueTime"))
	}
}

// queueService runs a service with a queue, whose caller an agent takes at once.
func queueService(t *testing.T, hello string, agents exchange.Callee, person exchange.Human) (*exchange.Call, *service) {
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

func TestCallerHangsUpBeforeAgentSpeaks(t *testing.T) {
	t.Parallel()
	c, s := queueService(t, `<Pause length="10"/>`, exchange.Callee{}, &exchange.Script{Line: 3 * time.Second})
	require.Equal(t, "hangup", s.once(t, "/after").form.Get("QueueResult"))
	require.Empty(t, trace(c, exchange.Connected))
	require.Equal(t, "completed", s.once(t, "/served").form.Get("DialCallStatus"))
}

func TestAgentHangsUpBeforeCallerIsConnected(t *testing.T) {
	t.Parallel()
	_, s := queueService(t, `<Pause length="10"/>`, exchange.Callee{Person: &exchange.Script{Line: 4 * time.Second}}, nil)
	require.Equal(t, "bridging-in-process", s.once(t, "/after").form.Get("QueueResult"))
}

func TestBadDocumentBeforeAgentLeavesQueueWithError(t *testing.T) {
	t.Parallel()
	c, s := queueService(t, `<Gather/>`, exchange.Callee{}, nil)
	require.Equal(t, "error", s.once(t, "/after").form.Get("QueueResult"))
	require.Contains(t, heard(c), "said after")
}
