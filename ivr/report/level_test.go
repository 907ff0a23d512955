package report

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// A service level that misses its aim does not look as if it kept it, and each tenth of a percent is itself.
func TestServiceLevelsAreRoundedDown(t *testing.T) {
	t.Parallel()
	require.Equal(t, "79.9%", inTime(0.7996))
	for n := range 1001 {
		require.Equal(t, fmt.Sprintf("%d.%d%%", n/10, n%10), inTime(float64(n)/1000))
	}
}
