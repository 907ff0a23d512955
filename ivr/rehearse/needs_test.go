package rehearse

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// With the agents that were found, days that were played keep the service level; Erlang A alone forgets the
// callbacks of the night, which all fall due when the line opens.
func TestAgentsNeededKeepTheServiceLevel(t *testing.T) {
	t.Parallel()
	m := edited(t, "max_wait: 10m", "max_wait: 10m, service_level: 80% in 20s")
	var samples []Sample
	for seed := range uint64(3) {
		d := starterDay(t, m, 1)
		d.Profile.Roster, d.Profile.Calls, d.Profile.Callers.Patience = nil, 500, Exponential(3*time.Minute)
		d = dayOf(t, m, d.Profile, seed)
		visits, err := d.Visits(0, d.Profile.Calls)
		require.NoError(t, err)
		samples = append(samples, Sample{d, visits})
	}
	n, err := Needs("general", samples)
	require.NoError(t, err)
	require.True(t, n.Confirmed)
	require.Greater(t, n.Agents[18], n.Reckoned[18], "the callbacks of the night come on top")
	require.Zero(t, n.Agents[17])
	require.Zero(t, n.Agents[36])
	figures, err := play("general", samples, n.Agents)
	require.NoError(t, err)
	for slot := 18; slot < 36; slot++ {
		level, ok := figures[slot].Level()
		require.True(t, ok)
		require.GreaterOrEqual(t, level, 0.8, "half-hour %d", slot)
	}
	less := n.Agents
	for slot := range less {
		less[slot] -= less[slot] / 3
	}
	figures, err = play("general", samples, less)
	require.NoError(t, err)
	var sum Figures
	for _, f := range figures {
		sum = sum.Plus(f)
	}
	level, _ := sum.Level()
	require.Less(t, level, 0.8, "a third fewer do not")
}

// Where the callbacks of the night keep all agents busy until everyone who waits is led on, the service level says
// nothing of a half-hour: it needs more agents all the same.
func TestAHalfHourInWhichEveryoneIsLedOnNeedsMoreAgents(t *testing.T) {
	t.Parallel()
	d := starterDay(t, edited(t), 1)
	d.Profile.Roster, d.Profile.Calls, d.Profile.ByHour = nil, 300, map[int]float64{7: 100, 9: 60, 10: 60}
	visits, err := d.Visits(0, d.Profile.Calls)
	require.NoError(t, err)
	samples := []Sample{{d, visits}}
	n, err := Needs("general", samples)
	require.NoError(t, err)
	require.True(t, n.Confirmed)
	reckoned, err := play("general", samples, n.Reckoned)
	require.NoError(t, err)
	_, counted := reckoned[18].Level()
	require.False(t, counted, "with the agents of Erlang A nobody is answered")
	require.Positive(t, reckoned[18].Left)
	figures, err := play("general", samples, n.Agents)
	require.NoError(t, err)
	level, counted := figures[18].Level()
	require.True(t, counted)
	require.GreaterOrEqual(t, level, 0.8)
}
