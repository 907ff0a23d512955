package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseInstant(t *testing.T) {
	t.Parallel()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	want := time.Date(2026, 10, 1, 10, 0, 0, 0, shanghai)
	for _, text := range []string{"2026-10-01 10:00", "2026-10-01 10:00:00", "2026-10-01T10:00", "2026-10-01T10:00:00+08:00", "2026-10-01T02:00:00Z"} {
		got, err := parseInstant(text, shanghai)
		require.NoError(t, err)
		require.True(t, want.Equal(got), text)
	}
	for _, text := range []string{"", "noon", "2026-13-01", "01.10.2026"} {
		_, err := parseInstant(text, shanghai)
		require.ErrorAs(t, err, &unreadable{}, text)
	}
}

func TestClockRunsOnFromWhereItStarts(t *testing.T) {
	t.Parallel()
	clock := clockFrom(demoTime)
	first := clock()
	require.False(t, first.Before(demoTime))
	require.Less(t, first.Sub(demoTime), time.Minute)
	require.False(t, clock().Before(first))
}
