package console

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/store"
)

// lived is a call as it happens: its journal, and what its caller heard.
type lived struct {
	call    ivr.Call
	journal []store.Entry
	heard   [][]ivr.Verb
}

// live takes a call through a caller's keys; the caller hangs up after the last.
func live(t require.TestingT, tree *ivr.Tree, keys []string) lived {
	events := []ivr.Event{ivr.Started{ID: "CA1", Revision: tree.Revision, From: caller, Language: "zh-CN"}}
	for _, k := range keys {
		events = append(events, ivr.Input{Digits: ivr.Masked(strings.TrimSuffix(k, "#")), Finish: k[len(strings.TrimSuffix(k, "#")):]})
	}
	var l lived
	for i, event := range append(events, ivr.Ended{Status: "completed"}) {
		at := morning.Add(time.Duration(i) * 7 * time.Second)
		result, err := engine.Run(tree, l.call, event, at, answers)
		require.NoError(t, err)
		for _, e := range result.Events {
			l.journal = append(l.journal, store.Entry{Seq: len(l.journal), At: at, Step: e.Step, Node: e.Node, Event: e.Event})
		}
		l.call, l.heard = result.Call, append(l.heard, result.Verbs)
	}
	return l
}

// answers know one account, whose holder types the right code.
func answers(q ivr.Query) ivr.Answered {
	switch q.(type) {
	case ivr.FindStaff, ivr.FindCase:
		return ivr.Answered{Result: ivr.NotFound}
	case ivr.NewCase:
		return ivr.Answered{Result: ivr.OK, Case: "12345678"}
	}
	moved := ivr.Transaction{ID: "20260001", Account: accountID, Time: morning, Type: "payment", Counterparty: "An invented shop", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "completed"}
	return ivr.Answered{
		Result: ivr.OK, Account: &ivr.Account{ID: accountID, Phone: caller, Language: "zh-CN"},
		Transactions: []ivr.Transaction{moved}, Numbers: []ivr.Masked{caller}, Staffed: true,
	}
}

func words(node, exit string) string { return node + " " + exit }

// Whatever keys a caller pressed, playing the journal tells what was heard.
func TestPlaybackIsWhatTheCallerHeard(t *testing.T) {
	t.Parallel()
	menu, err := loaded()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "3", "4", "9", "0", "*", "#", "123456", "20260001#", "7", ""}), 0, 12).Draw(t, "keys")
		l := live(t, menu.Tree, keys)
		moments, err := play(menu.Tree, l.journal, words)
		require.NoError(t, err)
		require.Len(t, moments, len(l.heard))
		for i, m := range moments {
			require.Equal(t, (&player{}).heard(l.heard[i]), m.Heard)
			require.Equal(t, time.Duration(i)*7*time.Second, m.After)
		}
		passed := 0
		for _, m := range moments {
			for _, came := range m.Came {
				if came.Key == "passed" {
					require.Equal(t, words(l.call.Path[passed].Node, l.call.Path[passed].Exit), came.Value)
					passed++
				}
			}
		}
		require.Len(t, l.call.Path, passed)
	})
}

func TestPlaybackShowsNoSecretAndMasksWhatIsLong(t *testing.T) {
	t.Parallel()
	menu, err := loaded()
	require.NoError(t, err)
	l := live(t, menu.Tree, []string{"2", "1", "123456", "20260001#"})
	moments, err := play(menu.Tree, l.journal, words)
	require.NoError(t, err)
	require.Equal(t, line{Key: "did.key", Value: "2"}, moments[1].Did)
	require.Equal(t, line{Key: "did.digits", Value: "****"}, moments[3].Did)
	require.Equal(t, line{Key: "did.digits", Value: "****0001#"}, moments[4].Did)
	require.Contains(t, moments[2].Came, line{Key: "came.code"})
}

func TestAJournalThatDoesNotFitIsPlayedAsFarAsItDoes(t *testing.T) {
	t.Parallel()
	menu, err := loaded()
	require.NoError(t, err)
	l := live(t, menu.Tree, []string{"2"})
	other := *menu.Tree
	other.Nodes = map[string]ivr.TreeNode{"staff": menu.Tree.Nodes["staff"]}
	other.Start = "staff"
	moments, err := play(&other, l.journal, words)
	require.Error(t, err)
	require.Len(t, moments, 1)
}

func TestAWholeCallIsOnItsPage(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.happens("CA1", h.now.Add(-time.Minute), ivr.Input{Digits: "2"}, ivr.Ended{Status: "completed"})
	h.stage.visits = []acd.QueueRecord{{
		Call: "CA1", Queue: "refunds", Entered: h.now, Agent: "mei", Result: acd.Answered,
		Disposition: "resolved", Note: "asked about <20260001>, promised a text",
	}}
	seen := h.Read("/console/calls/CA1")
	for _, want := range []string{"called in from ****0001", "pressed 2", "退款，请按 2。", "Main menu", "the call ended: completed", "Hung up", "asked about &lt;****0001&gt;, promised a text"} {
		require.Contains(t, seen, want)
	}
	require.NotContains(t, seen, caller)
	require.Contains(t, h.audited(), "call.view CA1")
}

func TestACaseShowsWhatWasNotedInItsCall(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.happens("CA1", h.now.Add(-time.Minute), ivr.Input{Digits: "2"}, ivr.Ended{Status: "completed"})
	h.opens(store.Case{Number: "10000009", Kind: ivr.CaseFollowUp, Department: "refunds", Call: "CA1", Opened: h.now})
	h.stage.visits = []acd.QueueRecord{
		{Call: "CA1", Queue: "refunds", Entered: h.now, Agent: "mei", Result: acd.Answered, Disposition: acd.FollowUp, Note: "will ask the bank"},
		{Call: "CA2", Origin: "CA1", Queue: "refunds", Entered: h.now, Agent: "bo", Result: acd.Answered, Disposition: acd.NoAnswer, Note: "nobody there"},
		{Call: "CA3", Queue: "refunds", Entered: h.now, Agent: "bo", Note: "about somebody else"},
	}
	seen := h.Read("/console/cases/10000009")
	for _, want := range []string{"will ask the bank", "mei", "follow-up needed", "nobody there"} {
		require.Contains(t, seen, want)
	}
	require.NotContains(t, seen, "about somebody else")
}
