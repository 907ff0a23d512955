package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/okpay"
)

// unreachable returns a menu's exits that no caller takes.
func unreachable(m *menus.Menu) string {
	taken := check.ExitsOf(m, spring).Reachable()
	var list []string
	for name, place := range m.Tree.Nodes {
		for exit := range place.Exits {
			if !taken[check.Exit{Node: name, Name: exit}] {
				list = append(list, name+" "+exit)
			}
		}
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func TestTaken(t *testing.T) {
	t.Parallel()
	taken := check.ExitsOf(small(t), spring).Reachable()
	require.True(t, taken[check.Exit{Node: "start", Name: "1"}])
	require.True(t, taken[check.Exit{Node: "start", Name: "no_input"}])
	require.False(t, taken[check.Exit{Node: "start", Name: "5"}])
}

// A caller who makes a request has verified the account; only calls that break off come to the
// fallback.
func TestNobodyTakesSomeOfOKPAYsExits(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	list := unreachable(m)
	for _, exit := range []string{"cancel_request unverified", "lifeline done", "lifeline_hours open", "latest no_input", "latest unverified", "wished unset"} {
		require.Contains(t, list, exit)
	}
	for _, exit := range []string{"overlong open", "lifeline_message failed", "who limited", "cancel_sure else", "refunds_queue full", "verify locked"} {
		require.NotContains(t, list, exit)
	}
}
