package seeds

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

// wrongs are a record or a moment that breaks each property, and what looks for it. The course has
// no faults, and nobody has called.
var wrongs = []struct {
	property string
	bring    func(t *testing.T, w *course)
}{
	{"no agent has two callers", func(_ *testing.T, w *course) {
		w.oneEach(acd.State{}.With(acd.Interaction{ID: "1", Agent: "amy"}).With(acd.Interaction{ID: "2", Offer: acd.Offer{Agent: "amy"}}))
	}},
	{"nobody waits for ever", func(_ *testing.T, w *course) {
		w.isKnown(acd.State{}, line{call: "CA1", queue: "general", since: w.now().Add(-waitMost - time.Second)})
	}},
	{"who waits is known to the ACD", func(_ *testing.T, w *course) {
		w.isKnown(acd.State{}, line{call: "CA1", queue: "general", since: w.now().Add(-unknownMost - time.Second)})
	}},
	{"nobody waits for ever", func(t *testing.T, w *course) {
		require.NoError(t, w.hotline.ACD().Do(t.Context(), acd.Enqueued{Call: "CA1", Queue: "general", Language: "zh-CN", There: true}))
		w.conclude()
	}},
	{"every document is sound", func(_ *testing.T, w *course) {
		w.isSound(exchange.Event{URL: "/voice/step/1", Document: "<Response><Sing/></Response>"})
	}},
	{"every document is sound", func(_ *testing.T, w *course) {
		w.isSound(exchange.Event{URL: "/voice/step/1", Document: "<Response><Say>" + strings.Repeat("a", longestDocument) + "</Say></Response>"})
	}},
	{"a call ends by a goodbye", func(_ *testing.T, w *course) {
		w.endsWell(&caller{w: w, stays: time.Hour}, []exchange.Event{
			{At: w.now(), Kind: exchange.Requested, URL: "/voice/incoming", Document: "<Response><Say>a</Say></Response>"},
			{At: w.now().Add(time.Second), Kind: exchange.Ended},
		})
	}},
	{"who is taken out of a queue meets the agent, or waits again", func(_ *testing.T, w *course) {
		w.isBrought(&caller{w: w, stays: time.Hour}, []exchange.Event{
			{At: w.now(), Kind: exchange.Left, Result: "redirected"},
			{At: w.now(), Kind: exchange.Said, Text: "再见。"},
			{At: w.now().Add(time.Second), Kind: exchange.Ended},
		})
	}},
	{"an acknowledged step is in the store", func(_ *testing.T, w *course) {
		w.acked.acknowledged(store.Commit{Claim: store.StepKey{Call: "CA1", Step: "0"}, Reply: []byte("<Response/>")})
		w.acked.check(w, w.store)
	}},
	{"an acknowledged change of the ACD is in the store", func(_ *testing.T, w *course) {
		w.acked.distributed(store.ACDCommit{Read: store.WholeAt(1000)})
		w.acked.check(w, w.store)
	}},
	{"a text message is sent", func(_ *testing.T, w *course) {
		w.acked.wrote(store.Commit{Outgoing: []store.Outgoing{{ID: "1", Task: store.SendText{To: "+8613900000001", Body: "a"}}}})
		w.onceEach(nil)
	}},
	{"a webhook that comes again gets the same answer", func(_ *testing.T, w *course) {
		w.isAnsweredAs([]byte("<Response><Say>a</Say></Response>"), []byte("<Response><Say>b</Say></Response>"))
	}},
	{"a text message is sent once at most", func(_ *testing.T, w *course) {
		w.onceEach([]exchange.Message{{To: "+8613900000001", Body: "a"}, {To: "+8613900000001", Body: "a"}})
	}},
	{"the ACD is one that can be", func(_ *testing.T, w *course) {
		w.canBe(acd.State{}.With(acd.Interaction{ID: "1", State: acd.Talking, Agent: "amy"}))
	}},
	{"no call hears an error", func(_ *testing.T, w *course) {
		w.isTaken(exchange.Event{Call: "CA1", Kind: exchange.Failed, Code: 11200}, true)
	}},
	{"the carrier takes every document", func(_ *testing.T, w *course) {
		w.isTaken(exchange.Event{Call: "CA1", Kind: exchange.Warning, Code: 12200}, true)
	}},
	{"a callback that is promised has its case", func(_ *testing.T, w *course) {
		w.keepsItsWord("CA1", mandarin, said(promises[0]))
	}},
	{"a message that is acknowledged has its case", func(_ *testing.T, w *course) {
		w.keepsItsWord("CA1", mandarin, said(messages[0]))
	}},
	{"who has talked was answered", func(_ *testing.T, w *course) {
		w.agents = append(w.agents, &agent{w: w, number: "+8613700000100"})
		w.isCounted("CA1", []exchange.Event{{Kind: exchange.Connected, To: "+8613700000100"}})
	}},
	{"who was in a queue is counted", func(_ *testing.T, w *course) {
		w.isCounted("CA1", []exchange.Event{{Kind: exchange.Queued}})
	}},
	{"no agent talks on two legs", func(_ *testing.T, w *course) {
		now := w.now()
		w.oneTalkEach("amy", []spell{{"CA1", now, now.Add(time.Minute)}, {"CA2", now.Add(time.Second), now.Add(time.Hour)}})
	}},
	{"a stay is kept once", func(_ *testing.T, w *course) {
		kept, stay := map[string]bool{}, acd.QueueRecord{ID: "1", Ended: w.now()}
		w.count(stay, kept, &acd.Stats{})
		w.count(stay, kept, &acd.Stats{})
	}},
	{"every stay in a queue ends", func(_ *testing.T, w *course) {
		w.count(acd.QueueRecord{ID: "1"}, map[string]bool{}, &acd.Stats{})
	}},
	{"figures add up", func(_ *testing.T, w *course) {
		w.addUp(acd.Stats{Offered: 2, Answered: 2}, acd.Stats{Offered: 2, Answered: 1, Abandoned: 1})
	}},
	{"figures add up", func(_ *testing.T, w *course) {
		w.addUp(acd.Stats{Offered: 2, Answered: 1}, acd.Stats{Offered: 2, Answered: 1})
	}},
	{"a callback is dialled a quarter of an hour apart", func(_ *testing.T, w *course) {
		w.legs = dials(w, 0, 10*time.Minute)
		w.callbacks()
	}},
	{"a callback is dialled three times at most", func(_ *testing.T, w *course) {
		w.legs = dials(w, 0, 20*time.Minute, 40*time.Minute, 60*time.Minute)
		w.callbacks()
	}},
	{"a callback is dialled in hours", func(_ *testing.T, w *course) {
		w.legs = dials(w, time.Date(2026, 3, 2, 18, 2, 0, 0, zone).Sub(w.now()))
		w.callbacks()
	}},
	{"a callback is dialled in hours", func(_ *testing.T, w *course) {
		w.legs = dials(w, time.Date(2026, 3, 7, 11, 0, 0, 0, zone).Sub(w.now()))
		w.callbacks()
	}},
	{"no caller is offered to two agents", func(_ *testing.T, w *course) {
		w.acked.offers["1"], w.acked.offers["2"] = "caller", "caller"
		rings := func() []exchange.Event {
			return []exchange.Event{{Kind: exchange.Answered, At: w.now().Add(10 * time.Second)}}
		}
		w.legs = []leg{
			{sid: "CA1", to: "+8613700000100", url: "/voice/offer/1", made: w.now(), events: rings},
			{sid: "CA2", to: "+8613700000101", url: "/voice/offer/2", made: w.now().Add(time.Second), events: rings},
		}
		w.oneOfferEach()
	}},
	{"every record passes its check", func(t *testing.T, w *course) {
		path := w.nextFile()
		require.NoError(t, os.WriteFile(path, []byte("no store"), 0o600))
		w.isWhole(path)
	}},
	{"a journal gives the call that is kept", func(t *testing.T, w *course) {
		keep(t, w, ivr.Call{ID: "CA1", Revision: versions()[0].Tree.Revision, Node: "nowhere", Began: w.now(), At: w.now()})
		w.verifyCalls(t.Context())
	}},
	{"every call has its menu", func(t *testing.T, w *course) {
		keep(t, w, ivr.Call{ID: "CA1", Revision: "no menu's", Began: w.now(), At: w.now()})
		w.verifyCalls(t.Context())
	}},
	{"a callback that is promised is dialled", func(t *testing.T, w *course) {
		open := store.Case{Number: "10000001", Kind: ivr.CaseCallback, Call: "CA1", Caller: mandarin, Opened: w.now()}
		keep(t, w, ivr.Call{ID: "CA1", Began: w.now(), At: w.now()}, store.CaseChange{Open: &open})
		w.promisesAreKept()
	}},
	{"an agent can be entered", func(_ *testing.T, w *course) { w.enter(store.Agent{}) }},
	{"a restart succeeds", withoutAStore((*course).restart)},
	{"the file can be copied", withoutAStore(func(w *course) { w.copyTo(w.nextFile()) })},
	{"an operator can close a line", withoutAStore(func(w *course) {
		w.plan.at, w.plan.closing = w.now().Add(-time.Minute), time.Second
		w.operate()
	})},
	{"every call can be read", withoutAStore(func(w *course) { w.verifyCalls(context.Background()) })},
	{"every case can be read", withoutAStore((*course).promisesAreKept)},
	{"every stay can be read", withoutAStore((*course).countsAgree)},
	{"the figures can be read", withoutAStore(func(w *course) { w.figures() })},
	{"every call ends in the store", func(t *testing.T, w *course) {
		keep(t, w, ivr.Call{ID: "CA1", Began: w.now(), At: w.now()})
		w.verifyCalls(t.Context())
	}},
}

// said is a call on which a text is heard.
func said(text string) []exchange.Event { return []exchange.Event{{Kind: exchange.Said, Text: text}} }

// dials are calls to one caller who is called back, each so long after now.
func dials(w *course, after ...time.Duration) (all []leg) {
	for _, d := range after {
		all = append(all, leg{to: mandarin, url: "/voice/callback/1", made: w.now().Add(d)})
	}
	return all
}

// keep has the store keep a call of which the journal says nothing.
func keep(t *testing.T, w *course, call ivr.Call, cases ...store.CaseChange) {
	t.Helper()
	require.NoError(t, w.store.Commit(t.Context(), store.Commit{
		Claim: store.StepKey{Call: call.ID, Step: "0"}, Call: call, Reply: []byte("<Response/>"), Cases: cases,
	}))
}

// withoutAStore has something done when the store can do nothing any more.
func withoutAStore(do func(w *course)) func(*testing.T, *course) {
	return func(t *testing.T, w *course) {
		require.NoError(t, w.store.Close())
		do(w)
	}
}
