package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	db "go.etcd.io/bbolt"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/store/bolt"
)

func TestStoreCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "s.db")
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, demo.Fill(t.Context(), s, demoTime))
	require.NoError(t, s.Close())
	sound := runIn(t, dir, "store", "check")
	require.Zero(t, sound.status, sound.err)
	require.Contains(t, sound.out, "every record is as it was written")

	file, err := db.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, file.Update(func(tx *db.Tx) error {
		agents := tx.Bucket([]byte("agents"))
		key, sealed := agents.Cursor().First()
		spoilt := append([]byte(nil), sealed...)
		spoilt[len(spoilt)-1] ^= 1
		return agents.Put(append([]byte(nil), key...), spoilt)
	}))
	require.NoError(t, file.Close())
	found := runIn(t, dir, "store", "check")
	require.Equal(t, 1, found.status)
	require.Regexp(t, "^agents\t[0-9a-f]{8}\tin its place\n$", found.out)
	require.Contains(t, found.err, "--salvage FILE")

	copied := runIn(t, dir, "backup", "copy.db")
	require.Equal(t, 1, copied.status)
	require.Contains(t, copied.err, "hotline store check copy.db --salvage FILE")
	require.NotZero(t, runIn(t, dir, "restore", "copy.db").status)
	salvaged := runIn(t, dir, "store", "check", "copy.db", "--salvage", "good.db")
	require.Zero(t, salvaged.status, salvaged.err)
	require.Contains(t, salvaged.out, "good.db holds all of copy.db but for 1 records")
	require.Zero(t, runIn(t, dir, "restore", "good.db").status)
	require.Zero(t, runIn(t, dir, "store", "check").status)
	nowhere := runIn(t, dir, "store", "check", "nowhere.db")
	require.Equal(t, 2, nowhere.status)
	require.Contains(t, nowhere.err, "there is no store at nowhere.db")
}
