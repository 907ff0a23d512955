package agent

import (
	"context"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

var (
	noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	tree = &ivr.Tree{
		Revision: "r1", Zone: time.UTC,
		Terms:     map[string]ivr.Text{"refund.status.in_review": {"zh-CN": "审核中", "en-US": "under review"}},
		Languages: []ivr.Language{{Name: "zh-CN"}, {Name: "en-US"}},
		Nodes: map[string]ivr.TreeNode{
			"refunds": {Topic: ivr.Text{"zh-CN": "退款", "en-US": "a refund"}},
			"main":    {},
			"person":  {Topic: ivr.Text{"zh-CN": "人工", "en-US": "a person"}},
		},
	}
)

const number ivr.Masked = "+8613800000001"

// call is a caller who went by refunds to a person.
func call(id string, verified bool) ivr.Call {
	return ivr.Call{
		ID: id, Revision: "r1", From: number, Language: "zh-CN", Began: noon, At: noon, Verified: verified, Outcome: ivr.Waited,
		Account: &ivr.Account{ID: "10000001", Name: "张三", Phone: number},
		Path:    []ivr.Transition{{Node: "main"}, {Node: "refunds"}, {Node: "refunds"}, {Node: "person"}},
		Said:    []ivr.Verb{ivr.Gather{Prompt: []ivr.Verb{ivr.Say{Text: "请稍候。"}}}},
		Values: map[string]ivr.Value{
			"transaction.id":     {Type: ivr.Digits, Text: "20261001"},
			"refund.status":      {Type: ivr.Term, Text: "refund.status.in_review"},
			"transaction.amount": {Type: ivr.Amount, Int: 12850, Text: "CNY"},
		},
	}
}

// pages is a desk on a store with the calls.
func pages(t *testing.T, calls ...ivr.Call) *Pages {
	t.Helper()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = kept.Close() })
	for _, c := range calls {
		require.NoError(t, kept.Commit(t.Context(), store.Commit{Claim: store.StepKey{Call: c.ID, Step: "0"}, Call: c}))
	}
	clock := func() time.Time { return noon }
	r, err := New(Config{
		Store: kept, Clock: clock, Log: zerolog.New(io.Discard),
		Zone: func() *time.Location { return time.UTC },
		ACD: dispatch.New(dispatch.Config{
			Store: kept, Clock: clock, Random: rand.NewChaCha8([32]byte{}), Log: zerolog.New(io.Discard), Notice: func() {},
			Rules: func(time.Time) acd.Rules { return acd.Rules{Open: map[string]bool{"refunds": true, "fraud": true}} },
		}),
		Tree: func(context.Context, string) (*ivr.Tree, error) { return tree, nil },
	})
	require.NoError(t, err)
	return r
}

func ticket(call string) acd.Interaction {
	return acd.Interaction{ID: call, Call: call, Queue: "refunds", Language: "zh-CN", State: acd.Offered, Since: noon}
}

func TestACardTellsWhoCallsAndWhy(t *testing.T) {
	t.Parallel()
	before := call("CA0", false)
	before.Began, before.Outcome = noon.Add(-time.Hour), ivr.Served
	r := pages(t, before, call("CA1", true))
	d := cards{r}.of(t.Context(), "en-US", ticket("CA1"), store.Agent{Name: "amy"})
	require.Equal(t, "张三", d.Known)
	require.Equal(t, number.String(), d.Number)
	require.Equal(t, []string{"a refund", "a person"}, d.Path)
	require.Equal(t, "a person", d.Topic)
	require.Equal(t, []string{"请稍候。"}, d.Said)
	require.Len(t, d.Earlier, 1)
	require.Equal(t, ivr.Served, d.Earlier[0].Outcome)
	require.Equal(t, []fact{{"transaction", ivr.Masked("20261001").String()}, {"amount", "128.50 yuan"}, {"refund", "under review"}}, d.Transaction)
}

func TestNothingOfAnAccountIsShownBeforeItIsProved(t *testing.T) {
	t.Parallel()
	r := pages(t, call("CA1", false))
	d := cards{r}.of(t.Context(), "zh-CN", ticket("CA1"), store.Agent{Name: "amy"})
	require.Empty(t, d.Known)
	require.Empty(t, d.Transaction)
	for _, language := range i18n.Languages() {
		html, err := r.pages.Fragment(language, "desk", "card", page.View{Body: scene{
			Now: noon, Session: acd.AgentSession{Mode: acd.Ringing}, Card: d,
		}})
		require.NoError(t, err)
		require.NotContains(t, string(html), "张三")
		require.NotContains(t, string(html), "20261001")
		require.NotContains(t, string(html), number.Reveal())
	}
}

func TestACardWithoutACallIsBetterThanNone(t *testing.T) {
	t.Parallel()
	d := cards{pages(t)}.of(t.Context(), "zh-CN", acd.Interaction{ID: "callback-1", Case: "1", Origin: "CAgone", Number: number, Priority: 1}, store.Agent{})
	require.Equal(t, number.String(), d.Number)
	require.Equal(t, []string{"callback", "first"}, d.Badges)
}

func TestEveryStateAndModeHasAWord(t *testing.T) {
	t.Parallel()
	r := pages(t)
	words := []string{}
	for _, m := range acd.AgentStatuses() {
		words = append(words, "mode-"+string(m))
	}
	for _, s := range []acd.InteractionState{acd.Waiting, acd.Offered, acd.Joining, acd.Talking, acd.Held, over} {
		words = append(words, "state-"+string(s))
	}
	for _, k := range ivr.CaseKinds() {
		words = append(words, "case-"+string(k))
	}
	for _, e := range acd.Refusals() {
		words = append(words, e.Error())
	}
	for _, reason := range acd.Reasons() {
		words = append(words, "reason-"+reason)
	}
	words = append(words, acd.Dispositions()...)
	for _, language := range i18n.Languages() {
		for _, word := range words {
			require.NotEqual(t, word, r.pages.SayIn(language, word))
		}
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	field := func(name string) string {
		return map[string]string{"queue": "refunds", "disposition": "resolved", "visit": "v7", "reason": "lunch", "note": strings.Repeat("长", longestNote+1)}[name]
	}
	require.Equal(t, acd.Transfer{Agent: "amy", Queue: "refunds"}, command("transfer", "amy", field))
	require.Equal(t, acd.File{Agent: "amy", Record: "v7", Disposition: "resolved", Note: strings.Repeat("长", longestNote)}, command("file", "amy", field))
	require.Equal(t, acd.SetAway{Agent: "amy", Reason: acd.WhyLunch}, command("away", "amy", field))
	require.Nil(t, command("eat", "amy", field))
	for _, what := range []string{"ready", "away", "signout", "prolong", "decline", "hold", "resume", "consult", "handover", "finish"} {
		require.NotNil(t, command(what, "amy", field), what)
	}
}
