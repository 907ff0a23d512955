package ivr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
)

// Somebody is of an age from their birthday's first moment on, where they live.
func TestAge(t *testing.T) {
	t.Parallel()
	shanghai := time.FixedZone("CST", 8*60*60)
	for _, c := range []struct {
		born string
		now  time.Time
		is   bool
	}{
		{"1961-03-02", time.Date(2026, 3, 1, 23, 59, 59, 0, shanghai), false},
		{"1961-03-02", time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai), true},
		{"1961-03-02", time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC), false},
		{"1960-02-29", time.Date(2025, 2, 28, 12, 0, 0, 0, shanghai), false},
		{"1960-02-29", time.Date(2025, 3, 1, 0, 0, 0, 0, shanghai), true},
		{"", time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai), false},
		{"2.3.1961", time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai), false},
	} {
		require.Equal(t, c.is, ivr.Account{BirthDate: c.born}.IsAged(65, c.now), "%s at %v", c.born, c.now)
	}
}
