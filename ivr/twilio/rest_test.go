package twilio_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const queue = "QU0123456789abcdef0123456789abcdef"

// carrier stands in for the REST API: it gives its answers one after another, then repeats the last,
// and records what it was asked.
type carrier struct {
	*httptest.Server
	answers []answer

	mu    sync.Mutex
	asked []string // "POST /path From=..&To=.."
	auth  []string
}

type answer struct {
	status int
	body   string
	header http.Header
	do     func(http.ResponseWriter, *http.Request)
}

func (c *carrier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	c.mu.Lock()
	a := c.answers[min(len(c.asked), len(c.answers)-1)]
	c.asked = append(c.asked, r.Method+" "+r.URL.Path+" "+r.Form.Encode())
	user, password, _ := r.BasicAuth()
	c.auth = append(c.auth, user+":"+password)
	c.mu.Unlock()
	if a.do != nil {
		a.do(w, r)
		return
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body))
}

func (c *carrier) times() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.asked)
}

// line is the API and a client of it that does not really wait.
type line struct {
	*carrier
	*twilio.REST
	waits    []time.Duration
	observed []string
}

func dial(t *testing.T, answers ...answer) *line {
	t.Helper()
	l := &line{carrier: &carrier{answers: answers}}
	l.Server = httptest.NewServer(l.carrier)
	transport := &http.Transport{}
	t.Cleanup(func() { transport.CloseIdleConnections(); l.Server.CloseClientConnections(); l.Server.Close() })
	rest, err := twilio.NewREST(twilio.Config{
		AccountSID: account, AuthToken: "s3cret-token", BaseURL: l.Server.URL,
		HTTPClient: &http.Client{Transport: transport}, TryLimit: time.Second,
		Sleep:  func(ctx context.Context, d time.Duration) error { l.waits = append(l.waits, d); return ctx.Err() },
		Jitter: func() float64 { return 0.5 },
		Observe: func(op string, status int, _ time.Duration) {
			l.observed = append(l.observed, fmt.Sprintf("%s %d", op, status))
		},
	})
	require.NoError(t, err)
	l.REST = rest
	return l
}

func ok(body string) answer { return answer{status: http.StatusOK, body: body} }

func refused(status, code int) answer {
	return answer{status: status, body: fmt.Sprintf(`{"code":%d,"message":"number +8610000000001 hi","status":%d}`, code, status)}
}

func TestSendMessage(t *testing.T) {
	t.Parallel()
	l := dial(t, answer{status: http.StatusCreated, body: `{"sid":"SM1"}`})
	sid, err := l.SendMessage(t.Context(), "+8610000000009", "+8610000000001", "您的验证码")
	require.NoError(t, err)
	require.Equal(t, "SM1", sid)
	require.Equal(t, []string{"POST /2010-04-01/Accounts/" + account + "/Messages.json " +
		"Body=%E6%82%A8%E7%9A%84%E9%AA%8C%E8%AF%81%E7%A0%81&From=%2B8610000000009&To=%2B8610000000001"}, l.asked)
	require.Equal(t, []string{account + ":s3cret-token"}, l.auth)
	require.Equal(t, []string{"send message 201"}, l.observed)
}

func TestCalls(t *testing.T) {
	t.Parallel()
	l := dial(t, answer{status: http.StatusCreated, body: `{"sid":"` + call + `"}`})
	sid, err := l.StartCall(t.Context(), twilio.Call{
		From: "+8610000000009", To: "+8610000000001", URL: "https://hotline.example/a", Timeout: 20 * time.Second, StatusCallback: "https://hotline.example/s",
	})
	require.NoError(t, err)
	require.Equal(t, call, sid)
	require.NoError(t, l.RedirectCall(t.Context(), call, "https://hotline.example/b"))
	require.NoError(t, l.EndCall(t.Context(), call))
	calls := "POST /2010-04-01/Accounts/" + account + "/Calls"
	require.Equal(t, []string{
		calls + ".json From=%2B8610000000009&Method=POST&StatusCallback=https%3A%2F%2Fhotline.example%2Fs&StatusCallbackMethod=POST&Timeout=20&To=%2B8610000000001&Url=https%3A%2F%2Fhotline.example%2Fa",
		calls + "/" + call + ".json Method=POST&Url=https%3A%2F%2Fhotline.example%2Fb",
		calls + "/" + call + ".json Status=completed",
	}, l.asked)
}

// The call to an address that is not over is found among the latest of them, which the carrier gives newest first.
func TestTheCallUnderWay(t *testing.T) {
	t.Parallel()
	list := func(statuses ...string) answer {
		calls := make([]string, len(statuses))
		for i, status := range statuses {
			calls[i] = fmt.Sprintf(`{"sid":"CA%d","status":%q}`, i, status)
		}
		return answer{status: http.StatusOK, body: `{"calls":[` + strings.Join(calls, ",") + `],"next_page_uri":"/next"}`}
	}
	for name, tt := range map[string]struct {
		answer answer
		sid    string
	}{
		"nobody was called":            {list(), ""},
		"all is over":                  {list("completed", "busy", "failed", "no-answer", "canceled"), ""},
		"it is to be made":             {list("queued", "completed"), "CA0"},
		"it rings":                     {list("ringing"), "CA0"},
		"it goes on behind a busy one": {list("busy", "in-progress", "completed"), "CA1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := dial(t, tt.answer)
			sid, err := l.CallUnderWay(t.Context(), "+8610000000001")
			require.NoError(t, err)
			require.Equal(t, tt.sid, sid)
			require.Equal(t, []string{"GET /2010-04-01/Accounts/" + account + "/Calls.json PageSize=20&To=%2B8610000000001"}, l.asked)
		})
	}
	_, err := dial(t, refused(http.StatusUnauthorized, 20003)).CallUnderWay(t.Context(), "+8610000000001")
	require.Error(t, err)
}

func TestQueues(t *testing.T) {
	t.Parallel()
	next := "/2010-04-01/Accounts/x/Queues.json?PageSize=1000&Page=1&PageToken=PAQU1"
	l := dial(t,
		ok(`{"queues":[{"sid":"QU1","friendly_name":"refunds","current_size":2,"max_size":100,"average_wait_time":7}],"next_page_uri":"`+next+`"}`),
		ok(`{"queues":[{"sid":"QU2","friendly_name":"fraud"}],"next_page_uri":null}`))
	got, err := l.QueueByName(t.Context(), "fraud")
	require.NoError(t, err)
	require.Equal(t, twilio.Queue{SID: "QU2", Name: "fraud"}, got)
	require.True(t, strings.HasSuffix(l.asked[1], "Queues.json Page=1&PageSize=1000&PageToken=PAQU1"), l.asked[1])

	_, err = l.QueueByName(t.Context(), "none")
	require.True(t, twilio.IsGone(err), err)

	l = dial(t, ok(`{"queues":[{"sid":"QU1","friendly_name":"refunds","current_size":2,"max_size":100,"average_wait_time":7}]}`))
	all, err := l.ListQueues(t.Context())
	require.NoError(t, err)
	require.Equal(t, []twilio.Queue{{SID: "QU1", Name: "refunds", Size: 2, Most: 100, Average: 7 * time.Second}}, all)
}

func TestMembers(t *testing.T) {
	t.Parallel()
	l := dial(t, ok(`{"queue_members":[{"call_sid":"`+call+`","position":1,"wait_time":9}]}`), ok(`{}`), ok(`{}`), refused(404, 20404))
	members, err := l.ListMembers(t.Context(), queue)
	require.NoError(t, err)
	require.Equal(t, []twilio.Member{{CallSID: call, Position: 1, Waited: 9 * time.Second}}, members)
	require.NoError(t, l.DequeueMember(t.Context(), queue, call, "https://hotline.example/a"))
	require.NoError(t, l.DequeueMember(t.Context(), queue, twilio.Front, "https://hotline.example/a"))
	require.True(t, strings.Contains(l.asked[2], "/Members/Front.json Method=POST"), l.asked[2])
	require.True(t, twilio.IsGone(l.DequeueMember(t.Context(), queue, call, "https://hotline.example/a")))
}

func TestASidThatIsNoneIsNotAsked(t *testing.T) {
	t.Parallel()
	l := dial(t, ok(`{}`))
	require.Error(t, l.EndCall(t.Context(), "../Messages"))
	require.Error(t, l.RedirectCall(t.Context(), "", "https://hotline.example"))
	require.Error(t, l.DequeueMember(t.Context(), queue, "front", "https://hotline.example"))
	require.Error(t, l.DequeueMember(t.Context(), "QU1/../..", call, "https://hotline.example"))
	_, err := l.ListMembers(t.Context(), "")
	require.Error(t, err)
	require.Zero(t, l.times())
}

func send(l *line, ctx context.Context) error {
	_, err := l.SendMessage(ctx, "+8610000000009", "+8610000000001", "secret body")
	return err
}

func TestTries(t *testing.T) {
	t.Parallel()
	made := answer{status: http.StatusCreated, body: `{"sid":"SM1"}`}
	redirect := func(l *line) error { return l.RedirectCall(context.Background(), call, "https://hotline.example") }
	message := func(l *line) error { return send(l, context.Background()) }
	ring := func(l *line) error {
		_, err := l.StartCall(context.Background(), twilio.Call{From: "+8610000000009", To: "+8610000000001", URL: "https://hotline.example"})
		return err
	}
	dequeue := func(l *line) error {
		return l.DequeueMember(context.Background(), queue, twilio.Front, "https://hotline.example")
	}
	later := refused(429, 20429)
	later.header = http.Header{"Retry-After": {"3"}}
	never := refused(429, 20429)
	never.header = http.Header{"Retry-After": {"3600"}}
	second := time.Second
	for _, c := range []struct {
		name    string
		do      func(*line) error
		answers []answer
		waits   []time.Duration
		fails   bool
		unclear bool
	}{
		{"a message after 429", message, []answer{refused(429, 20429), refused(429, 20429), made}, []time.Duration{second / 2, second}, false, false},
		{"a message when asked to wait", message, []answer{later, made}, []time.Duration{3 * second}, false, false},
		{"a message when asked to wait too long", message, []answer{never}, nil, true, false},
		{"a message after 500", message, []answer{refused(500, 20500), made}, nil, true, true},
		{"a message after 503", message, []answer{refused(503, 20503), made}, nil, true, true},
		{"a call after 500", ring, []answer{refused(500, 20500), made}, nil, true, true},
		{"a call after 503", ring, []answer{refused(503, 20503), made}, nil, true, true},
		{"a call after 429", ring, []answer{refused(429, 20429), made}, []time.Duration{second / 2}, false, false},
		{"a call after a broken line", ring, []answer{{do: hangUp}, made}, nil, true, true},
		{"a dequeue after 500", dequeue, []answer{refused(500, 20500), ok(`{}`)}, nil, true, true},
		{"a message after a gateway's 502", message, []answer{refused(502, 0), made}, nil, true, true},
		{"a message after 400", message, []answer{refused(400, 21211), made}, nil, true, false},
		{"a message after a broken line", message, []answer{{do: hangUp}, made}, nil, true, true},
		{"a message without a SID", message, []answer{ok(`{}`)}, nil, true, true},
		{"a message and an answer in HTML", message, []answer{ok(`<html>+8610000000001`)}, nil, true, true},
		{"a dequeue after a gateway's 504", dequeue, []answer{refused(504, 0), ok(`{}`)}, nil, true, true},
		{"a redirect after 500 and a broken line", redirect, []answer{refused(500, 0), {do: hangUp}, ok(`{}`)}, []time.Duration{second / 2, second}, false, false},
		{"a redirect after 500 for ever", redirect, []answer{refused(500, 0)}, []time.Duration{second / 2, second, 2 * second, 4 * second}, true, false},
		{"a redirect and an answer in HTML", redirect, []answer{ok(`<html>`)}, nil, true, false},
		{"a redirect after an error in HTML", redirect, []answer{{status: 502, body: `<html>`}, ok(`{}`)}, []time.Duration{second / 2}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := dial(t, c.answers...)
			err := c.do(l)
			require.Equal(t, c.fails, err != nil, err)
			require.Equal(t, c.unclear, twilio.IsUnclear(err), err)
			require.Equal(t, c.waits, l.waits)
			require.Equal(t, len(c.waits)+1, l.times())
			requireSilent(t, err)
		})
	}
}

// requireSilent checks that an error contains nothing private.
func requireSilent(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, private := range []string{"+86", "1000000000", "secret", "s3cret", "http://", account, call} {
		require.NotContains(t, fmt.Sprintf("%v %+v", err, err), private)
	}
	var typed *twilio.Error
	require.ErrorAs(t, err, &typed)
}

// hangUp closes the connection after the request was read.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = connection.Close()
	}
}

func TestARaceWithAHangup(t *testing.T) {
	t.Parallel()
	l := dial(t, refused(400, 21220))
	err := l.RedirectCall(t.Context(), call, "https://hotline.example")
	require.True(t, twilio.IsGone(err))
	require.Equal(t, "twilio: redirect call: HTTP 400, error 21220", err.Error())
	require.False(t, twilio.IsGone(errors.New("else")))
	require.Equal(t, 1, l.times())
}

// Nothing was sent, so even a message may be tried again.
func TestNobodyListens(t *testing.T) {
	t.Parallel()
	tries := 0
	rest, err := twilio.NewREST(twilio.Config{
		AccountSID: account, AuthToken: "t", BaseURL: "http://127.0.0.1:1",
		HTTPClient: &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			tries++
			return nil, errors.New("connection refused")
		}}},
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	require.NoError(t, err)
	_, err = rest.SendMessage(t.Context(), "+8610000000009", "+8610000000001", "secret")
	require.EqualError(t, err, "twilio: send message: connection refused")
	require.False(t, twilio.IsUnclear(err))
	require.Equal(t, 5, tries)
}

// until holds an answer back until done, or until the client disconnects.
func until(done <-chan struct{}) func(http.ResponseWriter, *http.Request) {
	return func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-done:
		case <-r.Context().Done():
		}
	}
}

func TestAHangEnds(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	l := dial(t, answer{do: until(done)})
	defer close(done)
	l.TryLimit = 300 * time.Millisecond // long enough for the request to arrive
	err := send(l, t.Context())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.True(t, twilio.IsUnclear(err), "it was sent, and may arrive")
	require.Equal(t, 1, l.times())

	l.TryLimit, l.Limit = 20*time.Millisecond, 50*time.Millisecond
	require.ErrorIs(t, l.EndCall(t.Context(), call), context.DeadlineExceeded)
	require.LessOrEqual(t, l.times(), 4)
}

func TestTheCallerGivesUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	l := dial(t, answer{do: func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }})
	require.ErrorIs(t, l.EndCall(ctx, call), context.Canceled)
	require.Equal(t, 1, l.times())
}

// The token goes to one host only.
func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := dial(t, ok(`{}`))
	for _, status := range []int{301, 302, 307, 308} {
		l := dial(t, answer{status: status, header: http.Header{"Location": {elsewhere.URL}}})
		err := l.EndCall(t.Context(), call)
		require.EqualError(t, err, fmt.Sprintf("twilio: end call: HTTP %d", status))
	}
	require.Zero(t, elsewhere.times())
}

func TestNewRESTRefuses(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"api.twilio.com", "ftp://api.twilio.com", "https://", "https://a:b@api.twilio.com", "https://x?y=z", ":"} {
		_, err := twilio.NewREST(twilio.Config{AccountSID: account, AuthToken: "t", BaseURL: base})
		require.Error(t, err, base)
	}
	_, err := twilio.NewREST(twilio.Config{AccountSID: account})
	require.Error(t, err)
	rest, err := twilio.NewREST(twilio.Config{AccountSID: account, AuthToken: ivr.Secret("t0ken")})
	require.NoError(t, err)
	require.Equal(t, "https://api.twilio.com", rest.BaseURL)
	require.NotContains(t, fmt.Sprintf("%+v", rest.Config), "t0ken")
}
