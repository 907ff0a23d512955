package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	db "go.etcd.io/bbolt"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// spoilIndex changes the key of the first entry of the order of calls.
func spoilIndex(t *testing.T, path string) {
	t.Helper()
	file, err := db.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, file.Update(func(tx *db.Tx) error {
		in := tx.Bucket([]byte("calls_by_start"))
		key, sealed := in.Cursor().First()
		changed := bytes.Clone(key)
		changed[len(changed)-1] ^= 1
		sealed = bytes.Clone(sealed)
		return errors.Join(in.Delete(bytes.Clone(key)), in.Put(changed, sealed))
	}))
	require.NoError(t, file.Close())
}

func TestStoreCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "s.db")
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, demo.Fill(t.Context(), s, demoTime))
	require.NoError(t, s.Commit(t.Context(), store.Commit{
		Claim: store.StepKey{Call: "CA1", Step: "0"}, Call: ivr.Call{ID: "CA1", Began: demoTime, At: demoTime, EndedAt: demoTime}, Reply: []byte("<Response/>"),
	}))
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
	require.Contains(t, runIn(t, dir, "calls", "list").out, "CA1")
	spoilIndex(t, path)
	found = runIn(t, dir, "store", "check")
	require.Equal(t, 1, found.status)
	require.Regexp(t, "^calls_by_start\t[0-9a-f]{8}\tin its place\ncalls_by_start\t[0-9a-f]{8}\tmissing\n$", found.out)
	salvaged = runIn(t, dir, "store", "check", "--salvage", "mended.db")
	require.Contains(t, salvaged.out, "but for 0 records;", "its index is made anew")
	require.NotContains(t, runIn(t, dir, "calls", "list").out, "CA1")
	require.Zero(t, runIn(t, dir, "restore", "mended.db").status)
	require.Contains(t, runIn(t, dir, "calls", "list").out, "CA1")
	require.Zero(t, runIn(t, dir, "store", "check").status)
	nowhere := runIn(t, dir, "store", "check", "nowhere.db")
	require.Equal(t, 2, nowhere.status)
	require.Contains(t, nowhere.err, "there is no store at nowhere.db")
}
