package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/control"
	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/cmd/hotline/replay/replaytest"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store/bolt"
)

// knownChange is an edit, and whom it befalls.
type knownChange struct {
	name    string
	edit    []string
	differs func(made) bool
	hears   string // those who heard this hear other words
	words   func(made) bool
}

var knownChanges = []knownChange{
	{"nothing", []string{"# Heard by nobody", "# Not heard by anybody"}, nil, "", nil},
	{"a word of a prompt", []string{"zh-CN: 您的留言收到了，受", "zh-CN: 留言收到了，受"}, nil, "您的留言收到了，受理编号", nil},
	{"two keys swapped", []string{"          go: refund_rules\n", "          go: main\n", "返回主菜单, en-US: the main menu }, go: main, hear: { zh-CN: [主菜单], en-US: [main menu] } }\n\n  # --- may I?", "返回主菜单, en-US: the main menu }, go: refund_rules, hear: { zh-CN: [主菜单], en-US: [main menu] } }\n\n  # --- may I?"},
		func(m made) bool { return m.left("refunds", "3") || m.left("refunds", "4") }, "", nil},
	{"a choice gone", []string{`        - for: { zh-CN: 意见反馈, en-US: feedback }
          go: feedback
          set: { area: feedback }
          hear: { zh-CN: [意见, 反馈, 建议, 投诉], en-US: [feedback, suggestion, complaint, complain] }
`, "", "  - feedback.yaml\n", ""}, func(m made) bool { return m.left("main", "5") }, "意见反馈", nil},
	{"a greeting gone", []string{"on: { open: open_notice, closed: closed_notice }", "on: { open: main, closed: closed_notice }", `  open_notice:
    say:
      text:
        zh-CN: 通话中随时按 0，都有人工为您服务。
        en-US: You can press 0 at any time to talk to a person.
    go: main
`, ""}, nil, "都有人工为您服务", nil},
	{"other hours", []string{`"09:00-18:00"`, `"11:00-18:00"`}, func(m made) bool { return m.left("", "open", 9, 10) || m.waited(9, 10) }, "", made.toldWhenNext},
	{"a queue under another name", []string{"  refunds: { hours", "  money_back: { hours", "queue: { name: refunds }", "queue: { name: money_back }"}, func(m made) bool { return m.left("refunds_person", "open") }, "", nil},
	{"fewer tries", []string{"tries: 3", "tries: 2"}, func(m made) bool { return m.failures >= 2 }, "", nil},
	{"silence at night leads elsewhere", []string{"open: general_queue, closed: gave_up_callback", "open: general_queue, closed: misled_message", "open: general_queue, closed: misled_message", "open: general_queue, closed: gave_up_callback"}, func(m made) bool {
		return m.left("gave_up_callback", "done") || m.From != "" && m.left("misled", "closed")
	},
		"", func(m made) bool { return m.left("gave_up", "closed") || m.left("misled", "closed") }},
	{"another order of a branch", []string{"        refunds: refunds_person\n        transactions: transactions_person\n", "        transactions: transactions_person\n        refunds: refunds_person\n"}, nil, "", nil},
	{"a branch that leads elsewhere", []string{"        transactions: transactions_person\n", "        transactions: refunds_person\n"}, func(m made) bool { return m.left("person_by_area", "transactions", 10) }, "", nil},
	{"another text message", []string{"您的退款申请已提交，受理编号 {case.number}。卖家", "退款申请已提交，受理编号 {case.number}。卖家"}, nil, "", func(m made) bool { return m.left("refund_text", "done") && m.reads("zh-CN") }},
}

// recordedCalls is how many calls the benchmark replays: more than a busy month's.
const recordedCalls = 100_000

// BenchmarkReplay is the whole of `hotline replay`, for menus that differ in a word
// at the beginning of every call, in a node that few come to, and in what may
// befall every caller anywhere.
func BenchmarkReplay(b *testing.B) {
	path := filepath.Join(b.TempDir(), "hotline.db")
	kept, err := bolt.Open(path, bolt.Options{})
	require.NoError(b, err)
	require.NoError(b, replaytest.Keep(b.Context(), kept, okpay.FS, recordedCalls, demoTime))
	require.NoError(b, kept.Close())
	for _, edit := range []struct{ name, before, after string }{
		{"comment", "# Heard by nobody", "# Not heard by anybody"},
		{"greeting", "您好，这里是 OKPAY 客服热线。", "您好，欢迎致电 OKPAY。"},
		{"leaf", "您的留言收到了，", "留言收到了，"},
		{"hours", `"09:00-18:00"`, `"09:00-17:00"`},
		{"tries", "tries: 3", "tries: 2"},
	} {
		b.Run(edit.name, func(b *testing.B) {
			dir := editedFolder(b, edit.before, edit.after)
			for b.Loop() {
				began := time.Now()
				out := hotlineOn(b, path, "replay", dir)
				require.Contains(b, out, "100000 calls:")
				b.ReportMetric(recordedCalls/time.Since(began).Seconds(), "calls/s")
			}
		})
	}
}

// editedFolder is OKPAY's menus with texts replaced, wherever they stand: each, and
// by what.
func editedFolder(t testing.TB, edit ...string) string {
	t.Helper()
	return menutest.Folder(t, menutest.Replace(t, menutest.Files(t, okpay.FS), edit...))
}

// hotlineOn runs a command line on a store, and gives what it says.
func hotlineOn(t testing.TB, store string, args ...string) string {
	t.Helper()
	var out, told bytes.Buffer
	p := program{Console: terminal.Console{Out: &out, Err: &told}, lookup: func(name string) (string, bool) { return store, name == "HOTLINE_STORE" }}
	require.Equal(t, statusDone, p.run(t.Context(), args), told.String())
	return out.String()
}

// Every exit that some caller can take is taken by the caller of a script that
// ships. And their recorded calls are replayed on menus with one known change:
// exactly the calls that it befalls are named, as the way that the service led
// them tells.
func TestOKPAYsCallers(t *testing.T) {
	t.Parallel()
	callers := okpaysCallers(t)
	for _, r := range callers.results {
		require.True(t, r.Passes(), r.Text())
	}
	t.Run("take every exit", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, run.CoverageOf(callers.menu, check.ExitsOf(callers.menu, recordedAt).Reachable(), callers.results, nil).Missing)
	})
	t.Run("notice wherever an exit leads", func(t *testing.T) {
		t.Parallel()
		if prover.Slowdown > 1 {
			t.Skip("takes minutes with the race detector; make scripts does it without")
		}
		found, err := callers.lab.Mutate(t.Context(), callers.results)
		require.NoError(t, err)
		summary := found.Record()
		require.Empty(t, summary["survivors"])
		require.Empty(t, summary["no_other_sounds_different"])
		require.Greater(t, summary["mutants"], summary["exits"])
	})
	kept, calls := callers.kept, callers.made
	for _, tt := range knownChanges {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.befall(t, calls, fates(t, kept, editedFolder(t, tt.edit...)))
		})
	}
	t.Run("a language gone", func(t *testing.T) {
		t.Parallel()
		gone := knownChange{differs: func(m made) bool { return m.switched() > 0 || m.reads("en-US") && len(m.Cases) > 0 }, hears: "For English, press 9"}
		gone.befall(t, calls, fates(t, kept, inMandarin(t, editedFolder(t))))
	})
}

// befall holds what was said of calls against whom the change befalls.
func (k knownChange) befall(t *testing.T, calls map[string]made, got map[string]replay.Record) {
	t.Helper()
	differ := 0
	for id, call := range calls {
		want := replay.Same
		switch {
		case k.differs != nil && k.differs(call):
			want = replay.Differ
			differ++
		case k.hears != "" && call.hears(k.hears), k.words != nil && k.words(call):
			want = replay.Words
		}
		require.Equal(t, want, cmp.Or(got[id].Fate, replay.Same), "%s: %+v\n%+v\n%s", id, got[id], call.Path, call.heard)
	}
	require.Equal(t, k.differs != nil, differ > 0, "a change that befalls nobody tests nothing")
}

// fates are the calls that do not go as before, by their ids.
func fates(t *testing.T, kept *bolt.Store, dir string) map[string]replay.Record {
	t.Helper()
	var out, told bytes.Buffer
	o := storeContext{store: kept, now: func() time.Time { return demoTime }}
	r := control.Received{Request: control.Request{Args: []string{"replay", "--json", dir}}, Out: &out, Err: &told}
	require.Equal(t, statusDone, o.run(t.Context(), r), told.String())
	found := map[string]replay.Record{}
	for line := range strings.Lines(out.String()) {
		var c replay.Record
		require.NoError(t, json.Unmarshal([]byte(line), &c))
		found[c.Call] = c
	}
	return found
}
