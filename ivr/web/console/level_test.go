package console

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd/dispatch"
)

// A service level that misses its aim does not look as if it kept it, and each whole percent is itself.
func TestServiceLevelsAreRoundedDown(t *testing.T) {
	t.Parallel()
	row := queueRowOf(dispatch.QueueStatus{Level: 0.796, Target: 0.8}, time.Time{})
	require.Equal(t, 79, row.Percent)
	require.Equal(t, "warn", row.Mark)
	require.Equal(t, 80, queueRowOf(dispatch.QueueStatus{Level: 0.8, Target: 0.8}, time.Time{}).Percent)
	for n := range 101 {
		require.Equal(t, n, queueRowOf(dispatch.QueueStatus{Level: float64(n) / 100, Target: 0.8}, time.Time{}).Percent)
	}
}
