package agent

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/web/page"
)

// looked counts how often the ACD is looked at.
type looked struct {
	ACD
	times atomic.Int32
}

func (l *looked) State() acd.State { l.times.Add(1); return l.ACD.State() }

// What others do, and this agent does not see, renders nothing.
func TestDeskIsRenderedWhenItShowsSomethingElse(t *testing.T) {
	t.Parallel()
	h := open(t)
	dispatcher, renders := h.pages.ACD.(*dispatch.Dispatcher), atomic.Int32{}
	looks := &looked{ACD: dispatcher}
	h.pages.ACD = looks
	h.pages.fragment = func(language, name, part string, v page.View) ([]byte, error) {
		renders.Add(1)
		return h.pages.pages.Fragment(language, name, part, v)
	}
	server := httptest.NewServer(h.Pages)
	t.Cleanup(server.Close)
	event := h.follow(server.URL + "/desk/live")
	for _, part := range parts {
		require.Equal(t, part, event())
	}
	require.EqualValues(t, len(parts), renders.Load())

	enters := func(call, queue string) {
		event := acd.Enqueued{Call: call, Queue: queue, Language: "zh-CN", Step: 1, There: true}
		require.NoError(t, dispatcher.Do(t.Context(), event))
	}
	before := looks.times.Load()
	enters("CA1", "fraud")
	require.Eventually(t, func() bool { return looks.times.Load() > before }, 10*time.Second, time.Millisecond)
	enters("CA2", "refunds")
	require.Equal(t, "bar", event())
	require.EqualValues(t, 2*len(parts), renders.Load(), "only amy's own queue is shown to her")
}

// follow opens a stream, and returns the name of its next event at each call.
func (h *fixture) follow(address string) (event func() string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, address, nil)
	require.NoError(h.t, err)
	r.Header.Set("Accept", "text/event-stream")
	for name, value := range h.Cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	stream, err := http.DefaultClient.Do(r)
	require.NoError(h.t, err)
	require.Equal(h.t, http.StatusOK, stream.StatusCode)
	h.t.Cleanup(func() { _ = stream.Body.Close() })
	lines := bufio.NewScanner(stream.Body)
	return func() string {
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok && name != page.Beat {
				return name
			}
		}
		return "the end"
	}
}
