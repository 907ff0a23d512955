package rehearse

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkDay plays a busy day: callers through the menu, and the day with as many agents as Erlang A
// reckons.
func BenchmarkDay(b *testing.B) {
	p := Usual()
	p.Calls = 20_000
	d := dayOf(b, okpayMenu(b), p, 1)
	for b.Loop() {
		visits, err := d.Visits(0, p.Calls)
		require.NoError(b, err)
		var staff []Duty
		for _, queue := range all {
			n, err := Needs(queue, []Sample{{d, visits}})
			require.NoError(b, err)
			staff = append(staff, d.Staff(queue, n.Agents)...)
		}
		_, err = d.Play(visits, staff)
		require.NoError(b, err)
	}
}
