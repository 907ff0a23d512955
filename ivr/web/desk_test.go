package web_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

const (
	amy  = "+8613700000011"
	bobs = "+8613700000012"
)

// answering is an agent at a telephone: takes each call by a key, and talks.
func answering(after, talk time.Duration) exchange.Callee {
	return exchange.Callee{After: after, Talk: talk, Person: keen{}}
}

// keen presses 1 whenever asked.
type keen struct{ exchange.SilentHuman }

// Answer implements [exchange.Person].
func (keen) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	return exchange.Press("1", p.Length)
}

// agents' sessions signs an agent in, ready for calls of the queues.
func (h *fixture) seats(name string, phone ivr.Masked, queues ...string) {
	h.t.Helper()
	floor := h.service.ACD()
	require.NoError(h.t, floor.Do(h.t.Context(), acd.SignIn{Agent: acd.Agent{
		Name: name, Address: phone, Queues: queues, Languages: []string{"zh-CN", "en-US"},
	}}))
	require.NoError(h.t, floor.Do(h.t.Context(), acd.Ready{Agent: name}))
}

func (h *fixture) visits() (all []acd.QueueRecord) {
	h.t.Helper()
	for v, err := range h.store.QueueRecords(h.t.Context(), time.Time{}, time.Time{}) {
		require.NoError(h.t, err)
		all = append(all, v)
	}
	return all
}

func (h *fixture) results() (all []acd.Result) {
	for _, v := range h.visits() {
		all = append(all, v.Result)
	}
	return all
}

// queuesLeft is how a call left its queues, as its journal has it.
func (h *fixture) queuesLeft(call string) (all []ivr.QueueLeft) {
	h.t.Helper()
	entries, err := h.store.Journal(h.t.Context(), call)
	require.NoError(h.t, err)
	for _, e := range entries {
		if left, ok := e.Event.(ivr.QueueLeft); ok {
			all = append(all, left)
		}
	}
	return all
}

func (h *fixture) party(number string, p exchange.Callee) { h.exchange.SetParty(number, p) }

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
	require.Equal(t, acd.Answered, v.Result)
	require.Equal(t, "amy", v.Agent)
	require.Less(t, v.Waited(), 30*time.Second)
	left := h.queuesLeft(v.Call)
	require.Len(t, left, 1)
	require.Equal(t, ivr.Fetched, left[0].Result)
	require.InDelta(t, v.Waited().Seconds(), left[0].Waited.Seconds(), 5, "the journal has the wait")
	require.Equal(t, acd.WrapUp, h.service.ACD().State().Sessions.Get("amy").Mode)
	require.NoError(t, h.service.ACD().State().Check())
	require.Empty(t, h.service.ACD().State().Interactions)
	require.NotContains(t, h.log.String(), stranger)
}

// Whose talk breaks off is not told goodbye: they come first, and talk on.
func TestATalkWhoseLineBreaksOffIsMadeGood(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.party(amy, exchange.Callee{After: 2 * time.Second, Talk: 10 * time.Second, Breaks: true, Person: keen{}})
	h.party(bobs, answering(2*time.Second, time.Minute))
	h.seats("amy", amy, "general")
	come := waiting{what: func() {
		if slices.Contains(h.results(), acd.Broken) && h.service.ACD().State().Sessions.Len() == 1 {
			h.seats("bob", bobs, "general")
		}
	}}
	line := h.exchange.Start(exchange.Inbound{From: stranger, To: hotline, Person: &come})[0]
	h.exchange.Wait()
	require.Equal(t, []string{"connected " + amy, "disconnected " + amy, "connected " + bobs, "disconnected " + bobs}, connected(line.Events()))
	require.Equal(t, []acd.Result{acd.Answered, acd.Broken}, h.results(), "the newest first")
}

func TestWhoDoesNotAnswerIsPassedOver(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.party(amy, exchange.Callee{Outcome: exchange.NoAnswer})
	h.party(bobs, answering(2*time.Second, time.Minute))
	h.seats("amy", amy, "general")
	h.seats("bob", bobs, "general")
	c := h.call(stranger, "0 - - - - - -")
	require.Equal(t, "connected "+bobs, connected(c.Events())[0])
	require.Equal(t, 1, h.service.ACD().State().Sessions.Get("amy").Missed)
	require.Equal(t, 1, strings.Count(strings.Join(c.queued(), " "), "general"), "the caller keeps the place")
}

// The carrier tells a wait's length at the first round only: those that a round
// leads to are told nothing.
func TestAWaitEndsWhenItIsTooLong(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	c := h.dial(stranger, &exchange.Script{Groups: []string{"0"}, Line: 5 * time.Minute})
	require.Contains(t, c.hears(), "没有同事能马上接听", "nobody is signed in, and two minutes are over")
}

func TestACallbackKeepsThePlaceAndIsMade(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.party(amy, answering(3*time.Second, time.Minute))
	h.party(stranger, answering(5*time.Second, time.Minute))
	c := h.call(stranger, "0 1") // 1 in the wait: call me back
	require.Contains(t, c.hears(), "尽快打给您")
	tickets := h.service.ACD().State().Interactions
	require.Equal(t, 1, tickets.Len())
	for k := range tickets.Values() {
		require.Equal(t, "general", k.Queue)
		require.True(t, k.Since.Before(h.clock.Now().Add(-5*time.Second)), "the place is that of the wait")
	}
	again := h.call(stranger, "0 1")
	require.Contains(t, again.hears(), "打给您")
	require.Equal(t, 1, h.service.ACD().State().Interactions.Len(), "never two for one number")

	h.seats("amy", amy, "general")
	h.settle()
	h.exchange.Wait()
	require.Contains(t, h.results(), acd.Answered)
	require.Empty(t, h.service.ACD().State().Interactions)
	require.NotZero(t, h.cases(ivr.CaseCallback)[0].Closed, "the case is closed by having called back")
}

// A call that the hotline makes is none of the customer's own.
func TestACallbackDoesNotUseUpTheCustomersCalls(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CallsPerHour = 1 })
	h.party(amy, answering(3*time.Second, time.Minute))
	h.party(stranger, answering(5*time.Second, time.Minute))
	require.Contains(t, h.call(stranger, "0 1").hears(), "尽快打给您")
	h.seats("amy", amy, "general")
	h.settle()
	h.exchange.Wait()
	made := 0
	for call, err := range h.store.ListCalls(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		require.False(t, call.Limited)
		made++
	}
	require.GreaterOrEqual(t, made, 2, "the customer's and ours")
}

func TestACallbackIsNotMadeOutOfHours(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 20:00")
	h.party(amy, answering(3*time.Second, time.Minute))
	h.seats("amy", amy, "general")
	h.call(stranger, "0 1")
	h.settle()
	h.exchange.Wait()
	require.Equal(t, 1, h.service.ACD().State().Interactions.Len())
	require.Equal(t, acd.Available, h.service.ACD().State().Sessions.Get("amy").Mode)
	require.Empty(t, h.visits())
}

// A restart in the middle of the wait, and another in the middle of the talk,
// lose nobody: the places are in the store, and the lines are the carrier's.
func TestARestartLosesNobody(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	rounds := 0
	waits := waiting{what: func() {
		if rounds++; rounds == 2 {
			h.restart()
			h.seats("amy", amy, "general")
		}
	}}
	talks := 0
	h.party(amy, exchange.Callee{After: time.Second, Talk: time.Minute, Person: doing{what: func() {
		if talks++; talks == 1 {
			h.restart()
		}
	}}})
	lines := h.exchange.Start(exchange.Inbound{From: stranger, To: hotline, Person: &waits})
	h.exchange.Wait()
	require.Equal(t, []string{"connected " + amy, "disconnected " + amy}, connected(lines[0].Events()))
	require.Equal(t, []acd.Result{acd.Answered}, h.results())
	require.NoError(t, h.service.ACD().State().Check())
	require.Equal(t, acd.WrapUp, h.service.ACD().State().Sessions.Get("amy").Mode)
}

// waiting asks for a person, and does something at each round of the wait.
type waiting struct {
	exchange.SilentHuman
	what    func()
	pressed bool
}

// Answer implements [exchange.Person].
func (w *waiting) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	if !w.pressed {
		w.pressed = true
		return exchange.Press("0", p.Length)
	}
	if p.Waiting {
		w.what()
	}
	return exchange.Action{}
}

// doing takes each call, and does something once connected.
type doing struct {
	keen
	what func()
}

// Hear implements [exchange.Person].
func (d doing) Hear(e exchange.Event) {
	if e.Kind == exchange.Connected {
		d.what()
	}
}

func TestHoldAndHandOn(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	do := func(e acd.Event) {
		require.NoError(t, h.service.ACD().Do(context.Background(), e))
	}
	first := true
	h.party(amy, exchange.Callee{After: time.Second, Talk: time.Hour, Person: doing{what: func() {
		if first {
			first = false
			do(acd.Transfer{Agent: "amy", Queue: "refunds"})
		}
	}}})
	h.party(bobs, answering(time.Second, time.Minute))
	h.seats("amy", amy, "general")
	h.seats("bob", bobs, "refunds")
	c := h.call(stranger, "0 - - - - -")
	require.Equal(t, []string{"connected " + amy, "disconnected " + amy, "connected " + bobs, "disconnected " + bobs}, connected(c.Events()))
	require.Equal(t, []string{"general", "refunds"}, c.queued())
	require.ElementsMatch(t, []acd.Result{acd.HandedOn, acd.Answered}, h.results())
}

func TestAnAgentWithoutADeskDialsIn(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	light := &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	pin, err := argon2id.CreateHash("4711", light) // as slow as a real one it need not be here
	require.NoError(t, err)
	require.NoError(t, h.store.PutAgent(t.Context(), store.Agent{
		Name: "amy", Number: amy, PIN: store.Hash(pin), Departments: []string{"general"}, Languages: []string{"zh-CN"},
	}))
	line := &dialling{pins: []string{"9999#", "4711#"}}
	asks := &exchange.Script{Groups: strings.Fields("- - - 0 - - -"), Line: 3 * time.Minute}
	lines := h.exchange.Start(
		exchange.Inbound{From: amy, To: hotline, Person: line}, exchange.Inbound{From: stranger, To: hotline, Person: asks},
	)
	agent, caller := lines[0], lines[1]
	h.exchange.Wait()
	heard := talk{Call: agent, hotline: h}.hears()
	require.Contains(t, heard, "密码不对")
	require.Contains(t, heard, "您已就绪")
	require.Contains(t, heard, "来电讲中文")
	require.NotEmpty(t, connected(caller.Events()), "%v %s %s", h.results(), talk{Call: caller, hotline: h}.hears(), heard)
	require.NotContains(t, h.log.String(), "4711")
	require.Empty(t, h.service.ACD().State().Sessions, "with the line the shift is over")
}

// dialling is an agent who dials in: types PINs, then takes every call.
type dialling struct {
	exchange.SilentHuman
	pins []string
}

// Answer implements [exchange.Person].
func (d *dialling) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	if len(d.pins) == 0 || p.Typed != "" {
		return exchange.Press("1", p.Length)
	}
	pin := d.pins[0]
	d.pins = d.pins[1:]
	return exchange.Press(pin, p.Length)
}

// Stays implements [exchange.Timed].
func (*dialling) Stays() (line, talk time.Duration) { return 4 * time.Minute, 0 }

// Whatever the network doubles, drops or refuses: every caller who stays on the
// line is answered or asked what they want instead, and nobody is forgotten.
func TestCallersAreServedOverASpoiltNetwork(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			spoilt.Store(t.Name(), chaos(seed, 0.15))
			h := open(t, "2026-03-02 10:00")
			h.party(amy, answering(4*time.Second, time.Minute))
			h.party(bobs, answering(6*time.Second, time.Minute))
			h.seats("amy", amy, "general")
			h.seats("bob", bobs, "general")
			var inbound []exchange.Inbound
			for i := range 6 {
				inbound = append(inbound, exchange.Inbound{
					From: fmt.Sprintf("+86139000000%02d", i), To: hotline, After: time.Duration(i) * 7 * time.Second,
					Person: &exchange.Script{Groups: []string{"0"}, Line: 20 * time.Minute},
				})
			}
			h.exchange.Start(inbound...)
			h.exchange.Wait()
			require.NoError(t, h.service.ACD().State().Check())
			for id, k := range h.service.ACD().State().Interactions.All() {
				require.NotEmpty(t, k.Case, "%s: nobody is forgotten; only callbacks are still to be made", id)
			}
			require.Contains(t, h.results(), acd.Answered)
		})
	}
}

func TestAgentEndsATalkByTheStarAndTheCallerGoesOn(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.party(amy, exchange.Callee{After: 2 * time.Second, Talk: time.Minute, Star: true, Person: keen{}})
	h.seats("amy", amy, "general")
	c := h.call(stranger, "0 - - - -")
	require.Equal(t, []string{"connected " + amy, "disconnected " + amy}, connected(c.Events()))
	require.Contains(t, c.hears(), "感谢您的来电，再见", "the caller goes on in the menu")
	require.Equal(t, []acd.Result{acd.Answered}, h.results())
	require.Empty(t, h.service.ACD().State().Interactions)
	require.Equal(t, []string{"completed"}, legsTo(h, amy), "the agent's line ends as well, and is rung once")
}

// legsTo are the statuses of the lines on which somebody was rung.
func legsTo(h *fixture, number string) (statuses []string) {
	for _, c := range h.exchange.Calls() {
		if c.To == number {
			statuses = append(statuses, c.Status())
		}
	}
	return statuses
}
