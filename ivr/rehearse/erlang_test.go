package rehearse

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/rehearse/erlang"
)

// mmn returns a day of a queue as Erlang sees it: always open, calls at random from ten to one o'clock,
// exponential talks, agents who take calls at once and wrap nothing up.
func mmn(t *testing.T, q erlang.Queue, seed uint64) *Day {
	m := edited(t,
		"start: welcome", "start: general_queue", `mon-fri: "09:00-18:00", calendar: CN, makeup_days: open`, `mon-fri: "08:00-20:00"`,
		"nobody_after: 2m, max_wait: 10m", "max_wait: 4h, full_at: 100000, service_level: 80% in 21s",
		"connecting: { zh-CN: 正在为您接通人工，请稍候。", "connecting: { zh-CN: …",
	)
	p := Usual()
	p.Calls, p.ByHour = int(math.Round(q.Rate*3*3600)), map[int]float64{10: 1, 11: 1, 12: 1}
	p.Callers = Callers{Patience: Always(4 * time.Hour)}
	if q.Patience > 0 {
		p.Callers.Patience = Exponential(q.Patience)
	}
	p.Agents = Agents{Answer: Always(0), Talk: Exponential(q.Handling - joining), WrapUp: Always(0)}
	p.Roster = roster(t, q.Agents, "00:00-24:00", "general")
	return dayOf(t, m, p, seed)
}

// measured is what a queue came to in one day, while it was as busy as Erlang has it for ever.
type measured struct{ waits, level, wait, abandoned, occupancy float64 }

func measure(t *testing.T, q erlang.Queue, seed uint64) measured {
	var f Figures
	for _, slot := range played(t, mmn(t, q, seed)).Queues["general"][21:26] { // the first half-hour fills the queue
		f = f.Plus(slot)
	}
	waited, sum := f.Abandoned, 0.0
	for _, w := range f.Waits {
		if sum += (w - joining).Seconds(); w > joining {
			waited++
		}
	}
	level, _ := f.Level()
	gaveUp, _ := f.GaveUp()
	busy, _ := f.Occupancy()
	return measured{float64(waited) / float64(f.Offered), level, sum / float64(len(f.Waits)), gaveUp, busy}
}

// The real ACD, given Poisson calls, exponential talks and one queue, comes to what Erlang C and A say: the
// mean of some days lies within four standard errors, and a hundredth for what a day of three hours
// cannot show.
func TestACDAgreesWithErlang(t *testing.T) {
	t.Parallel()
	const minute, days = time.Minute, 6
	for _, q := range []erlang.Queue{
		{Agents: 2, Rate: 1.0 / 120, Handling: 2 * minute},
		{Agents: 6, Rate: 4.5 / 120, Handling: 2 * minute},
		{Agents: 15, Rate: 12.0 / 120, Handling: 2 * minute},
		{Agents: 3, Rate: 3.3 / 120, Handling: 2 * minute, Patience: minute},
		{Agents: 10, Rate: 9.5 / 120, Handling: 2 * minute, Patience: 3 * minute},
		{Agents: 20, Rate: 22.5 / 120, Handling: 2 * minute, Patience: 2 * minute}, // more than they can take
	} {
		t.Run(fmt.Sprintf("%d agents, %.1f erlangs, patience %s", q.Agents, q.Load(), q.Patience), func(t *testing.T) {
			t.Parallel()
			want, ok := q.Figures(20 * time.Second)
			require.True(t, ok)
			var got []measured
			for seed := range uint64(days) {
				got = append(got, measure(t, q, seed))
			}
			agree(t, "share who wait", want.Waits, got, func(m measured) float64 { return m.waits })
			agree(t, "service level", want.Level, got, func(m measured) float64 { return m.level })
			agree(t, "share who give up", want.Abandoned, got, func(m measured) float64 { return m.abandoned })
			agree(t, "occupancy", want.Occupancy, got, func(m measured) float64 { return m.occupancy })
			if q.Patience == 0 { // in handling times, which makes it a number like the others
				agree(t, "wait", want.Wait.Seconds()/120, got, func(m measured) float64 { return m.wait / 120 })
			}
		})
	}
}

func agree(t *testing.T, what string, want float64, got []measured, of func(measured) float64) {
	t.Helper()
	n, sum, squares := float64(len(got)), 0.0, 0.0
	for _, m := range got {
		sum += of(m)
		squares += of(m) * of(m)
	}
	mean := sum / n
	spread := math.Sqrt(max(0, squares/n-mean*mean) / (n - 1))
	require.InDelta(t, want, mean, 4*spread+0.01, "%s: Erlang says %.4f, the ACD comes to %.4f ± %.4f", what, want, mean, spread)
	require.Less(t, spread, 0.1, "%s: too few calls to say", what)
}
