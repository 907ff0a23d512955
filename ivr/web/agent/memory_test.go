package agent

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// queued is a place where callers wait.
type queued struct {
	ivr.QueueNode
	name string
}

func (q queued) Queue() string { return q.name }

func TestACallerCanBeHandedToEveryDepartmentOfTheMenu(t *testing.T) {
	t.Parallel()
	menu := &ivr.Tree{Nodes: map[string]ivr.TreeNode{
		"a": {Node: queued{name: "refunds"}}, "b": {Node: queued{name: "fraud"}}, "c": {Node: queued{name: "refunds"}}, "d": {},
	}}
	r := pages(t, call("CA1", false))
	menu.Languages, menu.Zone = tree.Languages, tree.Zone
	r.Tree = func(context.Context, string) (*ivr.Tree, error) { return menu, nil }
	require.Equal(t, []string{"fraud", "refunds"}, cards{r}.of(t.Context(), "zh-CN", ticket("CA1"), store.Agent{}).Departments)
}

func TestACardIsFilledOnceATalk(t *testing.T) {
	t.Parallel()
	amy := store.Agent{Name: "amy"}
	r := pages(t, call("CA1", true))
	offered := ticket("CA1")
	d := cards{r}.of(t.Context(), "zh-CN", offered, amy)
	talking := offered
	talking.State = acd.Talking
	require.True(t, d.serves(talking))
	require.Equal(t, acd.Talking, d.of(talking, amy).State)
	require.Equal(t, acd.Offered, d.State, "the card of before is left as it was")
	require.Equal(t, "张三", d.of(talking, amy).Known)
}

func TestAnotherCallersCardIsNeverShown(t *testing.T) {
	t.Parallel()
	r := pages(t, call("CA1", true))
	d := cards{r}.of(t.Context(), "zh-CN", ticket("CA1"), store.Agent{})
	require.False(t, d.serves(ticket("CA2")))
	callback := ticket("CA1")
	callback.Case = "1"
	require.False(t, d.serves(callback), "what was proved in one call is not in another")
	missing := cards{r}.of(t.Context(), "zh-CN", ticket("CA9"), store.Agent{})
	require.False(t, missing.serves(ticket("CA9")), "half a card is tried again")
	require.False(t, (*card)(nil).serves(ticket("CA1")))
}
