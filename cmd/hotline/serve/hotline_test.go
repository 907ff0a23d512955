package serve

import (
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// database is a store that is no file of the hotline's own.
type database struct{ store.Store }

// The metrics can be read, whatever the store is: that of the bytes written is a file's.
func TestMetricsOfAnyStore(t *testing.T) {
	t.Parallel()
	menu, err := menus.Load(starter.FS)
	require.NoError(t, err)
	for name, counts := range map[string]bool{"file": true, "database": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, file.Close()) })
			kept := store.Store(file)
			if !counts {
				kept = database{file}
			}
			s := config.Settings{PublicURL: "https://hotline.example.com", AccountSID: "AC00000000000000000000000000000000", AuthToken: "invented", Number: "+861000000000"}
			h, err := New(t.Context(), Config{Settings: s, Store: kept, First: live.Menu{Menu: menu}, Clock: time.Now, Log: zerolog.Nop()})
			require.NoError(t, err)
			found, err := h.Service.Registry.Gather()
			require.NoError(t, err)
			counted := false
			for _, metric := range found {
				counted = counted || metric.GetName() == "hotline_store_written_bytes_total"
			}
			require.Equal(t, counts, counted)
		})
	}
}

// The error of an address that is in use names the setting and the flag to change.
func TestAnAddressThatIsTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	_, err = Listen(l.Addr().String(), "HOTLINE_ADDR", "--addr")
	require.ErrorContains(t, err, "is in use by another program")
	require.ErrorContains(t, err, "--addr 127.0.0.1:")
	_, err = Listen("nowhere", "HOTLINE_OPS_ADDR", "--ops-addr")
	require.ErrorContains(t, err, "HOTLINE_OPS_ADDR cannot be listened on")
	require.Equal(t, "127.0.0.1:8081", elsewhere("nowhere"))
	require.Equal(t, "localhost:8081", elsewhere("localhost:8080"))
}
