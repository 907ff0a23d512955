package bolt_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, newPath(t), bolt.Options{}) })
}

func newPath(t testing.TB) string {
	return filepath.Join(t.TempDir(), "hotline.db")
}

func open(t testing.TB, path string, o bolt.Options) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}
