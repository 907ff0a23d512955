package exchange_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	account = "AC00000000000000000000000000000001"
	token   = "not-a-real-token"
	base    = "https://hotline.test"
	caller  = "+8613800000001"
	hotline = "+864000000000"
	agent   = "+8613900000002"
)

var noon = time.Date(2026, 10, 12, 4, 0, 0, 0, time.UTC)

// request is one webhook as the service received it.
type request struct {
	path   string
	method string
	form   url.Values
	header http.Header
}

// service is a webhook server within the test: documents by path.
type service struct {
	mu       sync.Mutex
	pages    map[string]func(http.ResponseWriter, *http.Request)
	requests []request
}

// RoundTrip answers without a network, as a server would.
func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	in := httptest.NewRequest(r.Method, r.URL.String(), r.Body)
	in.Header = r.Header
	s.ServeHTTP(w, in)
	res := w.Result()
	res.Request = r
	return res, nil
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	s.mu.Lock()
	s.requests = append(s.requests, request{r.URL.Path, r.Method, r.Form, r.Header})
	page := s.pages[r.URL.Path]
	s.mu.Unlock()
	if page == nil {
		http.NotFound(w, r)
		return
	}
	page(w, r)
}

// asked returns the requests of a path.
func (s *service) asked(path string) []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []request
	for _, r := range s.requests {
		if r.path == path {
			list = append(list, r)
		}
	}
	return list
}

// once returns the only request of a path.
func (s *service) once(t *testing.T, path string) request {
	t.Helper()
	list := s.asked(path)
	require.Len(t, list, 1, "requests of %s", path)
	return list[0]
}

// pages returns a service of documents: path and the inside of its Response.
func pages(documents map[string]string) *service {
	s := &service{pages: map[string]func(http.ResponseWriter, *http.Request){}}
	for path, inside := range documents {
		s.pages[path] = say(inside)
	}
	return s
}

// say returns a handler that answers with a TwiML document.
func say(inside string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte("<Response>" + inside + "</Response>"))
	}
}

// configure returns a configuration on a virtual clock whose service is s.
func configure(s *service) exchange.Config {
	return exchange.Config{
		AccountSID: account, AuthToken: token, VoiceURL: base + "/voice",
		Client: &http.Client{Transport: s}, Clock: sched.NewVirtualClock(noon), IDs: exchange.Seed(1),
	}
}

// dial places one call of p to a service and returns it when it has ended.
func dial(t *testing.T, s *service, p exchange.Human) *exchange.Call {
	t.Helper()
	return dialOn(t, exchange.New(configure(s)), p)
}

func dialOn(t *testing.T, x *exchange.Exchange, p exchange.Human) *exchange.Call {
	t.Helper()
	c, err := x.Call(context.Background(), caller, hotline, p)
	require.NoError(t, err)
	x.Wait()
	return c
}

// keys returns a person who plays key groups and thinks for a second.
func keys(groups ...string) *exchange.Script {
	return &exchange.Script{Groups: groups, Think: time.Second}
}

// trace returns a call's events in short lines, for comparing.
func trace(c *exchange.Call, kinds ...exchange.Kind) []string {
	var lines []string
	for _, e := range c.Events() {
		if len(kinds) > 0 && !contains(kinds, e.Kind) {
			continue
		}
		parts := []string{e.At.Sub(noon).String(), string(e.Kind)}
		for _, s := range []string{e.Text, e.Keys, e.To, e.Queue, e.Result} {
			if s != "" {
				parts = append(parts, s)
			}
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	return lines
}

// heard returns what the person heard and did, without technical events.
func heard(c *exchange.Call) []string {
	var lines []string
	for _, e := range c.Events() {
		switch e.Kind {
		case exchange.Requested, exchange.Listening, exchange.Ringing, exchange.Answered:
			continue
		}
		lines = append(lines, strings.TrimSpace(string(e.Kind)+" "+e.Text+e.Keys+e.To+e.Queue+" "+e.Result))
	}
	return lines
}

func contains(kinds []exchange.Kind, k exchange.Kind) bool {
	for _, other := range kinds {
		if other == k {
			return true
		}
	}
	return false
}
