package web_test

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// keysPressed are those of a caller who looks around the menus that ship, and hangs up.
var keysPressed = strings.Fields("2 * 4 3 # 2 4 3 # 2 * 4")

// servingGC is what hotline serve sets, see cmd/hotline/process.
const servingGC = 400

// BenchmarkWebhook takes signed requests of 64 callers at a time to their answers, on a
// store that keeps each step before it is answered. An operation is a webhook. Requests
// are made and signed beforehand, so the figures are the hotline's alone.
func BenchmarkWebhook(b *testing.B) {
	const callers = 64
	defer debug.SetGCPercent(debug.SetGCPercent(servingGC))
	h := newBenched(b)
	calls := h.calls(b.N/len(h.script) + callers + 1)
	var next atomic.Int64
	b.SetParallelism(callers / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	before := h.spent()
	b.RunParallel(func(pb *testing.PB) {
		var left []*http.Request
		answer := &discarded{header: http.Header{}}
		for pb.Next() {
			if len(left) == 0 {
				left = calls[next.Add(1)-1]
			}
			h.take(b, answer, left[0])
			left = left[1:]
		}
	})
	b.StopTimer()
	h.spent().report(b, before)
}

// TestAWebhookStaysCheap holds what a webhook may cost, by measures that do not depend on
// how busy the machine is. The race detector throws away pooled memory, by chance, so it is run
// without: make costs.
func TestAWebhookStaysCheap(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates, too: make costs runs this without it")
	}
	const callers, rounds = 64, 8
	h := newBenched(t)
	h.play(t, h.calls(callers)) // pools and pages are made once
	var calls [rounds][][]*http.Request
	for i := range calls {
		calls[i] = h.calls(callers)
	}
	before := h.spent()
	for _, c := range calls {
		h.play(t, c)
	}
	after := h.spent()
	steps := float64(callers * rounds * len(h.script))
	require.Less(t, float64(after.allocs-before.allocs)/steps, 50.0, "allocations of a webhook")
	require.Less(t, float64(after.bytes-before.bytes)/steps, 8.0*1024, "bytes allocated by a webhook")
	require.Less(t, float64(after.pages-before.pages)/steps, 0.9, "pages written by a webhook")
}

// benched is a hotline whose requests are made beforehand.
type benched struct {
	store   *bolt.Store
	handler http.Handler
	script  []scripted
	begun   int
}

// scripted is one request of each call.
type scripted struct{ path, form string }

const benchedURL = "https://hotline.example.com"

func newBenched(tb testing.TB) *benched {
	tb.Helper()
	kept, err := bolt.Open(filepath.Join(tb.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, kept.Close()) })
	h, err := openBenched(tb, kept, time.Now)
	require.NoError(tb, err)
	return h
}

// openBenched is a hotline on a store, whose clock may be another than the world's.
func openBenched(tb testing.TB, kept *bolt.Store, clock func() time.Time) (*benched, error) {
	tb.Helper()
	handler, err := benchedHandler(kept, clock)
	if err != nil {
		return nil, err
	}
	h := &benched{store: kept, handler: handler}
	h.learn(tb)
	return h, nil
}

// benchedHandler is a hotline on a store, with a carrier that nothing reaches.
func benchedHandler(kept store.Store, clock func() time.Time) (http.Handler, error) {
	carrier, err := twilio.NewREST(twilio.Config{AccountSID: accountID, AuthToken: authToken, BaseURL: "http://127.0.0.1:1"})
	if err != nil {
		return nil, err
	}
	menu, err := loaded()
	if err != nil {
		return nil, err
	}
	answering, err := service.New(service.Config{
		PublicURL: benchedURL, Number: hotline, Store: kept, Menus: simulate.Fixed(menu), Carrier: carrier, Clock: clock, MatchPIN: auth.MatchesPIN,
		Secret: []byte("a secret of this test"), Log: zerolog.New(io.Discard).Level(zerolog.InfoLevel),
	})
	if err != nil {
		return nil, err
	}
	s, err := web.New(web.Config{Service: answering, Verifier: twilio.NewVerifier(authToken)})
	if err != nil {
		return nil, err
	}
	return s.Handler(), nil
}

var actionOf = regexp.MustCompile(`action="` + benchedURL + `([^"]*)"`)

// learn plays one call, to know which address each key is sent to.
func (h *benched) learn(tb testing.TB) {
	tb.Helper()
	path, form := "/voice/incoming", carried+"&CallStatus=ringing"
	for _, key := range append(keysPressed, "") {
		h.script = append(h.script, scripted{path, form})
		answer := &discarded{header: http.Header{}, kept: new(bytes.Buffer)}
		h.take(tb, answer, h.request(len(h.script)-1))
		action := actionOf.FindStringSubmatch(answer.kept.String())
		require.NotNil(tb, action, answer.kept.String())
		path, form = action[1], carried+"&CallStatus=in-progress&FinishedOnKey=&msg=Gather+End&Digits="+url.QueryEscape(key)
	}
	h.script = append(h.script, scripted{"/voice/status", carried + "&CallStatus=completed&CallDuration=7&SequenceNumber=7"})
	h.take(tb, &discarded{header: http.Header{}}, h.request(len(h.script)-1))
}

// carried are the parameters that each request has, as of a call from China.
const carried = "AccountSid=" + accountID + "&ApiVersion=2010-04-01&Direction=inbound" +
	"&CalledCity=&CalledCountry=CN&CalledState=&CalledZip=&CallerCity=&CallerCountry=CN&CallerState=&CallerZip=" +
	"&FromCity=&FromCountry=CN&FromState=&FromZip=&ToCity=&ToCountry=CN&ToState=&ToZip=" +
	"&To=%2B864000000000&Called=%2B864000000000" +
	"&CallToken=%7B%22parentCallInfoToken%22%3A%22eyJhbGciOiJFUzI1NiJ9.eyJjYWxsU2lkIjoiQ0EifQ%22%7D"

// calls makes the requests of n calls.
// scattered is the id of a call: the carrier's are in no order.
func scattered(n int) string { return fmt.Sprintf("CA%x", md5.Sum(fmt.Append(nil, n))) }

func (h *benched) calls(n int) [][]*http.Request {
	made := make([][]*http.Request, n)
	for i := range made {
		h.begun++
		for step := range h.script {
			made[i] = append(made[i], h.request(step))
		}
	}
	return made
}

// request makes the request of a step of the call that began last.
func (h *benched) request(step int) *http.Request {
	s := h.script[step]
	form := s.form + fmt.Sprintf("&CallSid=%s&From=%%2B86139%08d&Caller=%%2B86139%08d", scattered(h.begun), h.begun, h.begun)
	values, err := url.ParseQuery(form)
	if err != nil {
		panic(err)
	}
	r, err := http.NewRequest(http.MethodPost, s.path, strings.NewReader(form))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("X-Twilio-Signature", webhook.Sign(authToken, benchedURL+s.path, values))
	r.Header.Set("I-Twilio-Idempotency-Token", fmt.Sprintf("%028x%04x", h.begun, step))
	return r
}

// take answers a request, which must succeed.
func (h *benched) take(tb testing.TB, w *discarded, r *http.Request) {
	clear(w.header)
	w.status = http.StatusOK
	h.handler.ServeHTTP(w, r)
	if w.status >= http.StatusBadRequest {
		tb.Errorf("%s: %d", r.URL.Path, w.status)
	}
}

// play takes calls, all at once, from their beginning to their end.
func (h *benched) play(tb testing.TB, calls [][]*http.Request) {
	var all sync.WaitGroup
	for _, call := range calls {
		all.Go(func() {
			answer := &discarded{header: http.Header{}}
			for _, r := range call {
				h.take(tb, answer, r)
			}
		})
	}
	all.Wait()
}

// spent is what the process and its store have used so far.
type spent struct {
	allocs, bytes, pages uint64
	cpu                  time.Duration
}

func (h *benched) spent() spent {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return spent{
		memory.Mallocs, memory.TotalAlloc, uint64(h.store.Written()) / 4096,
		time.Duration(used.Utime.Nano() + used.Stime.Nano()),
	}
}

func (s spent) report(b *testing.B, before spent) {
	per := func(n uint64) float64 { return float64(n) / float64(b.N) }
	b.ReportMetric(per(s.allocs-before.allocs), "allocs/op")
	b.ReportMetric(per(s.bytes-before.bytes), "B/op")
	b.ReportMetric(per(s.pages-before.pages), "pages/op")
	b.ReportMetric(per(uint64(s.cpu-before.cpu)), "cpu-ns/op")
}

// discarded is an answer that nobody reads, unless kept is set.
type discarded struct {
	header http.Header
	status int
	kept   *bytes.Buffer
}

func (d *discarded) Header() http.Header { return d.header }

func (d *discarded) WriteHeader(status int) { d.status = status }

func (d *discarded) Write(p []byte) (int, error) {
	if d.kept != nil {
		d.kept.Write(p)
	}
	return len(p), nil
}
