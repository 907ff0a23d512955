package replay

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay/replaytest"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// outcomes returns those of invented calls, on OKPAY's menus with a text replaced.
func outcomes(t *testing.T, before, after string) []Outcome {
	t.Helper()
	old := edited(t, "", "")
	c := Between(old, edited(t, before, after))
	var list []Outcome
	for n := range 400 {
		made := replaytest.Record(old, n, morning)
		o, err := c.Call(made.Tape(), made.Way())
		require.NoError(t, err)
		list = append(list, o)
	}
	return list
}

// The result of a look-up that was not made is unknown.
func TestALookUpThatWasNotMadeIsUnknown(t *testing.T) {
	t.Parallel()
	list := outcomes(t, "返回主菜单, en-US: the main menu }, go: main", "返回主菜单, en-US: the main menu }, go: verify")
	met := 0
	for _, o := range list {
		if o.Step.After == "a look-up at verify that was not made then" {
			met++
			require.Equal(t, Differ, o.Fate)
			require.Equal(t, "main", o.Step.Before)
			require.False(t, o.Reworded, "the menus say what they said")
		}
	}
	require.NotZero(t, met)
}

// Two choices of the main menu, and the two in the other order.
const (
	refundsFirst = `        - for: { zh-CN: 退款, en-US: a refund }
          go: refunds
          set: { area: refunds }
          hear: { zh-CN: [退款, 退钱, 退货], en-US: [refund, refunds, money back] }
        - for: { zh-CN: 查询或取消交易, en-US: to look up or cancel a transaction }
          go: transactions
          set: { area: transactions }
          hear: { zh-CN: [交易, 账单, 明细, 对账单, 取消], en-US: [transaction, transactions, statement, cancel, records] }
`
	transactionsFirst = `        - for: { zh-CN: 查询或取消交易, en-US: to look up or cancel a transaction }
          go: transactions
          set: { area: transactions }
          hear: { zh-CN: [交易, 账单, 明细, 对账单, 取消], en-US: [transaction, transactions, statement, cancel, records] }
        - for: { zh-CN: 退款, en-US: a refund }
          go: refunds
          set: { area: refunds }
          hear: { zh-CN: [退款, 退钱, 退货], en-US: [refund, refunds, money back] }
`
)

// A caller who hears other words before a step that leads elsewhere might not have taken it.
func TestCallersWhoHeardOtherWordsAreCounted(t *testing.T) {
	t.Parallel()
	list := outcomes(t, refundsFirst, transactionsFirst)
	met := 0
	for _, o := range list {
		if o.Fate == Differ {
			met++
			require.Contains(t, []string{"pressed 2", "pressed 3"}, o.Step.Did)
			require.True(t, o.Reworded)
		}
	}
	require.NotZero(t, met)
}

// The assumption that no operator had closed the schedule is reported.
func TestWhatIsAssumedIsSaid(t *testing.T) {
	t.Parallel()
	list := outcomes(t, "    on: { no_input: goodbye, no_match: parting }", "    on: { no_input: parting, no_match: parting }")
	met := 0
	for _, o := range list {
		if o.Step.Did == "was silent" && o.Fate == Differ {
			met++
			require.True(t, o.Assumed)
		}
		require.True(t, o.Fate == Differ || !o.Assumed)
	}
	require.NotZero(t, met)
}

// asks is a node that asks for digits, and says goodbye.
type asks struct{ secret bool }

func (asks) Exits() []string { return nil }

func (a asks) Discreet(ivr.State) bool { return a.secret }

func (asks) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	in, typed := e.(ivr.Input)
	if !typed {
		return ivr.Listen{Verb: ivr.Gather{Digits: 6, Finish: "#"}}
	}
	t.Do(ivr.Say{Text: fmt.Sprint(len(in.Digits))})
	return ivr.End{}
}

// Digits that the journal conceals cannot be used at a node that asks for others.
func TestWhatWasTypedInSecretIsUnknown(t *testing.T) {
	t.Parallel()
	menu := func(secret bool) *menus.Menu {
		nodes := map[string]ivr.TreeNode{"pin": {Node: asks{secret}, Kind: "asks"}}
		return &menus.Menu{Tree: &ivr.Tree{Start: "pin", Fallback: "pin", TooLong: "pin", Nodes: nodes, Languages: []ivr.Language{{Name: "zh-CN"}}, Zone: time.UTC}}
	}
	journal := []store.Entry{
		{At: morning, Event: ivr.Started{ID: "CA1", Language: "zh-CN"}},
		{At: morning, Node: "pin", Event: ivr.Input{Digits: "******", Finish: "#"}},
		{At: morning, Node: "pin", Event: ivr.Ended{Status: "completed"}},
	}
	call := func(after *menus.Menu) Outcome {
		made := replaytest.Recording{Call: ivr.Call{ID: "CA1", Node: "pin"}, Journal: journal}
		o, err := Between(menu(true), after).Call(made.Tape(), made.Way())
		require.NoError(t, err)
		return o
	}
	got := call(menu(false))
	require.Equal(t, Differ, got.Fate)
	require.Equal(t, Step{Node: "pin", Did: "typed 6 digits", Before: "pin", After: "pin, which hears what was typed in secret"}, got.Step)
	require.Equal(t, Same, call(menu(true)).Fate)

	journal[1].Node = "elsewhere"
	require.Equal(t, Broken, call(menu(false)).Fate, "the journal is another menu's")
}

// The journal keeps only how long a wait was: a caller who waited longer than the new menu allows would
// have gone elsewhere, and one who heard another round hears other words.
func TestAWaitByOtherRules(t *testing.T) {
	t.Parallel()
	old := edited(t, "", "")
	for _, tt := range []struct {
		name, before, after string
		waited              time.Duration
		want                Fate
	}{
		{"let go sooner", "max_wait: 10m", "max_wait: 5m", 6 * time.Minute, Differ},
		{"let go sooner, but answered before", "max_wait: 10m", "max_wait: 5m", 4 * time.Minute, Same},
		{"offered later", "callback_after: 0s", "callback_after: 60s", 10 * time.Second, Words},
		{"other words in the wait", "下一位就是您。", "马上就到您。", 10 * time.Second, Words},
		{"nothing", "下一位就是您。", "下一位就是您。", 10 * time.Second, Same},
	} {
		made := waitedFor(old, tt.waited)
		o, err := Between(old, edited(t, tt.before, tt.after)).Call(made.Tape(), made.Way())
		require.NoError(t, err)
		require.Equal(t, tt.want, o.Fate, "%s: %+v", tt.name, o)
	}
}

// waitedFor returns a call of somebody who pressed 0 and was answered after a while.
func waitedFor(m *menus.Menu, waited time.Duration) (made replaytest.Recording) {
	at := morning
	for _, event := range []ivr.Event{
		ivr.Started{ID: "CA1", Revision: m.Tree.Revision, Language: "zh-CN"}, ivr.Input{Digits: "0"},
		ivr.QueueLeft{Result: ivr.Bridged, Waited: waited}, ivr.Ended{Status: "completed"},
	} {
		r, err := engine.Run(m.Tree, made.Call, event, at, func(ivr.Query) ivr.Answered { return ivr.Answered{Result: ivr.OK, Staffed: true} })
		if err != nil {
			return made
		}
		for _, h := range r.Events {
			made.Journal = append(made.Journal, store.Entry{Seq: len(made.Journal), At: at, Step: h.Step, Node: h.Node, Event: h.Event})
		}
		made.Call, at = r.Call, at.Add(waited)
	}
	return made
}
