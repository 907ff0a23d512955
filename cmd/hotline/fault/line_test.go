package fault

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

// line is a site that an exchange calls: what its callers and agents do is a carrier's to
// carry out, in real time. While no process runs, requests wait for the next one, as they do
// behind a load balancer.
type line struct {
	*site
	exchange *exchange.Exchange

	mu      sync.Mutex
	closing bool
	starts  int // of processes that took the place of one that was killed

	dialKills atomic.Int64 // calls still to be made over which the process is killed
}

func newLine(t *testing.T, make func(t *testing.T, settings ...string) *site) *line {
	t.Helper()
	l := &line{}
	front := httptest.NewServer(http.HandlerFunc(l.pass))
	api := httptest.NewServer(http.HandlerFunc(l.carrier))
	l.site = make(t, "HOTLINE_PUBLIC_URL="+front.URL, "TWILIO_API_URL="+api.URL, "HOTLINE_CALLBACKS_PER_HOUR=0")
	l.exchange = exchange.New(exchange.Config{
		AccountSID: account, AuthToken: token,
		Pace:     func(string, string, string) time.Duration { return 20 * time.Millisecond },
		VoiceURL: front.URL + "/voice/incoming", StatusURL: front.URL + "/voice/status", FallbackURL: front.URL + "/voice/fallback",
	})
	t.Cleanup(func() {
		l.mu.Lock()
		l.closing = true
		l.mu.Unlock()
		l.exchange.Close()
		front.Close()
		api.Close()
	})
	return l
}

// keep starts the next process whenever one has been killed, until the test ends.
func (l *line) keep() {
	l.start()
	go func() {
		for {
			<-l.done
			l.mu.Lock()
			if !l.closing {
				l.begin("")
				l.starts++
			}
			closing := l.closing
			l.mu.Unlock()
			if closing {
				return
			}
		}
	}()
}

// carrier is the exchange's API. Over some calls that it is asked to make the process is
// killed: they are made, and nobody hears of it.
func (l *line) carrier(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/Calls.json") && l.dialKills.Add(-1) >= 0 {
		l.exchange.Handler().ServeHTTP(httptest.NewRecorder(), r)
		l.killed()
		return
	}
	l.exchange.Handler().ServeHTTP(w, r)
}

// killed ends the process that runs now; the next one is started.
func (l *line) killed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.now.Process.Kill()
}

// pass takes a request to the process, or to the next one.
func (l *line) pass(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		request, err := http.NewRequestWithContext(r.Context(), r.Method, l.base+r.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			break
		}
		request.Header = r.Header.Clone()
		answer, err := client.Do(request)
		if err != nil {
			continue
		}
		document, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			continue
		}
		for name, values := range answer.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(document)
		return
	}
	w.WriteHeader(http.StatusBadGateway)
}

const agentPIN = "4829"

// agent makes an agent of the general department who has a PIN.
func (s *site) agent(name, phone string) {
	s.t.Helper()
	out, status := s.run("agents", "add", name, "--number", phone, "--department", "general")
	require.Zero(s.t, status, out)
	s.runWith(agentPIN, "agents", "pin", name, "--stdin")
}

// atWork is an agent who has dialled in: types the PIN, then takes every call.
type atWork struct {
	exchange.SilentHuman
	mu    sync.Mutex
	typed bool
}

// Answer implements [exchange.Human].
func (a *atWork) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.typed {
		a.typed = true
		return exchange.Press(agentPIN+"#", p.Length)
	}
	return exchange.Press("1", p.Length)
}

// dialsIn has an agent dial in, and waits until their line stands by.
func (l *line) dialsIn(phone string) *exchange.Call {
	l.t.Helper()
	leg := l.exchange.Start(exchange.Inbound{From: phone, To: number, Person: &atWork{}})[0]
	require.Eventually(l.t, func() bool { return strings.Contains(heardOn(leg), "您已就绪") }, 20*time.Second, 5*time.Millisecond, "%s", lazily(func() string { return trace(leg) }))
	return leg
}

// heardOn is all that was said on a leg.
func heardOn(c *exchange.Call) string {
	var all []string
	for _, e := range c.Events() {
		if e.Kind == exchange.Said {
			all = append(all, e.Text)
		}
	}
	return strings.Join(all, " ")
}

// trace is what happened on a leg, a line an event.
func trace(c *exchange.Call) string {
	var all strings.Builder
	for _, e := range c.Events() {
		if e.Kind != exchange.Listening {
			fmt.Fprintln(&all, e.At.Format("05.000"), e.Kind, e.Text, e.Keys, e.URL, e.Status, e.To, e.Queue, e.Result)
		}
	}
	return all.String()
}

// countOf counts the events of a kind on a leg.
func countOf(c *exchange.Call, kind exchange.Kind) int { return counted(c.Events(), kind) }

func counted(events []exchange.Event, kind exchange.Kind) (n int) {
	for _, e := range events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// lazily is a message that is made when a check has failed.
type lazily func() string

func (f lazily) String() string { return f() }
