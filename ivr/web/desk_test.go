package web_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/ivr/exchange"
)

const (
	amy  = "+8613700000011"
	bobs = "+8613700000012"
)

// answering is an agent at a telephone: takes each call by a key, and talks.
func answering(after, talk time.Duration) exchange.Party {
	return exchange.Party{After: after, Talk: talk, Person: keen{}}
}

// keen presses 1 whenever asked.
type keen struct{ exchange.Nobody }

// Answer implements [exchange.Person].
func (keen) Answer(_ context.Context, p exchange.Prompt) exchange.Act {
	return exchange.Press("1", p.Length)
}

// seats signs an agent in, ready for calls of the queues.
func (h *house) seats(name string, phone ivr.Masked, queues ...string) {
	h.t.Helper()
	floor := h.web.Floor()
	require.NoError(h.t, floor.Do(h.t.Context(), desk.SignIn{Agent: desk.Agent{
		Name: name, Address: phone, Queues: queues, Languages: []string{"zh-CN", "en-US"},
	}}))
	require.NoError(h.t, floor.Do(h.t.Context(), desk.Ready{Agent: name}))
}

func (h *house) visits() (all []desk.Visit) {
	h.t.Helper()
	for v, err := range h.store.Visits(h.t.Context(), time.Time{}, time.Time{}) {
		require.NoError(h.t, err)
		all = append(all, v)
	}
	return all
}

func (h *house) party(number string, p exchange.Party) { h.exchange.SetParty(number, p) }

// connected is with whom, and how long, a line talked.
func connected(events []exchange.Event) (talks []string) {
	for _, e := range events {
		if e.Kind == exchange.Connected || e.Kind == exchange.Disconnected {
			talks = append(talks, string(e.Kind)+" "+e.To)
		}
	}
	return talks
}

func TestAnAgentTakesTheCall(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.party(amy, answering(4*time.Second, time.Minute))
	h.seats("amy", amy, "general")
	c := h.call(stranger, "0 - -")
	require.Contains(t, c.hears(), "下一位就是您")
	require.Equal(t, []string{"connected " + amy, "disconnected " + amy}, connected(c.Events()))
	require.Contains(t, c.hears(), "再见", "the talk over, the call goes on in the menu")
	v := h.visits()[0]
	require.Equal(t, desk.Answered, v.Result)
	require.Equal(t, "amy", v.Agent)
	require.Less(t, v.Waited(), 30*time.Second)
	require.Equal(t, desk.WrapUp, h.web.Floor().State().Seats["amy"].Mode)
	require.NoError(t, h.web.Floor().State().Check())
	require.Empty(t, h.web.Floor().State().Tickets)
	require.NotContains(t, h.log.String(), stranger)
}

func TestWhoDoesNotAnswerIsPassedOver(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.party(amy, exchange.Party{Outcome: exchange.NoAnswer})
	h.party(bobs, answering(2*time.Second, time.Minute))
	h.seats("amy", amy, "general")
	h.seats("bob", bobs, "general")
	c := h.call(stranger, "0 - - - - - -")
	require.Equal(t, "connected "+bobs, connected(c.Events())[0])
	require.Equal(t, 1, h.web.Floor().State().Seats["amy"].Missed)
	require.Equal(t, 1, strings.Count(strings.Join(c.queued(), " "), "general"), "the caller keeps the place")
}
