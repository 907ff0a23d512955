package console

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

func TestACallerWhoHearsGoodbyeIsNotOnTheLine(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	last := ""
	for _, name := range slices.Sorted(maps.Keys(h.menu.Tree.Nodes)) {
		if len(h.menu.Tree.Nodes[name].Exits) == 0 {
			last = name
		}
	}
	require.NotEmpty(t, last)
	for id, node := range map[string]string{"CA1": h.menu.Tree.Start, "CA2": last} {
		require.NoError(t, h.store.Commit(t.Context(), store.Commit{Claim: store.StepKey{Call: id, Step: "0"}, Call: ivr.Call{
			ID: id, Revision: h.menu.Tree.Revision, From: caller, Began: h.now.Add(-time.Minute), At: h.now, Node: node,
		}}))
	}
	h.recount()
	today, _, err := h.console.figures.days(t.Context(), h.console.now())
	require.NoError(t, err)
	require.Equal(t, 1, today.Live)
	require.Equal(t, 2, today.Total)
	require.Contains(t, h.Read("/console/calls/CA2"), "Hearing goodbye")
	require.Contains(t, h.Read("/console/calls/CA1"), "On the line")
}

func TestWhySomebodyIsAwayIsShownToSupervisors(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.stage.floor = h.stage.floor.WithSession(acd.AgentSession{Agent: acd.Agent{Name: "an"}, Mode: acd.Away, Why: acd.WhyLunch, At: h.now})
	require.Contains(t, h.Read("/console"), "an (lunch)")
	require.Contains(t, h.Read("/console/people"), "Away · lunch")
}

func TestEveryReasonToBeAwayHasAWord(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	for _, why := range append(acd.Reasons(), acd.WhyMissed, acd.WhyNoPhone) {
		require.NotEqual(t, "away."+why, h.console.pages.SayIn("en-US", "away."+why))
	}
	for _, disposition := range acd.Dispositions() {
		require.NotEqual(t, "disposition."+disposition, h.console.pages.SayIn("en-US", "disposition."+disposition))
	}
}
