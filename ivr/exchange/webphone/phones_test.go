package webphone_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/webphone"
)

const (
	hotline = "+861000000000"
	caller  = "+8613800000001"
	agent   = "client:amy"
)

// serve returns a server with an exchange, a hotline that answers with one document, and telephones.
func serve(t *testing.T, document string) (*httptest.Server, *exchange.Exchange) {
	t.Helper()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte("<Response>" + document + "</Response>"))
	}))
	t.Cleanup(service.Close)
	x := exchange.New(exchange.Config{AccountSID: "AC1", AuthToken: "t", VoiceURL: service.URL + "/voice"})
	t.Cleanup(x.Close)
	shelf := webphone.New(x, hotline)
	server := httptest.NewServer(shelf.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(shelf.Close)
	return server, x
}

// page follows a telephone's events as a browser does.
type page struct {
	t      *testing.T
	base   string
	last   string // the ID of the last event, as a browser keeps it
	events chan received
}

// received is an event with the ID under which a browser keeps it.
type received struct {
	webphone.Event
	id string
}

func opened(t *testing.T, server *httptest.Server, address string) *page {
	t.Helper()
	return reopened(t, server, address, "")
}

// reopened returns a page that has received events up to last.
func reopened(t *testing.T, server *httptest.Server, address, last string) *page {
	t.Helper()
	p := &page{t: t, base: server.URL + webphone.Path + url.PathEscape(address) + "/", events: make(chan received, 100)}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.base+"events", nil)
	require.NoError(t, err)
	r.Header.Set("Last-Event-ID", last)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode)
	go func() {
		defer answer.Body.Close()
		id := ""
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if sent, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				id = sent
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e webphone.Event
				if json.Unmarshal([]byte(data), &e) == nil {
					p.events <- received{e, id}
				}
			}
		}
	}()
	return p
}

// until reads on to the first event of a kind.
func (p *page) until(kind exchange.Kind) webphone.Event {
	p.t.Helper()
	late := time.After(10 * time.Second)
	for {
		select {
		case e := <-p.events:
			p.last = e.id
			if e.Kind == kind {
				return e.Event
			}
		case <-late:
			p.t.Fatalf("no %s came", kind)
		}
	}
}

func (p *page) does(verb string, fields ...string) int {
	p.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	answer, err := http.PostForm(p.base+verb, form)
	require.NoError(p.t, err)
	_ = answer.Body.Close()
	return answer.StatusCode
}

func TestACallFromAPage(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, `<Gather numDigits="1" timeout="20" actionOnEmptyResult="true"><Say language="en-US">Hi.</Say></Gather>`)
	p := opened(t, server, caller)
	require.Equal(t, http.StatusConflict, p.does("press", "keys", "1"), "nobody listens yet")
	require.Equal(t, http.StatusNoContent, p.does("dial"))
	said := p.until(exchange.Said)
	require.Equal(t, "Hi.", said.Text)
	require.Equal(t, webphone.Live, said.State)
	require.Equal(t, http.StatusNoContent, p.does("press", "keys", "1"))
	require.Equal(t, "1", p.until(exchange.Pressed).Keys)
	again := opened(t, server, caller)
	require.Equal(t, "Hi.", again.until(exchange.Said).Text, "a page that comes back sees the call")
	require.Equal(t, http.StatusNoContent, p.does("hangup"))
	require.Equal(t, webphone.Idle, p.until(exchange.Ended).State)
}

// A page that comes back after a restart has a later event ID than the new process has sent: it
// receives all events anyway, and that no call is in progress.
func TestPageOfEarlierRunReceivesAllEvents(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, `<Pause length="60"/>`)
	first := reopened(t, server, caller, "")
	require.Equal(t, webphone.Idle, first.until(webphone.Present).State)
	require.Equal(t, http.StatusNoContent, first.does("dial"))
	first.until(exchange.Ringing)
	live := reopened(t, server, caller, first.last)
	require.Equal(t, webphone.Live, live.until(webphone.Present).State)
	restarted, _ := serve(t, `<Pause length="60"/>`)
	again := reopened(t, restarted, caller, strings.Replace(first.last, ".", "x.", 1)+"7")
	require.Equal(t, webphone.Idle, again.until(webphone.Present).State)
	require.Equal(t, http.StatusNoContent, again.does("dial"))
	require.Equal(t, webphone.Live, again.until(exchange.Ringing).State)
}

func TestTwoPagesTalk(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, `<Dial><Client>amy</Client></Dial>`)
	phone, desk := opened(t, server, caller), opened(t, server, agent)
	phone.does("dial")
	require.Equal(t, webphone.Ringing, desk.until(exchange.Ringing).State)
	require.Equal(t, http.StatusNoContent, desk.does("answer"))
	phone.until(exchange.Connected)
	desk.until(exchange.Connected)
	require.Equal(t, http.StatusNoContent, phone.does("say", "text", "I have lost money"))
	heard := desk.until(webphone.Caption)
	require.Equal(t, "I have lost money", heard.Text)
	require.Equal(t, caller, heard.From)
	desk.does("hangup")
	phone.until(exchange.Ended)
}

func TestADeclinedCall(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, `<Dial><Client>amy</Client></Dial><Say>Nobody.</Say>`)
	phone, desk := opened(t, server, caller), opened(t, server, agent)
	phone.does("dial")
	desk.until(exchange.Ringing)
	require.Equal(t, http.StatusNoContent, desk.does("decline"))
	require.Equal(t, "Nobody.", phone.until(exchange.Said).Text)
}

func TestForeignOriginsAreRefused(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, ``)
	ask := func(method, host, origin, path string) int {
		r := httptest.NewRequest(method, server.URL+path, nil)
		r.RequestURI, r.Host = "", host
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	dial := webphone.Path + caller + "/dial"
	require.Equal(t, http.StatusForbidden, ask(http.MethodPost, "evil.example", "", dial))
	require.Equal(t, http.StatusForbidden, ask(http.MethodPost, "localhost:1", "https://evil.example", dial))
	require.Equal(t, http.StatusBadRequest, ask(http.MethodPost, "localhost:1", "", webphone.Path+"nobody/dial"))
	require.Equal(t, http.StatusNotFound, ask(http.MethodPost, "localhost:1", "", webphone.Path+caller+"/eat"))
}
