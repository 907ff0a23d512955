package exchange_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

const another = "+8613800000002"

// conferenceDial returns a Dial into a conference; attrs are the Conference's attributes.
func conferenceDial(attrs string) string {
	return `<Dial action="/after"><Conference beep="false" waitUrl="" ` + attrs + `>talk</Conference></Dial>`
}

// talks returns whom a leg was connected with and disconnected from, in order.
func talks(c *exchange.Call) (list []string) {
	for _, e := range c.Events() {
		if e.Kind == exchange.Connected || e.Kind == exchange.Disconnected {
			list = append(list, string(e.Kind)+" "+e.To)
		}
	}
	return list
}

// both places two calls, the second ten seconds after the first.
func both(s *service, one, two exchange.Human) []*exchange.Call {
	x := exchange.New(configure(s))
	lines := x.Start(
		exchange.Inbound{From: caller, To: hotline, Person: one},
		exchange.Inbound{From: another, To: hotline, Person: two, After: 10 * time.Second},
	)
	x.Wait()
	return lines
}

func TestTwoCallersTalkInConference(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": conferenceDial(""), "/after": `<Say>On we go</Say><Hangup/>`})
	lines := both(s, &exchange.Script{Line: time.Hour}, &exchange.Script{Line: time.Minute})
	require.Equal(t, []string{"connected " + another, "disconnected " + another}, talks(lines[0]))
	require.Equal(t, time.Hour, lines[0].Duration(), "one who is left alone stays, unless the other's leaving ends it")
	for _, r := range s.asked("/after") {
		require.Equal(t, "answered", r.form.Get("DialCallStatus"))
		require.False(t, r.form.Has("DialCallSid"), "of a conference no leg is told")
		require.False(t, r.form.Has("DialCallDuration"))
		require.Equal(t, "completed", r.form.Get("CallStatus"), "asked also of those who hung up")
	}
}

func TestConferenceEndsWhenLegWithEndOnExitLeaves(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": conferenceDial(`endConferenceOnExit="true"`), "/after": `<Say>On we go</Say><Hangup/>`})
	lines := both(s, &exchange.Script{Line: time.Hour}, &exchange.Script{Line: time.Minute})
	require.Contains(t, said(lines[0]), "On we go")
	require.Less(t, lines[0].Duration(), 2*time.Minute)
}

func TestLegIsRedirectedOutOfConferenceByREST(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": conferenceDial(""), "/after": ``, "/hold": `<Say>Please hold</Say><Pause length="5"/><Hangup/>`})
	var x *exchange.Exchange
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		if r.PostForm.Get("From") == another { // the first is in the conference: put it on hold
			status, _ := rest(x, http.MethodPost, "Calls/"+x.Calls()[0].Sid+".json", url.Values{"Url": {base + "/hold"}})
			require.Equal(t, http.StatusOK, status)
		}
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte("<Response>" + conferenceDial("") + "</Response>"))
	}
	x = exchange.New(configure(s))
	lines := x.Start(
		exchange.Inbound{From: caller, To: hotline, Person: &exchange.Script{Line: time.Hour}},
		exchange.Inbound{From: another, To: hotline, Person: &exchange.Script{Line: time.Minute}, After: 10 * time.Second},
	)
	x.Wait()
	require.Contains(t, said(lines[0]), "Please hold")
	require.Contains(t, talks(lines[1]), "disconnected "+caller)
	require.Len(t, s.asked("/after"), 1, "a redirected line is not asked what comes after the Dial")
}

// said returns all texts that were said to a leg.
func said(c *exchange.Call) (texts []string) {
	for _, e := range c.Events() {
		if e.Kind == exchange.Said {
			texts = append(texts, e.Text)
		}
	}
	return texts
}
