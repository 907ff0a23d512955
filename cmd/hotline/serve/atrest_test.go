package serve

import (
	"bytes"
	"context"
	"encoding/base64"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// A server encrypts a readable store, goes on where one was stopped, and says how far it is.
func TestServerEncryptsItsStore(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, bolt.KeySize)
	path := filepath.Join(t.TempDir(), "hotline.db")
	begin := func(s config.Settings) *Hotline {
		opened, err := bolt.Open(path, bolt.Options{Key: s.Key.Bytes(), NextKey: s.KeyNext.Bytes()})
		require.NoError(t, err)
		t.Cleanup(func() { _ = opened.Close() })
		return &Hotline{Config: Config{Settings: s, Store: opened, Clock: time.Now, Log: zerolog.Nop()}}
	}
	h := begin(config.Settings{})
	require.NoError(t, h.Store.PutAgent(t.Context(), store.Agent{Name: "an"}))
	require.Equal(t, []string{"the store's records are readable to whoever has its file: set HOTLINE_KEY"}, h.atRest())
	require.NoError(t, h.encrypt(t.Context()), "there is no key")
	require.NoError(t, h.Store.Close())

	mine := config.Settings{Key: config.Secret(base64.StdEncoding.EncodeToString(key))}
	h = begin(mine)
	ctx, stop := context.WithCancel(t.Context())
	require.ErrorIs(t, h.Store.(*bolt.Store).Encrypt(ctx, key, func(bolt.Progress) { stop() }), context.Canceled)
	require.Equal(t, []string{"the store's records are being encrypted"}, h.atRest())
	require.NoError(t, h.Store.Close())

	h = begin(mine)
	require.NoError(t, h.encrypt(t.Context()))
	require.Equal(t, []string{"the store's file may still hold records from before it was encrypted: stop the hotline and run hotline store compact"}, h.atRest())
	require.NoError(t, h.Store.Close())
	_, err := bolt.Compact(t.Context(), path, bolt.Options{Key: key})
	require.NoError(t, err)
	h = begin(mine)
	require.Empty(t, h.atRest())

	next := bytes.Repeat([]byte{8}, bolt.KeySize)
	require.NoError(t, h.Store.(*bolt.Store).Rotate(t.Context(), next, nil))
	require.Equal(t, []string{"the store's key is HOTLINE_KEY_NEXT: put it in the place of HOTLINE_KEY"}, h.atRest())
	require.NoError(t, h.Store.Close())
	both := mine
	both.KeyNext = config.Secret(base64.StdEncoding.EncodeToString(next))
	require.Len(t, begin(both).atRest(), 1)
}
