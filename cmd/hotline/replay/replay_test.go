package replay_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/cmd/hotline/replay/replaytest"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
)

// menu returns OKPAY's menu with some text of one file replaced.
func menu(t testing.TB, replace ...string) *menus.Menu {
	t.Helper()
	return menutest.Load(t, menutest.ReplaceIn(t, menutest.Files(t, okpay.FS), replace...))
}

var morning = time.Date(2026, time.March, 2, 1, 30, 0, 0, time.UTC) // 9:30 in Shanghai

const many = 400

// swapped is a change: keys 3 and 4 of the refunds' menu are exchanged.
var swapped = []string{"refunds.yaml", "go: refund_rules\n", "go: swap\n", "refunds.yaml", "go: main", "go: refund_rules", "refunds.yaml", "go: swap\n", "go: main\n"}

// left reports whether the call left a node by an exit.
func left(made replaytest.Recording, node, exit string) bool {
	return slices.ContainsFunc(made.Call.Path, func(p ivr.Transition) bool { return p.Node == node && p.Exit == exit })
}

// gaveUpAtNight reports whether the caller was silent three times and a callback was recorded, or
// pressed wrong keys and it would have been.
func gaveUpAtNight(made replaytest.Recording) bool {
	return left(made, "gave_up_callback", "done") || made.Call.From != "" && left(made, "misled", "closed")
}

// For one change, exactly the calls that meet it are listed.
func TestExactlyTheAffectedCallsAreNamed(t *testing.T) {
	t.Parallel()
	old := menu(t)
	for _, tt := range []struct {
		name    string
		replace []string
		differs func(replaytest.Recording) bool
		words   string // in what callers heard: those hear other words
	}{
		{"nothing", []string{"menu.yaml", "# OKPAY's hotline.", "# The hotline."}, func(replaytest.Recording) bool { return false }, ""},
		{"a word of one prompt", []string{"people.yaml", "zh-CN: 您的留言收到了，", "zh-CN: 留言收到了，"}, func(replaytest.Recording) bool { return false }, "您的留言收到了，受理编号"},
		{"two keys of a menu swapped", swapped, func(r replaytest.Recording) bool { return left(r, "refunds", "3") || left(r, "refunds", "4") }, ""},
		{"silence leads elsewhere", []string{"menu.yaml", "  no_input: gave_up\n  no_match: misled", "  no_input: misled\n  no_match: gave_up"}, gaveUpAtNight, ""},
		{"the line closes earlier", []string{"menu.yaml", `"09:00-18:00"`, `"09:00-12:00"`}, func(r replaytest.Recording) bool { return foundOpen(r, 12, 18) }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := replay.Between(old, menu(t, tt.replace...))
			for n := range many {
				made := replaytest.Record(old, n, morning)
				got, err := c.Call(made.Tape(), made.Way())
				require.NoError(t, err)
				require.NotEqual(t, replay.Broken, got.Fate, got.Problem)
				require.Equal(t, tt.differs(made), got.Fate == replay.Differ, "call %d: %+v", n, got)
				if tt.words != "" {
					other := slices.ContainsFunc(made.Heard, func(v []ivr.Verb) bool { return strings.Contains(replay.Said(v), tt.words) })
					require.Equal(t, other, got.Fate == replay.Words, "call %d: %+v", n, got)
				}
			}
		})
	}
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// foundOpen reports whether the business hours let the caller through then.
func foundOpen(made replaytest.Recording, from, to int) bool {
	return slices.ContainsFunc(made.Call.Path, func(p ivr.Transition) bool {
		hour := p.At.In(shanghai).Hour()
		return p.Exit == "open" && hour >= from && hour < to
	})
}

func tapes(old *menus.Menu, n int) iter.Seq2[store.RecordedCall, error] {
	return func(yield func(store.RecordedCall, error) bool) {
		for i := range n {
			if !yield(replaytest.Record(old, i, morning).Tape(), nil) {
				return
			}
		}
	}
}

func TestManyCallsAreGrouped(t *testing.T) {
	t.Parallel()
	old := menu(t)
	after := menu(t, swapped...)
	keep := func(context.Context, string) (*menus.Menu, error) { return old, nil }
	sum, err := replay.All(t.Context(), tapes(old, many), keep, after, nil)
	require.NoError(t, err)
	require.Equal(t, many, sum.Calls)
	require.Equal(t, many, sum.Fates[replay.Same]+sum.Fates[replay.Differ]+sum.Fates[replay.Words])
	require.NotEmpty(t, sum.Groups)
	require.Contains(t, []string{"pressed 3", "pressed 4"}, sum.Groups[0].Step.Did)
	again, err := replay.All(t.Context(), tapes(old, many), keep, after, nil)
	require.NoError(t, err)
	require.Equal(t, sum, again, "the same, whichever worker was quicker")
}

func TestAMenuThatIsNotKept(t *testing.T) {
	t.Parallel()
	old := menu(t)
	gone := func(context.Context, string) (*menus.Menu, error) { return nil, store.ErrNotFound }
	sum, err := replay.All(t.Context(), tapes(old, 3), gone, old, nil)
	require.NoError(t, err)
	require.Equal(t, 3, sum.Fates[replay.Broken])
}

// A call that cannot be read, as a whole or up to an entry of its journal, is counted as broken.
func TestADamagedCallKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	old := menu(t)
	damaged := func(yield func(store.RecordedCall, error) bool) {
		n := 0
		for call := range tapes(old, 10) {
			switch n++; n {
			case 3:
				call.Way = func() (store.CallSummary, error) { return store.CallSummary{}, store.ErrDamaged }
			case 5:
				call.Entries = func() iter.Seq2[store.Entry, error] {
					return func(yield func(store.Entry, error) bool) { yield(store.Entry{}, store.ErrDamaged) }
				}
			}
			if !yield(call, nil) {
				return
			}
		}
	}
	keep := func(context.Context, string) (*menus.Menu, error) { return old, nil }
	after := menu(t, "menu.yaml", "tries: 3", "tries: 2")
	sum, err := replay.All(t.Context(), damaged, keep, after, nil)
	require.NoError(t, err)
	require.Equal(t, 10, sum.Calls)
	require.Equal(t, 2, sum.Fates[replay.Broken])
}

func BenchmarkCall(b *testing.B) {
	old := menu(b)
	c := replay.Between(old, menu(b, "menu.yaml", "tries: 3", "tries: 2"))
	var calls []replaytest.Recording
	for n := range 100 {
		calls = append(calls, replaytest.Record(old, n, morning))
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		made := calls[i%len(calls)]
		if _, err := c.Call(made.Tape(), made.Way()); err != nil {
			b.Fatal(err)
		}
	}
}
