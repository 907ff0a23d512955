package live

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// Two processes start at once on an empty store and publish one version; what one of
// them reloads is live in the other within two seconds, and stays so.
func TestProcessesPublishToEachOther(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	url := postgrestest.Start(t).Database(t)
	of := newFixture(t)
	processes := make([]*Publisher, 2)
	var starting, adopting sync.WaitGroup
	for i := range processes {
		kept, err := postgres.Open(ctx, url, postgres.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, kept.Close()) })
		starting.Go(func() {
			c := of.config()
			c.Store = kept
			first, err := Last(ctx, kept, of.load)
			if err == nil {
				processes[i], err = New(ctx, c, first)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
	for _, p := range processes {
		require.Equal(t, 1, p.Live().Version.Number, "one of them has published it")
		adopting.Go(func() { _ = p.Adopt(ctx) })
	}
	defer adopting.Wait()
	defer stop()
	of.say("What else?")
	require.NoError(t, processes[0].Reload(ctx, "", "boss"))
	require.Equal(t, 2, processes[0].Live().Version.Number)
	require.Eventually(t, func() bool { return processes[1].Live().Version.Number == 2 }, 2*time.Second, 20*time.Millisecond)
	require.Equal(t, processes[0].Current().Tree.Revision, processes[1].Current().Tree.Revision)
	require.NoError(t, processes[1].Rollback(ctx, "1", "boss"))
	require.Eventually(t, func() bool { return processes[0].Live().Version.Number == 3 }, 2*time.Second, 20*time.Millisecond)
}
