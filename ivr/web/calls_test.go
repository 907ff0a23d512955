package web_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

func TestARefundsStatusAfterTheCode(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	c := h.call(mandarin, "2 1 code 20260001#")
	require.Contains(t, c.hears(), "一百二十八元五角")
	require.Contains(t, c.hears(), "审核中")
	require.Contains(t, c.hears(), "三月五日星期四", "five working days after Friday, one of them a make-up Saturday")

	c = h.call(english, "9 2 1 code 20260101#")
	require.Contains(t, c.hears(), "128.50 yuan")
	require.Contains(t, c.hears(), "under review")
}

func TestNothingIsSaidAfterWrongCodes(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	c := h.call(mandarin, "2 1 111111 222222 333333")
	require.NotContains(t, c.hears(), "元")
	require.Equal(t, []string{"refunds"}, c.queued(), "a person instead")

	again := h.call(mandarin, "2 1")
	require.NotContains(t, again.hears(), "验证码", "locked for half an hour")
	require.Equal(t, []string{"refunds"}, again.queued())
}

func TestAnUnknownNumberHearsTheSameWords(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	known := h.call(stranger, "2 1 13800000001# 111111")
	unknown := h.call(stranger, "2 1 13900000008# 111111")
	require.Equal(t, known.hears(), unknown.hears())
	require.Len(t, h.exchange.Messages(""), 1)
	require.Equal(t, mandarin, h.exchange.Messages("")[0].To)
}

func TestOpenAndClosedAtTheMinute(t *testing.T) {
	t.Parallel()
	for when, isOpen := range map[string]bool{
		"2026-03-02 08:59": false, "2026-03-02 09:00": true, "2026-03-02 17:59": true, "2026-03-02 18:00": false,
		"2026-03-07 10:00": false, // Saturday
		"2026-10-02 10:00": false, // National Day
		"2026-10-10 10:00": true,  // a make-up Saturday
		"2026-02-17 10:00": false, // Spring Festival
		"2026-02-14 10:00": true,  // a make-up Saturday
	} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			c := open(t, when).call(mandarin, "0") // once: the whole menu may take longer than the minute
			require.Equal(t, isOpen, len(c.queued()) > 0, c.hears())
		})
	}
}

func TestSeniorsGoStraightToAPerson(t *testing.T) {
	t.Parallel()
	c := open(t, "2026-03-02 10:00").call(senior, "-")
	require.Equal(t, []string{"general"}, c.queued())
	require.NotContains(t, c.hears(), "请按 1")
	c = open(t, "2026-03-02 20:00").call(senior, "-")
	require.Empty(t, c.queued())
	require.Contains(t, c.hears(), "请按 1")
}

func TestFraudAtThreeInTheMorning(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-03 03:00")
	h.exchange.SetParty(duty, exchange.Callee{Outcome: exchange.NoAnswer, After: 30 * time.Second})
	c := h.call(stranger, "1 - #")
	require.Contains(t, c.hears(), "110")
	require.Contains(t, c.hears(), "保留证据")
	cases := h.cases(ivr.CaseFraud)
	require.Len(t, cases, 1)
	require.Len(t, cases[0].Recordings, 1)
	require.Len(t, h.exchange.Messages(stranger), 1)
	require.Contains(t, h.exchange.Messages(stranger)[0].Body, cases[0].Number)
}

func TestFraudAtNightReachesWhoIsOnDuty(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-03 03:00")
	agent := &exchange.Script{Groups: []string{"1"}}
	h.exchange.SetParty(duty, exchange.Callee{After: 3 * time.Second, Person: agent, Talk: time.Minute})
	h.call(stranger, "1 -")
	call := h.latest()
	require.Equal(t, ivr.Connected, call.Outcome)
}

func TestASilentCallerAtNight(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 20:00")
	c := h.call(stranger, "- - - - - -")
	require.Contains(t, c.hears(), "再见")
	require.Len(t, h.cases(ivr.CaseCallback), 1)

	c = h.call("anonymous", "- - - - - - - -")
	require.Empty(t, c.queued())
	require.Contains(t, c.hears(), "留言")
}

func TestWaitingInAQueue(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.call(stranger, "0 - - 1 1")
	require.Len(t, h.cases(ivr.CaseCallback), 1, "1 in the wait is a callback")
	h.call(mandarin, "0 2 #")
	require.Len(t, h.cases(ivr.CaseMessage), 1, "2 is a message")
}

// A call that shows the hotline's own number is nobody's to call back.
func TestCallFromHotlinesOwnNumberCountsAsWithheld(t *testing.T) {
	t.Parallel()
	for when, keys := range map[string]string{"2026-03-02 20:00": "- - - - - - - -", "2026-03-02 10:00": "0 - - 1 1"} {
		h := open(t, when)
		c := h.call(hotline, keys)
		require.Empty(t, h.cases(ivr.CaseCallback), c.hears())
		require.Empty(t, h.latest().From)
	}
}

func TestHotlineRingsNobodyOnItsOwnNumber(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-03 03:00")
	require.NoError(t, h.store.PutAgent(t.Context(), store.Agent{Name: "loop", Number: hotline, Departments: []string{"fraud"}, OnDuty: true}))
	h.call(stranger, "1 -")
	entries, err := h.store.Journal(t.Context(), h.latest().ID)
	require.NoError(t, err)
	rung := 0
	for _, e := range entries {
		if a, ok := e.Event.(ivr.Answered); ok {
			require.NotContains(t, a.Numbers, ivr.Masked(hotline))
			rung += len(a.Numbers)
		}
	}
	require.Positive(t, rung, "the others on duty are rung")
}

// latest is the call that began last, as the store has it.
func (h *fixture) latest() ivr.Call {
	h.t.Helper()
	for call, err := range h.store.ListCalls(h.t.Context(), store.CallFilter{Limit: 1}) {
		require.NoError(h.t, err)
		return call
	}
	h.t.Fatal("there is no call")
	return ivr.Call{}
}
