package process

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A server goes on at a signal while its terminal is there, and ends when that
// is closed.
func TestAServerEndsWithItsTerminal(t *testing.T) {
	t.Parallel()
	signalled, asked := make(chan os.Signal), 0
	ctx, stop := untilGone(t.Context(), signalled, func() bool { asked++; return asked == 2 })
	defer stop()
	signalled <- syscall.SIGHUP
	require.NoError(t, ctx.Err())
	signalled <- syscall.SIGHUP
	<-ctx.Done()
	require.Equal(t, 2, asked)
}
