package seeds

import (
	"strings"
	"testing"
	"testing/synctest"
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
		w.acked.distributed(store.ACDCommit{Read: 1000})
		w.acked.check(w, w.store)
	}},
	{"a text message is sent", func(_ *testing.T, w *course) {
		w.acked.wrote(store.Commit{Outgoing: []store.Outgoing{{ID: "1", Task: store.SendText{To: "+8613900000001", Body: "a"}}}})
		w.onceEach()
	}},
	{"every call ends in the store", func(t *testing.T, w *course) {
		require.NoError(t, w.store.Commit(t.Context(), store.Commit{
			Claim: store.StepKey{Call: "CA1", Step: "0"}, Call: ivr.Call{ID: "CA1", Began: w.now(), At: w.now()}, Reply: []byte("<Response/>"),
		}))
		w.verifyCalls(t.Context())
	}},
}

// A property whose check can say nothing else than yes would be no property: each is broken, and the
// check says so. Before, it says nothing.
func TestChecksSeeWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, _ = versions(), pinHash() // which are made once, outside of the bubble
	for _, wrong := range wrongs {
		folder := memory(t)
		synctest.Test(t, func(t *testing.T) {
			w := open(t, faultless(), folder, false)
			defer w.close()
			w.acked.check(w, w.store)
			w.onceEach()
			require.Empty(t, w.found.violated)
			wrong.bring(t, w)
			require.Contains(t, strings.Join(w.found.violated, "\n"), wrong.property+": ")
		})
	}
}

// faultless is a seed whose course has no faults.
func faultless() uint64 {
	seed := uint64(1)
	for !planned(seed).faults.none() {
		seed++
	}
	return seed
}
