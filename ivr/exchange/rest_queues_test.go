package exchange_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestQueueIsCreatedOnce(t *testing.T) {
	t.Parallel()
	x := exchange.New(configure(pages(nil)))
	for _, tt := range []struct {
		form url.Values
		want int
	}{
		{url.Values{"FriendlyName": {"refunds"}}, 201},
		{url.Values{"FriendlyName": {"refunds"}}, 400},
		{url.Values{"FriendlyName": {""}}, 400},
		{url.Values{"FriendlyName": {"fraud"}, "MaxSize": {"5001"}}, 400},
		{url.Values{"FriendlyName": {"fraud"}, "MaxSize": {"5000"}}, 201},
	} {
		status, body := rest(x, "POST", "Queues.json", tt.form)
		require.Equal(t, tt.want, status, body)
	}
}

func TestDequeueNeedsAnAddress(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/after": ``})
	x := exchange.New(configure(s))
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		member := "Queues/" + r.Form.Get("QueueSid") + "/Members/"
		for _, form := range []url.Values{{}, {"Url": {"nowhere"}}} {
			status, _ := rest(x, "POST", member+"Front.json", form)
			require.Equal(t, http.StatusBadRequest, status)
		}
		status, _ := rest(x, "GET", member+"CA00.json", nil)
		require.Equal(t, http.StatusNotFound, status)
		say(`<Pause length="10"/>`)(w, r)
	}
	c := dialOn(t, x, &exchange.Script{Line: 5 * time.Second})
	require.Contains(t, heard(c), "left refunds hangup", "a refused request changes nothing")
}

func TestDequeuedMemberLeavesAtOnce(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/after": ``, "/agent": `<Say>agent</Say>`})
	x := exchange.New(configure(s))
	var second int
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		front := "Queues/" + r.Form.Get("QueueSid") + "/Members/Front.json"
		rest(x, "POST", front, url.Values{"Url": {base + "/agent"}})
		second, _ = rest(x, "POST", front, url.Values{"Url": {base + "/agent"}})
		say(`<Pause length="10"/>`)(w, r)
	}
	dialOn(t, x, nil)
	require.Equal(t, http.StatusNotFound, second)
	require.Len(t, s.asked("/agent"), 1)
}
