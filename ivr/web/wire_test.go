package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// callSid names the n-th call that a test posts by hand.
func callSid(n int) string { return fmt.Sprintf("CA%032x", n) }

func form(sid string, more ...string) url.Values {
	f := url.Values{
		"CallSid": {sid}, "AccountSid": {accountID}, "From": {mandarin}, "To": {hotline},
		"CallStatus": {"in-progress"}, "ApiVersion": {"2010-04-01"}, "Direction": {"inbound"},
	}
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

// post sends a form as the carrier would, signed.
func (h *fixture) post(path string, f url.Values, change ...func(*http.Request)) (int, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.server.URL+path, strings.NewReader(f.Encode()))
	require.NoError(h.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set(twilio.SignatureHeader, webhook.Sign(authToken, h.server.URL+path, f))
	for _, c := range change {
		c(r)
	}
	response, err := h.server.Client().Do(r)
	require.NoError(h.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(h.t, err)
	return response.StatusCode, string(body)
}

func (h *fixture) posts(path string, f url.Values) string {
	h.t.Helper()
	status, body := h.post(path, f)
	require.Equal(h.t, http.StatusOK, status, body)
	return body
}

func TestOnlyTheCarrierIsHeard(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	unsigned := func(r *http.Request) { r.Header.Del(twilio.SignatureHeader) }
	for name, forge := range map[string]func(*http.Request){
		"no signature": unsigned,
		"wrong":        func(r *http.Request) { r.Header.Set(twilio.SignatureHeader, "RSOYDt4T1cUTdK1PDd93/VVr8B8=") },
		"other token": func(r *http.Request) {
			r.Header.Set(twilio.SignatureHeader, webhook.Sign("other", h.server.URL+"/voice/incoming", form(callSid(1))))
		},
		"other URL": func(r *http.Request) { r.URL.RawQuery = "x=1" },
		"other body": func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader("CallSid=" + callSid(2)))
			r.ContentLength = -1
		},
		"a get":     func(r *http.Request) { r.Method = http.MethodGet; r.Body = nil; r.ContentLength = 0 },
		"a put":     func(r *http.Request) { unsigned(r); r.Method = http.MethodPut },
		"json":      func(r *http.Request) { r.Header.Set("Content-Type", "application/json") },
		"multipart": func(r *http.Request) { r.Header.Set("Content-Type", "multipart/form-data; boundary=x") },
		"a huge body": func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(strings.Repeat("a", 1<<17)))
			r.ContentLength = 1 << 17
		},
		"a proxy's say": func(r *http.Request) { r.Header.Set("X-Forwarded-Host", "hotline.example"); unsigned(r) },
	} {
		for _, path := range []string{"/voice/incoming", "/voice/step/1", "/voice/wait/1", "/voice/key/1", "/voice/status", "/voice/fallback", "/voice/whisper/x/1", "/voice/nothing"} {
			status, body := h.post(path, form(callSid(1)), forge)
			if name == "other token" && path != "/voice/incoming" {
				continue
			}
			require.Equal(t, http.StatusForbidden, status, "%s %s", name, path)
			require.NotContains(t, body, "<Response>")
		}
	}
	_, _, err := h.store.Call(t.Context(), callSid(1))
	require.ErrorIs(t, err, store.ErrNotFound, "nothing was begun")
}

func TestSignedButOdd(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	status, _ := h.post("/voice/incoming", form("CA1"))
	require.Equal(t, http.StatusBadRequest, status)
	status, _ = h.post("/voice/step/x", form(callSid(1)))
	require.Equal(t, http.StatusNotFound, status)
	status, _ = h.post("/voice/nothing", form(callSid(1)))
	require.Equal(t, http.StatusNotFound, status)

	body := h.posts("/voice/incoming", form(callSid(1), "From", "client:alice", "NewOne", "<&>\"'", "Digits", "%zz"))
	require.Contains(t, body, "<Gather")
	body = h.posts("/voice/step/1", form(callSid(1), "Digits", strings.Repeat("9", 5000), "SpeechResult", "<Hangup/>"))
	require.Contains(t, body, "<Gather")
	require.NotContains(t, body, "<Hangup/>")
}

func TestAWebhookMoreThanOnce(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	first := h.posts("/voice/incoming", form(callSid(1)))
	require.Equal(t, first, h.posts("/voice/incoming", form(callSid(1))))

	var answers sync.Map
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			_, body := h.post("/voice/step/1", form(callSid(1), "Digits", fmt.Sprint(i%5+1)))
			answers.Store(body, true)
		})
	}
	all.Wait()
	count := 0
	answers.Range(func(any, any) bool { count++; return true })
	require.Equal(t, 1, count, "the first key wins, and all hear its answer")
	call, _, err := h.store.Call(t.Context(), callSid(1))
	require.NoError(t, err)
	require.Equal(t, 2, call.Step)

	latest := h.posts("/voice/step/1", form(callSid(1)))
	require.Equal(t, latest, h.posts("/voice/step/9", form(callSid(1))), "a step that was never offered gives the latest answer")
	next := h.posts("/voice/step/2", form(callSid(1), "Digits", "1"))
	require.NotEqual(t, latest, next)
	require.Equal(t, first, h.posts("/voice/incoming", form(callSid(1))), "when the call has long gone on, too")
	require.Equal(t, latest, h.posts("/voice/step/1", form(callSid(1), "Digits", "5")))
}

func TestTheSameTokenIsTheSameWebhook(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	token := func(r *http.Request) { r.Header.Set("I-Twilio-Idempotency-Token", "t-1") }
	h.posts("/voice/incoming", form(callSid(1)))
	_, first := h.post("/voice/step/1", form(callSid(1), "Digits", "2"), token)
	_, next := h.post("/voice/step/2", form(callSid(1), "Digits", "1"))
	require.NotEqual(t, first, next)
	_, again := h.post("/voice/step/3", form(callSid(1), "Digits", "2"), token)
	require.Equal(t, first, again, "whatever else the webhook says")
}

func TestACallThatNobodyBegan(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	require.Contains(t, h.posts("/voice/step/7", form(callSid(1), "Digits", "1")), "OKPAY", "it begins again")
	status, _ := h.post("/voice/status", form(callSid(2), "CallStatus", "completed"))
	require.Equal(t, http.StatusNoContent, status)
	require.Contains(t, h.posts("/voice/wait/3", form(callSid(3))), "<Pause")
}

func TestStatusesInAnyOrder(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.posts("/voice/incoming", form(callSid(1)))
	for _, status := range []string{"completed", "ringing", "completed", "in-progress", "busy"} {
		code, body := h.post("/voice/status", form(callSid(1), "CallStatus", status))
		require.Equal(t, http.StatusNoContent, code)
		require.Empty(t, body)
	}
	call, journal, err := h.store.Call(t.Context(), callSid(1))
	require.NoError(t, err)
	require.True(t, call.Ended())
	require.Contains(t, h.posts("/voice/step/1", form(callSid(1), "Digits", "1")), "<Hangup")
	after, _, err := h.store.Call(t.Context(), callSid(1))
	require.NoError(t, err)
	require.Equal(t, call, after)
	require.NotZero(t, journal)
}

// brokenStore fails whatever it is asked from a moment on.
type brokenStore struct {
	service.Store
	broken bool
	panics bool
}

var errDisk = errors.New("the disk is gone")

func (s *brokenStore) CallFor(ctx context.Context, c store.StepKey) (ivr.Call, int, error) {
	if s.panics {
		panic("a bug")
	}
	if s.broken {
		return ivr.Call{}, 0, errDisk
	}
	return s.Store.CallFor(ctx, c)
}

func (s *brokenStore) Ping(context.Context) error {
	if s.broken {
		return errDisk
	}
	return nil
}

func TestWithoutAStoreCallersReachAPerson(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*brokenStore){
		"store down": func(s *brokenStore) { s.broken = true },
		"a panic":    func(s *brokenStore) { s.panics = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var broken *brokenStore
			h := open(t, "2026-03-02 10:00", func(c *service.Config) { broken = &brokenStore{Store: c.Store}; c.Store = broken })
			fail(broken)
			c := h.dial(mandarin, &exchange.Script{Line: 0, HangUp: true, Groups: []string{"-", "-"}, Think: 0})
			require.Equal(t, []string{"general"}, c.queued())
			require.Contains(t, c.hears(), "人工")
		})
	}
}

func TestFallbackNeedsNothing(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) {
		c.Store = &brokenStore{Store: c.Store, broken: true, panics: true}
		c.Fallback = []string{"+8613700000009"}
	})
	body := h.posts("/voice/fallback", form(callSid(1), "ErrorCode", "11200"))
	require.Contains(t, body, "+8613700000009")
	for _, f := range []url.Values{form(callSid(1)), form(callSid(1), "DialCallStatus", "no-answer"), form(callSid(1), "QueueResult", "bridged")} {
		require.Empty(t, twiml.Validate([]byte(h.posts("/voice/fallback/done", f)), twiml.Voice))
	}
	require.Empty(t, twiml.Validate([]byte(h.posts("/voice/fallback/wait", form(callSid(1)))), twiml.WaitDocument))
}

// Whatever a caller presses, every document is sound, the call ends, and a
// person is one key away from wherever it was.
func TestRandomCallers(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	keys := []string{"-", "0", "1", "2", "3", "4", "5", "9", "*", "#", "0#", "code", "20260001#", "20260003#", "13800000001#", "say:退款", "say:人工"}
	rapid.Check(t, func(r *rapid.T) {
		from := rapid.SampledFrom([]string{mandarin, english, senior, stranger, "anonymous"}).Draw(r, "from")
		groups := rapid.SliceOfN(rapid.SampledFrom(keys), 1, 25).Draw(r, "keys")
		script := &exchange.Script{Groups: append(groups, "0", "0#"), Code: h.lastCode, HangUp: true, Line: time.Hour}
		c := h.dial(from, script)
		require.Equal(r, "completed", c.Status())
		require.NotContains(r, h.log.String(), "the menu could not go on")
		h.folds(r, c.Sid)
	})
}

// folds expects that the journal in the store makes the call in the store: all
// of it, from events alone, and without the secret digits that are not in it.
func (h *fixture) folds(t require.TestingT, sid string) {
	kept, _, err := h.store.Call(h.t.Context(), sid)
	require.NoError(t, err)
	journal, err := h.store.Journal(h.t.Context(), sid)
	require.NoError(t, err)
	events := make([]engine.TimedEvent, len(journal))
	for i, e := range journal {
		events[i] = engine.TimedEvent{At: e.At, Event: e.Event}
	}
	folded, err := engine.Replay(shipped(h.t).Current().Tree, events)
	require.NoError(t, err)
	want, err := store.Encode(kept)
	require.NoError(t, err)
	got, err := store.Encode(folded)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

func TestNoNumberNorCodeIsLogged(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.call(mandarin, "2 1 code 20260001# 1")
	h.call(stranger, "2 1 13800000001# 482913 482914")
	h.call(mandarin, "1 2 #")
	log := h.log.String()
	require.Contains(t, log, `"call":`)
	code := h.exchange.Messages(mandarin)[0].Body
	for _, secret := range []string{mandarin, stranger, "13800000001", "13900000009", "20260001", "482913", sixDigits(code)} {
		require.NotContains(t, log, secret)
	}
}

// lastCode is the last code that was sent, or one that is surely wrong.
func (h *fixture) lastCode(context.Context) (string, error) {
	sent := h.exchange.Messages("")
	for i := len(sent) - 1; i >= 0; i-- {
		if code := sixDigits(sent[i].Body); len(code) == 6 {
			return code, nil
		}
	}
	return "000001", nil
}

func sixDigits(body string) string {
	for _, word := range strings.FieldsFunc(body, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(word) == 6 {
			return word
		}
	}
	return "none"
}

func TestCodeMessages(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.call(english, "9 2 1 code")
	body := h.exchange.Messages(english)[0].Body
	require.Contains(t, body, "verification code")
	require.Regexp(t, `^\D*\d{6}\D`, body)
	require.Len(t, ivr.Masked(sixDigits(body)), 6)
}
