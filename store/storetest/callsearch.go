package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// ids names the calls that a filter finds, in their order.
func ids(t *testing.T, s store.Store, f store.CallFilter) []string {
	t.Helper()
	found := []string{}
	for _, call := range collect(t, s.ListCalls(t.Context(), f)) {
		found = append(found, call.ID)
	}
	recorded := collect(t, s.Journals(t.Context(), f))
	require.Len(t, recorded, len(found))
	for i, tape := range recorded {
		require.Equal(t, found[i], tape.Call)
	}
	return found
}

// traited keeps calls with something to find them by, an hour apart.
func traited(t *testing.T, s store.Store) {
	t.Helper()
	for i, change := range []func(*ivr.Call){
		func(c *ivr.Call) { c.From = "+8613800001234" },
		func(c *ivr.Call) {
			c.From, c.Account, c.Queue = "+8613900001234", &ivr.Account{ID: "10005678"}, "general"
		},
		func(c *ivr.Call) {
			c.Case, c.Cases = "20000002", map[ivr.CaseKind]string{ivr.CaseMessage: "20000001"}
		},
		func(c *ivr.Call) { c.From, c.Queue = "+8613900009999", "fraud" },
		func(*ivr.Call) {},
	} {
		c := step(fmt.Sprint("CA", i), 0)
		c.Call.Began = noon.Add(time.Duration(i) * time.Hour)
		change(&c.Call)
		commit(t, s, c)
	}
}

func callsByTrait(t *testing.T, s store.Store) {
	traited(t, s)
	later := step("CA4", 1) // a call goes on, and speaks with somebody
	later.Call.Began, later.Call.From, later.Call.Queue = noon.Add(4*time.Hour), "+8613900001234", "fraud"
	commit(t, s, later)
	moved := step("CA3", 1) // a call began earlier than was known
	moved.Call.Began, moved.Call.From, moved.Call.Queue = noon.Add(-time.Hour), "+8613900009999", "fraud"
	commit(t, s, moved)
	for name, test := range map[string]struct {
		filter store.CallFilter
		want   []string
	}{
		"a number's ending":   {store.CallFilter{Ending: "1234"}, []string{"CA4", "CA1", "CA0"}},
		"an account's ending": {store.CallFilter{Account: "5678"}, []string{"CA1"}},
		"a case":              {store.CallFilter{Case: "20000001"}, []string{"CA2"}},
		"a case spoken of":    {store.CallFilter{Case: "20000002"}, []string{"CA2"}},
		"a queue":             {store.CallFilter{Queue: "fraud"}, []string{"CA4", "CA3"}},
		"two of them":         {store.CallFilter{Ending: "1234", Queue: "general"}, []string{"CA1"}},
		"two at odds":         {store.CallFilter{Ending: "9999", Queue: "general"}, []string{}},
		"since":               {store.CallFilter{Ending: "1234", Since: noon.Add(time.Hour)}, []string{"CA4", "CA1"}},
		"until":               {store.CallFilter{Ending: "1234", Until: noon.Add(time.Hour)}, []string{"CA1", "CA0"}},
		"nobody's":            {store.CallFilter{Ending: "123"}, []string{}},
		"after one":           {store.CallFilter{Ending: "1234", After: store.CallPlace{Began: noon.Add(4 * time.Hour), ID: "CA4"}, Limit: 1}, []string{"CA1"}},
	} {
		require.Equal(t, test.want, ids(t, s, test.filter), name)
	}
}

// callsPageByPage: pages that begin where the last one ended miss no call and give
// none twice, also when many began at once and more come meanwhile.
func callsPageByPage(t *testing.T, s store.Store) {
	const calls, page = 25, 4
	for i := range calls {
		c := step(fmt.Sprintf("CA%02d", i), 0)
		c.Call.Began = noon.Add(time.Duration(i/7) * time.Second)
		commit(t, s, c)
	}
	want := ids(t, s, store.CallFilter{})
	require.Len(t, want, calls)
	var read []string
	for after := (store.CallPlace{}); ; {
		found := collect(t, s.ListCalls(t.Context(), store.CallFilter{Limit: page, After: after}))
		if len(found) == 0 {
			break
		}
		for _, call := range found {
			read = append(read, call.ID)
		}
		after = store.CallPlace{Began: found[len(found)-1].Began, ID: read[len(read)-1]}
		fresh := step(fmt.Sprintf("CA-new-%d", len(read)), 0)
		fresh.Call.Began = noon.Add(time.Hour)
		commit(t, s, fresh)
	}
	require.Equal(t, want, read)
	last := store.CallFilter{After: store.CallPlace{Began: noon.Add(time.Hour), ID: "CA-new-4"}, Until: noon}
	require.Len(t, ids(t, s, last), 7, "the end holds where the place is before it")
}

// callsByStays: a call that was handed on is found by the queues it went to.
func callsByStays(t *testing.T, s store.Store) {
	traited(t, s)
	for i, v := range []acd.QueueRecord{
		{ID: "v1", Call: "CA1", Queue: "refunds", Entered: noon}, {ID: "v2", Call: "CA9", Queue: "refunds", Entered: noon},
		{ID: "v3", Queue: "refunds", Entered: noon},
	} {
		require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Read: store.WholeAt(i), Change: acd.Change{Records: []acd.QueueRecord{v}}}))
	}
	require.Equal(t, []string{"CA1"}, ids(t, s, store.CallFilter{Queue: "refunds"}))
	require.Equal(t, []string{"CA1"}, ids(t, s, store.CallFilter{Queue: "general"}))
}
