package node_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/node"
)

func (c *call) waits(w ivr.Wait) []ivr.Verb {
	c.t.Helper()
	return engine.Waiting(c.tree, c.state, w, c.now)
}

func TestQueueTakesTheCallerAtOnce(t *testing.T) {
	t.Parallel()
	c := at(t, &node.Queue{Name: "refunds"}).starts()
	require.Equal(t, []ivr.Verb{ivr.Say{Text: "<connecting>", Language: "cmn-CN"}, ivr.Enqueue{Queue: "refunds"}}, c.last.Verbs)
	require.Equal(t, ivr.Waited, c.state.Outcome)
}

func TestQueueTellsThePlaceAndOffers(t *testing.T) {
	t.Parallel()
	c := at(t, &node.Queue{Name: "refunds"}).starts()
	first := spokenIn(c.waits(ivr.Wait{Position: 2, Expected: 90 * time.Second, Staffed: true}))
	require.Contains(t, first, "<position ")
	require.Contains(t, first, "<expected_wait ")
	require.NotContains(t, first, "<wait_offer>", "offered from 30 s on")
	later := spokenIn(c.waits(ivr.Wait{Position: 1, Before: 2, Waited: 40 * time.Second, SpeakFrom: 45 * time.Second, Staffed: true}))
	require.Equal(t, "<next_in_line>", later, "it has changed")
	same := ivr.Wait{Position: 1, Before: 1, Waited: 40 * time.Second, SpeakFrom: 45 * time.Second, Staffed: true}
	require.Empty(t, spokenIn(c.waits(same)), "music only")
	same.Waited = 45 * time.Second
	require.Equal(t, "<still_waiting> <wait_offer>", spokenIn(c.waits(same)))
}

func TestQueueWithNobodyThereSaysWhatHappensNext(t *testing.T) {
	t.Parallel()
	c := at(t, &node.Queue{Name: "refunds"}).starts()
	require.Equal(t, "<nobody_here> <wait_offer>", spokenIn(c.waits(ivr.Wait{Position: 1, Expected: time.Minute})), "no place is said: nobody is there to come")
	require.Equal(t, "<nobody_here> <wait_offer>", spokenIn(c.waits(ivr.Wait{Position: 1, Before: 1, Waited: 50 * time.Second, SpeakFrom: 45 * time.Second})))
}

// Rounds of any length: an offer is never said again within 45 seconds.
func TestQueueOffersAtMostEvery45Seconds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := at(t, &node.Queue{Name: "refunds"}).starts()
		w, offered := ivr.Wait{Position: 1}, time.Duration(-1)
		for range rapid.IntRange(1, 30).Draw(r, "rounds") {
			w.Staffed = w.Waited > time.Minute || rapid.Bool().Draw(r, "staffed")
			verbs := c.waits(w)
			if len(verbs) == 1 {
				return // the wait is over
			}
			if strings.Contains(spokenIn(verbs), "<wait_offer>") {
				if offered >= 0 && w.Waited-offered < 45*time.Second {
					r.Fatalf("offered at %s and at %s", offered, w.Waited)
				}
				offered = w.Waited
			}
			w.Before, w.SpeakFrom = w.Position, verbs[1].(ivr.Poll).SpeakFrom
			w.Waited += time.Duration(rapid.IntRange(2, 60).Draw(r, "round")) * time.Second
		}
		if w.Waited > 3*time.Minute && offered < 0 {
			r.Fatal("never offered")
		}
	})
}

func TestQueueTakesZerosAsZero(t *testing.T) {
	t.Parallel()
	leave := []ivr.Verb{ivr.Leave{}}
	for _, q := range []struct {
		rules node.Queueing
		wait  ivr.Wait
		exit  string
	}{
		{node.Queueing{FullAt: new(0)}, ivr.Wait{Position: 1, Staffed: true}, "full"},
		{node.Queueing{MaxWait: new(time.Duration(0))}, ivr.Wait{Position: 1, Staffed: true}, "too_long"},
		{node.Queueing{NobodyAfter: new(time.Duration(0))}, ivr.Wait{Position: 1}, "nobody"},
	} {
		q.rules.Hours = "support"
		with := env()
		with.Queues["refunds"] = q.rules
		n := &node.Queue{Name: "refunds"}
		c := at(t, n, ivr.Answered{Result: ivr.OK, Staffed: q.wait.Staffed})
		require.Empty(t, n.Bind(with))
		c.starts()
		require.Equal(t, leave, c.waits(q.wait))
		c.does(ivr.QueueLeft{Result: ivr.LeftQueue}).left(q.exit)
	}
}

func TestQueueLetsGo(t *testing.T) {
	t.Parallel()
	leave := []ivr.Verb{ivr.Leave{}}
	left := func(c *call, waited time.Duration) *call {
		return c.does(ivr.QueueLeft{Result: ivr.LeftQueue, Waited: waited})
	}

	c := at(t, &node.Queue{Name: "refunds"}).starts()
	require.Equal(t, leave, c.waits(ivr.Wait{Position: 1, Waited: 10 * time.Minute}))
	left(c, 10*time.Minute).left("too_long")

	c = at(t, &node.Queue{Name: "refunds"}, ivr.Answered{Result: ivr.OK, Staffed: true}).starts()
	require.Equal(t, leave, c.waits(ivr.Wait{Position: 4}))
	left(c, time.Second).left("full")

	c = at(t, &node.Queue{Name: "refunds"}, ivr.Answered{Result: ivr.OK, Staffed: true}).starts()
	c.now = c.now.Add(10 * time.Minute)
	left(c, 10*time.Minute-7*time.Second).left("too_long")

	c = at(t, &node.Queue{Name: "refunds"}, ivr.Answered{Result: ivr.OK}).starts()
	require.Equal(t, leave, c.waits(ivr.Wait{Position: 1, Waited: 3 * time.Minute}), "nobody is signed in, and did not come")
	require.Len(t, c.waits(ivr.Wait{Position: 1, Waited: 3 * time.Minute, Staffed: true}), 2)
	left(c, time.Second).left("nobody")

	c = at(t, &node.Queue{Name: "refunds"}, ok).starts()
	c.now = c.now.Add(8 * time.Hour)
	require.Equal(t, leave, c.waits(ivr.Wait{Position: 1}), "it is six: the line has closed")
	left(c, time.Minute).left("closed")

	c = at(t, &node.Queue{Name: "refunds"}).starts()
	require.Equal(t, leave, c.waits(ivr.Wait{Position: 1, Closure: &ivr.Closure{Until: c.now.Add(time.Hour)}}), "closed now")
}

func TestQueueKeys(t *testing.T) {
	t.Parallel()
	for key, exit := range map[string]string{"1": "callback", "2": "message"} {
		c := at(t, &node.Queue{Name: "refunds"}).starts()
		step := c.state.Step
		require.Equal(t, []ivr.Verb{ivr.Leave{}}, c.does(ivr.WaitKey{Digits: ivr.Masked(key)}).last.Verbs)
		require.Equal(t, step, c.state.Step, "the wait keeps its step")
		c.does(ivr.QueueLeft{Result: ivr.LeftQueue, Waited: time.Minute}).left(exit)
	}
	c := at(t, &node.Queue{Name: "refunds"}).starts().does(ivr.WaitKey{Digits: "7"})
	require.Empty(t, c.last.Verbs, "another key changes nothing")
}

func TestQueueResults(t *testing.T) {
	t.Parallel()
	for result, exit := range map[ivr.QueueResult]string{ivr.Bridged: "bridged", ivr.Redirected: "bridged", ivr.QueueFull: "full", ivr.QueueFailed: "failed", "nonsense": "failed"} {
		at(t, &node.Queue{Name: "refunds"}).starts().does(ivr.QueueLeft{Result: result}).left(exit)
	}
	c := at(t, &node.Queue{Name: "refunds"}).starts().does(ivr.QueueLeft{Result: ivr.HungUp})
	require.Equal(t, []ivr.Verb{ivr.Hangup{}}, c.last.Verbs)
}

func TestTransferRingsWhoIsOnDuty(t *testing.T) {
	t.Parallel()
	duty := ivr.Answered{Result: ivr.OK, Numbers: []ivr.Masked{"+8613900000001", "+8613900000002"}}
	n := &node.Transfer{Department: "fraud", InTurn: true}
	c := at(t, n, duty).starts()
	require.Equal(t, ivr.Dial{Numbers: duty.Numbers, InTurn: true, Timeout: 20 * time.Second, CallerID: "+864000000000", Whisper: true}, c.last.Verbs[1])
	c.does(ivr.Dialed{Status: "completed", Bridged: true}).left("answered")
	require.Equal(t, ivr.Connected, c.state.Outcome)

	at(t, n, duty).starts().does(ivr.Dialed{Status: "no-answer"}).left("unanswered")
	at(t, n, missing).starts().left("nobody")
	at(t, n, broken).starts().left("nobody")
}

func TestTransferSettingsThatCannotStand(t *testing.T) {
	t.Parallel()
	for _, n := range []*node.Transfer{{}, {Numbers: []string{"110"}}, {Numbers: []string{"+86110x5552"}}, {Numbers: []string{"+8613900000001"}, Department: "x"}} {
		require.NotEmpty(t, n.Bind(node.Env{}))
	}
	require.Empty(t, (&node.Transfer{Department: "fraud"}).Bind(node.Env{}))
}

func TestWhoIsRungHearsWhoCalls(t *testing.T) {
	t.Parallel()
	c := at(t, &node.Transfer{Numbers: []string{"+8613900000001"}}).starts()
	whisper := engine.Whispering(c.tree, c.state, ivr.OfferInfo{}, c.now)
	require.Contains(t, spokenIn(whisper), "Mandarin <no_topic> <whisper_unverified>")
	require.NotContains(t, spokenIn(whisper), "13800000001")
	require.Equal(t, ivr.Hangup{}, whisper[1])
}

func TestHoursBranch(t *testing.T) {
	t.Parallel()
	at(t, &node.Hours{Line: "support"}, ok).starts().left("open")
	c := at(t, &node.Hours{Line: "support"}, ok)
	c.now = time.Date(2026, 3, 2, 18, 0, 0, 0, zone)
	c.starts().left("closed")
	require.Equal(t, "<closed_weekly>", c.state.Values["line.reason"].Text.Reveal())
	require.True(t, time.Date(2026, 3, 3, 9, 0, 0, 0, zone).Equal(c.state.Values["line.opens"].Time))
}

func TestHoursOnAHolidayAndClosedNow(t *testing.T) {
	t.Parallel()
	c := at(t, &node.Hours{Line: "support"}, ok)
	c.now = time.Date(2026, 10, 2, 10, 0, 0, 0, zone)
	c.starts().left("closed")
	require.Contains(t, c.state.Values["line.reason"].Text.Reveal(), "国庆")

	c = at(t, &node.Hours{Line: "support"}, ivr.Answered{Result: ivr.OK, Closure: &ivr.Closure{Until: monday.Add(2 * time.Hour)}})
	c.starts().left("closed")
	require.Equal(t, "<closed_now>", c.state.Values["line.reason"].Text.Reveal())
	require.True(t, monday.Add(2*time.Hour).Equal(c.state.Values["line.opens"].Time))

	expired := ivr.Answered{Result: ivr.OK, Closure: &ivr.Closure{Until: monday.Add(-time.Hour)}}
	at(t, &node.Hours{Line: "support"}, expired).starts().left("open")
	at(t, &node.Hours{Line: "support"}, broken).starts().left("open")
}

func TestCallerOfSixtyFive(t *testing.T) {
	t.Parallel()
	born := func(day string) ivr.Answered {
		return ivr.Answered{Result: ivr.OK, Account: &ivr.Account{ID: "1", BirthDate: day}}
	}
	at(t, &node.Caller{}, born("1961-03-02")).starts().left("senior")
	at(t, &node.Caller{}, born("1961-03-03")).starts().left("known")
	at(t, &node.Caller{}, born("")).starts().left("known")
	at(t, &node.Caller{}, missing).starts().left("unknown")
	at(t, &node.Caller{}, broken).starts().left("unknown")
	at(t, &node.Caller{}).as(func(c *ivr.Call) { c.From = "" }).left("unknown")
	at(t, &node.Caller{}).as(func(c *ivr.Call) { c.Limited = true }).left("limited")
}
