package replay_test

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
)

// menu is OKPAY's with some text of one file replaced.
func menu(t testing.TB, replace ...string) *menus.Menu {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(okpay.FS, "*.yaml")
	require.NoError(t, err)
	for _, name := range names {
		data, err := fs.ReadFile(okpay.FS, name)
		require.NoError(t, err)
		files[name] = &fstest.MapFile{Data: data}
	}
	for i := 0; i < len(replace); i += 3 {
		before := string(files[replace[i]].Data)
		files[replace[i]].Data = []byte(strings.Replace(before, replace[i+1], replace[i+2], 1))
		require.NotEqual(t, before, string(files[replace[i]].Data), "nothing to replace: %s", replace[i+1])
	}
	m, err := menus.Load(files)
	require.NoError(t, err)
	return m
}

var morning = time.Date(2026, time.March, 2, 1, 30, 0, 0, time.UTC) // 9:30 in Shanghai

// call is a random caller's: keys mostly, silence at times; about one in four at
// night. It gives the journal and the nodes where the call waited or passed.
func call(m *menus.Menu, n int) (journal []store.Entry, heard []string) {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	at := morning.Add(time.Duration(random.IntN(24*60)) * time.Minute)
	event := ivr.Event(ivr.Started{ID: fmt.Sprintf("CA%06d", n), Revision: m.Tree.Revision, From: "+8613000000001", To: "+8610000000", Language: "zh-CN"})
	var c ivr.Call
	for range 14 {
		r, err := engine.Run(m.Tree, c, event, at, world(random))
		if err != nil || len(r.Verbs) == 0 {
			break
		}
		for _, h := range r.Events {
			journal = append(journal, store.Entry{Seq: len(journal), At: at, Step: h.Step, Node: h.Node, Event: h.Event})
		}
		c, heard = r.Call, append(heard, replay.Said(r.Verbs))
		if event = next(random, r.Verbs[len(r.Verbs)-1]); event == nil {
			break
		}
		at = at.Add(20 * time.Second)
	}
	return append(journal, store.Entry{Seq: len(journal), At: at, Event: ivr.Ended{Status: "completed"}}), heard
}

func world(random *rand.Rand) func(ivr.Query) ivr.Answered {
	return func(q ivr.Query) ivr.Answered {
		switch q.(type) {
		case ivr.LineState, ivr.QueueState:
			return ivr.Answered{Result: ivr.OK, Staffed: true}
		case ivr.NewCase, ivr.FindCase:
			return ivr.Answered{Result: ivr.OK, Case: fmt.Sprint(10000000 + random.IntN(89999999))}
		case ivr.CheckLock:
			return ivr.Answered{Result: ivr.OK, Account: &ivr.Account{ID: "test", Phone: "+8613000000001", Language: "zh-CN"}}
		case ivr.CheckCode:
			return ivr.Answered{Result: ivr.OK}
		}
		return ivr.Answered{Result: ivr.NotFound}
	}
}

func next(random *rand.Rand, v ivr.Verb) ivr.Event {
	switch v := v.(type) {
	case ivr.Gather:
		switch {
		case random.IntN(6) == 0:
			return ivr.Input{}
		case v.Digits == 1:
			return ivr.Input{Digits: ivr.Masked(fmt.Sprint(1 + random.IntN(5)))}
		}
		return ivr.Input{Digits: "123456", Finish: "#"}
	case ivr.Enqueue:
		return ivr.QueueLeft{Result: "leave", Waited: time.Hour}
	case ivr.Record:
		return ivr.Recorded{URL: "https://recordings.test/1", Length: 5 * time.Second}
	}
	return nil
}

const many = 400

// swapped is a change: keys 3 and 4 of the refunds' menu lead to each other's place.
var swapped = []string{"refunds.yaml", "go: refund_rules\n", "go: swap\n", "refunds.yaml", "go: main", "go: refund_rules", "refunds.yaml", "go: swap\n", "go: main\n"}

// gaveUp tells whether somebody was silent, or wrong, three times over.
func gaveUp(journal []store.Entry) bool {
	return slices.ContainsFunc(journal, func(e store.Entry) bool { return e.Node == "gave_up" || e.Node == "misled" })
}

// One change, and exactly the calls that meet it are named.
func TestExactlyTheAffectedCallsAreNamed(t *testing.T) {
	t.Parallel()
	old := menu(t)
	for _, tt := range []struct {
		name    string
		replace []string
		differs func(journal []store.Entry) bool
		words   string // in what callers heard: those hear other words
	}{
		{"nothing", []string{"menu.yaml", "# OKPAY's hotline.", "# The hotline."}, func([]store.Entry) bool { return false }, ""},
		{"a word of one prompt", []string{"people.yaml", "zh-CN: 您的留言收到了，", "zh-CN: 留言收到了，"}, func([]store.Entry) bool { return false }, "您的留言收到了，受理编号"},
		{"two keys of a menu swapped", swapped, func(j []store.Entry) bool { return pressed(j, "refunds", "3") || pressed(j, "refunds", "4") }, ""},
		{"silence leads elsewhere", []string{"menu.yaml", "  no_input: gave_up\n  no_match: misled", "  no_input: misled\n  no_match: gave_up"}, gaveUp, ""},
		{"the line closes earlier", []string{"menu.yaml", `"09:00-18:00"`, `"09:00-12:00"`}, func(j []store.Entry) bool { return lineAskedBetween(j, 12, 18) }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := replay.Between(old, menu(t, tt.replace...))
			for n := range many {
				journal, heard := call(old, n)
				got := c.Call("CA", journal)
				require.NotEqual(t, replay.Broken, got.Fate, got.Problem)
				require.Equal(t, tt.differs(journal), got.Fate == replay.Differ, "call %d: %+v", n, got)
				if tt.words != "" {
					other := slices.ContainsFunc(heard, func(s string) bool { return strings.Contains(s, tt.words) })
					require.Equal(t, other, got.Fate == replay.Words, "call %d: %+v", n, got)
				}
			}
		})
	}
}

// pressed tells whether a key was pressed at a node.
func pressed(journal []store.Entry, node, key string) bool {
	return slices.ContainsFunc(journal, func(e store.Entry) bool {
		in, ok := e.Event.(ivr.Input)
		return ok && e.Node == node && in.Digits.Reveal() == key
	})
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// lineAskedBetween tells whether the line's hours decided something then.
func lineAskedBetween(journal []store.Entry, from, to int) bool {
	return slices.ContainsFunc(journal, func(e store.Entry) bool {
		a, ok := e.Event.(ivr.Answered)
		local := e.At.In(shanghai)
		weekday := local.Weekday() != time.Saturday && local.Weekday() != time.Sunday
		return ok && a.Staffed && weekday && local.Hour() >= from && local.Hour() < to
	})
}

func tapes(old *menus.Menu, n int) iter.Seq2[store.Tape, error] {
	return func(yield func(store.Tape, error) bool) {
		for i := range n {
			journal, _ := call(old, i)
			if !yield(store.Tape{Call: fmt.Sprintf("CA%06d", i), Entries: func() ([]store.Entry, error) { return journal, nil }}, nil) {
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

func BenchmarkCall(b *testing.B) {
	old := menu(b)
	c := replay.Between(old, menu(b, "menu.yaml", "tries: 3", "tries: 2"))
	var journals [][]store.Entry
	for n := range 100 {
		journal, _ := call(old, n)
		journals = append(journals, journal)
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		c.Call("CA", journals[i%len(journals)])
	}
}
