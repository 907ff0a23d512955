package serve

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// Callers go on with the menus that they began with, over a restart too.
func TestCallersKeepTheirMenus(t *testing.T) {
	t.Parallel()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, kept.Close()) }()
	clock := func() time.Time { return time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC) }
	began, err := menus.Load(starter.FS)
	require.NoError(t, err)
	_, err = live.New(t.Context(), PublisherConfig(kept, "1.0", clock, zerolog.Nop()), live.Menu{Menu: began})
	require.NoError(t, err)
	current, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	publisher, err := live.New(t.Context(), PublisherConfig(kept, "1.0", clock, zerolog.Nop()), live.Menu{Menu: current})
	require.NoError(t, err)

	callers := CallersMenus(publisher)
	require.Equal(t, current.Tree.Revision, callers.Current().Tree.Revision)
	require.Len(t, callers.Current().Queues, len(current.Queues))
	for range 2 { // made, then from memory
		again, err := callers.Revision(t.Context(), began.Tree.Revision)
		require.NoError(t, err)
		require.Len(t, again.Tree.Nodes, len(began.Tree.Nodes))
	}
	_, err = callers.Revision(t.Context(), "never")
	require.ErrorIs(t, err, store.ErrNotFound)
}
