package explore

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// spring is an instant whose year's holidays are known.
var spring = time.Date(2026, time.March, 3, 2, 0, 0, 0, time.UTC)

func BenchmarkExploreOKPAY(b *testing.B) {
	m, err := menus.Load(okpay.FS)
	require.NoError(b, err)
	for b.Loop() {
		g, _ := Explore(m, spring, Options{})
		b.ReportMetric(float64(g.States()), "states")
		b.ReportMetric(float64(len(g.Links)), "links")
		b.ReportMetric(float64(len(g.edges)), "edges")
		b.ReportMetric(float64(g.Steps), "steps")
		b.ReportMetric(float64(g.x.visits), "visits")
		b.ReportMetric(float64(len(g.x.known.sets)), "sets")
	}
}
