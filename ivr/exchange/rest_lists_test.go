package exchange_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

// listed requests a list and returns a field of each of its items, and the page.
func listed(t *testing.T, x *exchange.Exchange, path, name, field string) (values []string, page map[string]any) {
	t.Helper()
	status, body := rest(x, "GET", path, nil)
	require.Equal(t, http.StatusOK, status, body)
	require.NoError(t, json.Unmarshal([]byte(body), &page))
	for _, item := range page[name].([]any) {
		values = append(values, fmt.Sprint(item.(map[string]any)[field]))
	}
	return values, page
}

func text(t *testing.T, x *exchange.Exchange, from, body string) (sid string) {
	t.Helper()
	status, answer := rest(x, "POST", "Messages.json", url.Values{"To": {caller}, "From": {from}, "Body": {body}})
	require.Equal(t, http.StatusCreated, status, answer)
	var m struct{ Sid string }
	require.NoError(t, json.Unmarshal([]byte(answer), &m))
	return m.Sid
}

func TestMessagesAreListedInPagesTheNewestFirst(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	for i := range 5 {
		text(t, x, hotline, fmt.Sprint(i))
	}
	text(t, x, another, "other")
	bodies, page := listed(t, x, "Messages.json?PageSize=2&From="+url.QueryEscape(hotline), "messages", "body")
	require.Equal(t, []string{"4", "3"}, bodies)
	next := page["next_page_uri"].(string)
	next = next[strings.Index(next, "Messages.json"):]
	bodies, page = listed(t, x, next, "messages", "body")
	require.Equal(t, []string{"2", "1"}, bodies)
	require.NotNil(t, page["previous_page_uri"])
	bodies, page = listed(t, x, "Messages.json?PageSize=2&Page=2&From="+url.QueryEscape(hotline), "messages", "body")
	require.Equal(t, []string{"0"}, bodies)
	require.Nil(t, page["next_page_uri"])
	day := noon.UTC().Format("2006-01-02")
	bodies, _ = listed(t, x, "Messages.json?DateSent="+day, "messages", "body")
	require.Len(t, bodies, 6)
	bodies, _ = listed(t, x, "Messages.json?DateSent%3E=2099-01-01", "messages", "body")
	require.Empty(t, bodies)
}

func TestMessagesAreFetchedEmptiedAndDeleted(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	sid := text(t, x, hotline, "secret")
	status, body := rest(x, "GET", "Messages/"+sid+".json", nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "secret")
	status, body = rest(x, "POST", "Messages/"+sid+".json", url.Values{"Body": {"changed"}})
	requireRefusal(t, status, body, 400, 20001)
	status, _ = rest(x, "POST", "Messages/"+sid+".json", url.Values{"Body": {""}})
	require.Equal(t, http.StatusOK, status)
	require.Empty(t, x.Messages("")[0].Body)
	status, _ = rest(x, "DELETE", "Messages/"+sid+".json", nil)
	require.Equal(t, http.StatusNoContent, status)
	status, body = rest(x, "GET", "Messages/"+sid+".json", nil)
	requireRefusal(t, status, body, 404, 20404)
}

func TestCallsAreListed(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(map[string]string{"/voice": `<Say>hello</Say>`})))
	first := dialOn(t, x, nil)
	second := dialOn(t, x, nil)
	sids, page := listed(t, x, "Calls.json?Status=completed&From="+url.QueryEscape(caller), "calls", "sid")
	require.Equal(t, []string{second.Sid, first.Sid}, sids)
	call := page["calls"].([]any)[0].(map[string]any)
	require.Equal(t, call["end_time"], call["date_updated"])
	require.Contains(t, call, "price")
	sids, _ = listed(t, x, "Calls.json?Status=busy", "calls", "sid")
	require.Empty(t, sids)
	sids, _ = listed(t, x, "Calls.json?PageSize=1&Page=1", "calls", "sid")
	require.Equal(t, []string{first.Sid}, sids)
}

func TestCallsThatCannotBe(t *testing.T) {
	t.Parallel()
	cfg := configure(pages(nil))
	cfg.Numbers = []string{hotline}
	x := exchange.New(cfg)
	for _, tt := range []struct {
		name string
		form url.Values
		code int
	}{
		{"a To that is none", url.Values{"To": {"abc"}, "From": {hotline}, "Url": {base}}, 21201},
		{"a From that is none", url.Values{"To": {agent}, "From": {"abc"}, "Url": {base}}, 21212},
		{"a From of somebody else", url.Values{"To": {agent}, "From": {another}, "Url": {base}}, 21210},
		{"broken Twiml", url.Values{"To": {agent}, "From": {hotline}, "Twiml": {"<Response><Say>"}}, 12100},
		{"Twiml that is no Response", url.Values{"To": {agent}, "From": {hotline}, "Twiml": {"<Say>x</Say>"}}, 12102},
	} {
		status, body := rest(x, "POST", "Calls.json", tt.form)
		requireRefusal(t, status, body, 400, tt.code)
		require.Empty(t, x.Calls(), tt.name)
	}
}

func TestASayThatIsTooLongIsNotSpoken(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 4097)
	c := dial(t, pages(map[string]string{"/voice": `<Say>` + long + `</Say><Say>` + long[1:] + `</Say>`}), nil)
	require.Len(t, trace(c, exchange.Said), 1)
	warnings := c.Events()
	found := false
	for _, e := range warnings {
		found = found || e.Kind == exchange.Warning && e.Code == 13521
	}
	require.True(t, found)
}

func TestMessagesAreListed(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	for _, to := range []string{caller, agent} {
		rest(x, "POST", "Messages.json", url.Values{"To": {to}, "MessagingServiceSid": {"MG1"}, "Body": {"no code in here"}})
	}
	_, list := rest(x, "GET", "Messages.json?To="+url.QueryEscape(agent), nil)
	require.Equal(t, 1, strings.Count(list, `"sid"`))
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := x.CodeReader(caller)(impatient)
	require.Error(t, err)
}
