package tracing

import (
	"net/http"
	"path/filepath"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/bolt"
)

// Without a collector nothing is wrapped, so nothing costs anything.
func TestNothingIsTracedWithoutACollector(t *testing.T) {
	t.Parallel()
	none, err := New(t.Context(), "", "1.0", zerolog.Nop())
	require.NoError(t, err)
	require.Nil(t, none)
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, kept.Close()) }()
	require.Same(t, kept, none.Store(kept))
	client := &http.Client{}
	require.Same(t, client, none.Client(client))
	require.Nil(t, none.Outgoing())
	none.Mount(nil)
	none.Close()
}
