package fault

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rest is the carrier's REST API, which does what it is asked and then fails as it is told
// to.
type rest struct {
	mu    sync.Mutex
	how   string
	posts map[string]int // creates by receiver
}

func (r *rest) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	_ = q.ParseForm()
	r.mu.Lock()
	how := r.how
	if q.Method == http.MethodPost {
		r.posts[q.PostForm.Get("To")]++
	}
	n := r.posts[q.PostForm.Get("To")]
	r.mu.Unlock()
	switch {
	case how == "429 twice" && n <= 2:
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	case how == "500":
		w.WriteHeader(http.StatusInternalServerError)
	case how == "503":
		w.WriteHeader(http.StatusServiceUnavailable)
	case how == "21610":
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprint(w, `{"code": 21610, "message": "unsubscribed", "status": 400}`)
	case how == "bad JSON":
		_, _ = fmt.Fprint(w, `{"sid":`)
	case how == "cut":
		hijacked, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = hijacked.Close()
		}
	case how == "hangs":
		<-q.Context().Done()
	default:
		w.WriteHeader(http.StatusCreated)
		_, _ = fmt.Fprintf(w, `{"sid": "SM%032x", "status": "queued"}`, n)
	}
}

// B5: the carrier's REST API fails after it did what it was asked. No message is sent twice,
// and no webhook waits for it.
func TestRESTFailures(t *testing.T) {
	t.Parallel()
	count := tallied(t, "B5", "REST: 429, 5xx, cut off, hanging; and a kill", "messages sent once")
	for _, how := range []string{"429 twice", "500", "503", "21610", "bad JSON", "cut", "hangs", "fine"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			count.check(madeOnce(how, textsWhere(t, how)))
			count.hit(1)
		})
	}
}

// textsWhere counts the texts that a hotline asks for, of one, where the carrier's API fails so and the
// process is killed.
func textsWhere(t *testing.T, how string) int {
	t.Helper()
	api := &rest{how: how, posts: map[string]int{}}
	server := httptest.NewServer(api)
	defer server.Close()
	defer server.CloseClientConnections()
	s := newSite(t, "TWILIO_API_URL="+server.URL)
	accounts := filepath.Join(s.dir, "accounts.csv")
	require.NoError(t, os.WriteFile(accounts, []byte("account_id,name,email,phone,language,birth_date\n10000001,A,a@example.com,"+owner+",zh-CN,\n"), 0o600))
	out, status := s.run("ledger", "import", accounts)
	require.Zero(t, status, out)
	s.start()
	c := newCaller(s.base, choices(t))
	c.from = owner
	c.next = c.request(s.base+"/voice/incoming", nil)
	for _, key := range []string{"", "2", "1"} { // refunds, one that was asked for: a code is sent
		r := c.next
		if key != "" {
			r.form.Set("Digits", key)
		}
		began := time.Now()
		got, err := r.deliver()
		require.Less(t, time.Since(began), 3*time.Second, "no webhook waits for the carrier")
		require.NoError(t, err)
		require.True(t, c.heard(got.body), got.body)
	}
	asked := func() int {
		api.mu.Lock()
		defer api.mu.Unlock()
		return api.posts[owner]
	}
	require.Eventually(t, func() bool { return asked() >= 1 && (how != "429 twice" || asked() >= 3) }, 20*time.Second, 10*time.Millisecond, "%s", &s.log)
	time.Sleep(repeatedBy) // a try that should not be made would be
	s.kill()
	s.start() // what was under way is not sent again
	s.term()
	_, ended := s.ended(20 * time.Second)
	require.True(t, ended)
	return asked()
}

// repeatedBy is when a request that failed at once would have been repeated: the wait after the first try.
const repeatedBy = time.Second

// madeOnce returns an error unless a message was asked for once, but for the tries that were refused before
// anything was done.
func madeOnce(how string, made int) error {
	want := 1
	if how == "429 twice" {
		want = 3
	}
	if made != want {
		return fmt.Errorf("%s: the message was asked for %d times, not %d", how, made, want)
	}
	return nil
}

// A message that is sent twice is seen, and one that is not sent.
func TestAMessageSentTwiceIsSeen(t *testing.T) {
	t.Parallel()
	require.NoError(t, madeOnce("500", 1))
	require.NoError(t, madeOnce("429 twice", 3))
	require.Error(t, madeOnce("500", 2))
	require.Error(t, madeOnce("500", 0))
	require.Error(t, madeOnce("429 twice", 4))
}
