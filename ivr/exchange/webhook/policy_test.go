package webhook

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	usual := policy{total: 15 * time.Second, read: 15 * time.Second, retries: 1, on: []string{"ct"}}
	require.Equal(t, usual, parsePolicy(""))
	require.Equal(t, usual, parsePolicy("tt=99999&rt=1&rc=-1&ct=1000&e=ashburn"))
	require.Equal(t, usual, parsePolicy("%zz"))
	set := parsePolicy("tt=9000&rt=3000&rc=2&rp=4xx,rt")
	require.Equal(t, policy{total: 9 * time.Second, read: 3 * time.Second, retries: 2, on: []string{"4xx", "rt"}}, set)
	require.True(t, set.covers("rt"))
	require.False(t, set.covers("ct"))
	require.True(t, parsePolicy("rp=all").covers("5xx"))
}
