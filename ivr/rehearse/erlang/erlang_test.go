package erlang

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The loads at which one call in a hundred is lost, from the table of the Erlang B formula in ITU-D
// SG 2, Teletraffic Engineering Handbook, and in every textbook since.
func TestErlangBAgreesWithItsTable(t *testing.T) {
	t.Parallel()
	for n, load := range map[int]float64{1: 0.0101, 2: 0.153, 5: 1.36, 10: 4.46, 20: 12.03, 30: 20.34, 50: 37.90, 100: 84.06} {
		require.InDelta(t, 0.01, Blocking(n, load), 0.0001, "%d agents", n)
	}
}

// 360 calls in half an hour, four minutes each, 55 agents: the worked example of M. Tanner,
// The Erlang-C Formula (Mitan Ltd).
func TestErlangCAgreesWithTannersExample(t *testing.T) {
	t.Parallel()
	q := Queue{Agents: 55, Rate: 360.0 / 1800, Handling: 4 * time.Minute}
	f, ok := q.Figures(15 * time.Second)
	require.True(t, ok)
	require.InDelta(t, 48, q.Load(), 1e-9)
	require.InDelta(t, 0.239, f.Waits, 0.0005)
	require.InDelta(t, 8.2, f.Wait.Seconds(), 0.05)
	require.InDelta(t, 0.846, f.Level, 0.0005)
	require.InDelta(t, 0.873, f.Occupancy, 0.0005)
}

// 48 calls a minute of one minute each, 50 agents, and a patience of two minutes: table 1 of
// O. Garnett, A. Mandelbaum and M. Reiman, Designing a Call Center with Impatient Customers,
// Manufacturing & Service Operations Management 4 (2002), which sets Erlang C beside Erlang A.
func TestErlangAAgreesWithGarnettMandelbaumAndReiman(t *testing.T) {
	t.Parallel()
	q := Queue{Agents: 50, Rate: 48.0 / 60, Handling: time.Minute}
	patient, ok := q.Figures(20 * time.Second)
	require.True(t, ok)
	require.InDelta(t, 20.8, patient.Wait.Seconds(), 0.05)
	require.InDelta(t, 0.96, patient.Occupancy, 0.005)
	q.Patience = 2 * time.Minute
	f, ok := q.Figures(20 * time.Second)
	require.True(t, ok)
	require.InDelta(t, 0.031, f.Abandoned, 0.0005)
	require.InDelta(t, 3.7, f.Wait.Seconds(), 0.05)
	require.InDelta(t, 0.93, f.Occupancy, 0.005)
}

// With patience without end Erlang A is Erlang C, and with none it is Erlang B.
func TestErlangALiesBetweenCAndB(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3, 12, 60, 250} {
		q := Queue{Agents: n, Rate: 0.9 * float64(n) / 200, Handling: 200 * time.Second}
		patient, _ := q.Figures(20 * time.Second)
		q.Patience = 2e6 * time.Second
		nearly, _ := q.Figures(20 * time.Second)
		require.InDelta(t, patient.Waits, nearly.Waits, 0.002, "%d agents", n)
		require.InDelta(t, patient.Level, nearly.Level, 0.002, "%d agents", n)
		q.Patience = time.Millisecond
		lost, _ := q.Figures(20 * time.Second)
		require.InDelta(t, Blocking(n, q.Load()), lost.Abandoned, 0.001, "%d agents", n)
	}
}

// The figures of Erlang A are those of its birth-and-death process, added up state by state.
func TestErlangAIsItsBirthAndDeathProcess(t *testing.T) {
	t.Parallel()
	for _, q := range []Queue{
		{Agents: 1, Rate: 0.004, Handling: 3 * time.Minute, Patience: time.Minute},
		{Agents: 10, Rate: 0.05, Handling: 4 * time.Minute, Patience: 2 * time.Minute},
		{Agents: 40, Rate: 0.3, Handling: 3 * time.Minute, Patience: 5 * time.Minute}, // more than the agents can take
		{Agents: 300, Rate: 1.2, Handling: 4 * time.Minute, Patience: 90 * time.Second},
	} {
		behind := byStates(q)
		waits, abandoned := 0.0, 0.0
		for before, p := range behind {
			waits += p
			abandoned += p * float64(before) / q.Patience.Seconds() / q.Rate
		}
		for _, within := range []time.Duration{5 * time.Second, 20 * time.Second, 2 * time.Minute} {
			f, ok := q.Figures(within)
			require.True(t, ok)
			require.InDelta(t, waits, f.Waits, 1e-6)
			require.InDelta(t, abandoned, f.Abandoned, 1e-6)
			require.InDelta(t, levelByStates(q, behind, within.Seconds()), f.Level, 2e-4, "%d agents, %s", q.Agents, within)
		}
	}
}

// levelByStates is the service level of callers who come while as many wait before them as often as behind
// says. A caller who never gave up would move up whenever an agent is free or one before them gives up:
// still holds, by how many are before them, how likely they still wait.
func levelByStates(q Queue, behind []float64, within float64) float64 {
	const steps = 20_000
	step, leaving := within/steps, 1/q.Patience.Seconds()
	still := make([]float64, len(behind))
	waiting := func() (sum float64) {
		for before, p := range behind {
			sum += p * still[before]
		}
		return sum
	}
	waits := 0.0
	for before, p := range behind {
		still[before], waits = 1, waits+p
	}
	soon, gone, last := 1-waits, 0.0, waits
	for i := range steps {
		for before := range still {
			if i%2 == 0 { // by turns from either end, so that what each way errs cancels out
				before = len(still) - 1 - before
			}
			moves := float64(q.Agents)/q.Handling.Seconds() + float64(before)*leaving
			ahead := 0.0
			if before > 0 {
				ahead = still[before-1]
			}
			still[before] += (ahead - still[before]) * -math.Expm1(-moves*step)
		}
		now, patient := waiting(), math.Exp(-leaving*step*(float64(i)+0.5)) // of the callers at that time
		soon += patient * (last - now)
		gone += patient * leaving * step * (last + now) / 2
		last = now
	}
	return soon / (1 - gone)
}

// byStates returns how often all agents are busy while so many callers wait.
func byStates(q Queue) (behind []float64) {
	weight, top, sum := 0.0, 0.0, 0.0 // weight is a logarithm
	var logs []float64
	for k := 0; k < q.Agents || weight > top-40; k++ {
		logs, top = append(logs, weight), max(top, weight)
		ends := float64(min(k+1, q.Agents))/q.Handling.Seconds() + float64(max(0, k+1-q.Agents))/q.Patience.Seconds()
		weight += math.Log(q.Rate / ends)
	}
	for _, l := range logs {
		sum += math.Exp(l - top)
	}
	for _, l := range logs[q.Agents:] {
		behind = append(behind, math.Exp(l-top)/sum)
	}
	return behind
}

// The agents needed are the fewest: one less does not keep the level.
func TestAgentsNeededAreTheFewest(t *testing.T) {
	t.Parallel()
	for _, patience := range []time.Duration{0, 30 * time.Second, 3 * time.Minute} {
		for _, calls := range []float64{2, 30, 400} {
			q := Queue{Rate: calls / 1800, Handling: 260 * time.Second, Patience: patience}
			q.Agents = Needed(q, 0.8, 20*time.Second)
			f, ok := q.Figures(20 * time.Second)
			require.True(t, ok)
			require.GreaterOrEqual(t, f.Level, 0.8)
			q.Agents--
			if f, ok = q.Figures(20 * time.Second); ok {
				require.Less(t, f.Level, 0.8)
			}
		}
	}
	require.Zero(t, Needed(Queue{Handling: time.Minute}, 0.8, time.Second))
}
