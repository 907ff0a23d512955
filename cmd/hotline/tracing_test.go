package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// traceCollector is a stand-in for an OpenTelemetry collector.
type traceCollector struct {
	mu    sync.Mutex
	raw   bytes.Buffer
	spans []*spans.Span
}

func (c *traceCollector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var request collector.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &request) != nil {
		http.Error(w, "no traces", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw.Write(body)
	for _, of := range request.ResourceSpans {
		for _, scope := range of.ScopeSpans {
			c.spans = append(c.spans, scope.Spans...)
		}
	}
}

// named returns the spans of a name, in the order in which they ended.
func (c *traceCollector) named(name string) (found []*spans.Span) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.spans {
		if s.Name == name {
			found = append(found, s)
		}
	}
	return found
}

// A webhook, the step that it writes and the text message that the step wants are one
// trace; nothing of the caller is in it, and requests that nobody signed are not traced.
func TestTraceFromWebhookToCarrier(t *testing.T) {
	t.Parallel()
	const caller, name = "+8613900000009", "Invented Person"
	received := &traceCollector{}
	collecting := httptest.NewServer(received)
	t.Cleanup(collecting.Close)
	texted := make(chan string, 1)
	carrier := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"sid": "SM00000000000000000000000000000001"}`)
		texted <- r.FormValue("Body")
	}))
	t.Cleanup(carrier.Close)

	s := newVictim(t)
	s.env = append(s.env, "OTEL_EXPORTER_OTLP_ENDPOINT="+collecting.URL, "TWILIO_API_URL="+carrier.URL)
	accounts := filepath.Join(s.dir, "accounts.csv")
	require.NoError(t, os.WriteFile(accounts, []byte("account_id,name,email,phone,language,birth_date\n20000001,"+name+",one@example.com,"+caller+",zh-CN,1990-05-17\n"), 0o600))
	h := fixture{victim: s}
	require.Zero(t, h.hotline("ledger", "import", accounts).status)
	s.start()
	const call = "CA000000000000000000000000000000aa"
	for i, digits := range []string{"", "2", "1"} {
		_, err := s.post(call, fmt.Sprint(i), digits)
		require.NoError(t, err)
	}
	unsigned, err := http.Post(s.base+"/voice/step/7", "application/x-www-form-urlencoded", http.NoBody)
	require.NoError(t, err)
	require.Equal(t, http.StatusForbidden, unsigned.StatusCode)
	var text string
	select {
	case text = <-texted:
	case <-time.After(10 * time.Second):
		t.Fatal("no code was sent")
	}
	require.NoError(t, s.process.Process.Signal(syscall.SIGTERM)) // which sends the last spans
	_ = s.process.Wait()
	s.process = nil

	webhooks, commits := received.named("POST /voice/step/:step"), received.named("commit")
	require.Len(t, webhooks, 2, "a request that is not signed makes no span")
	require.Len(t, received.named("POST /voice/incoming"), 1)
	require.Len(t, commits, 3)
	sms := received.named("POST /2010-04-01/Accounts/{sid}/Messages.json")
	require.Len(t, sms, 1)
	last := commits[slices.IndexFunc(commits, func(c *spans.Span) bool { return bytes.Equal(c.SpanId, sms[0].ParentSpanId) })]
	asked := slices.IndexFunc(webhooks, func(w *spans.Span) bool { return bytes.Equal(w.SpanId, last.ParentSpanId) })
	require.GreaterOrEqual(t, asked, 0, "the step belongs to its webhook")
	require.Equal(t, webhooks[asked].TraceId, sms[0].TraceId)

	received.mu.Lock()
	seen := received.raw.String()
	received.mu.Unlock()
	require.Contains(t, seen, call)
	for _, secret := range []string{caller, caller[3:], caller[len(caller)-4:], name, "20000001", crashToken, crashAccount, text} {
		require.NotContains(t, seen, secret)
	}
}
