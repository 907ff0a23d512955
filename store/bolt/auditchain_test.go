package bolt_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// audited is a closed store with five entries in its audit.
func audited(t *testing.T) string {
	t.Helper()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	for i, who := range []string{"an", "bo", "cy", "di", "el"} {
		require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{At: instant.Add(time.Duration(i) * time.Minute), Who: who}))
	}
	require.NoError(t, s.Close())
	return path
}

// What somebody does to the file shows, also when every checksum is right.
func TestChangedAuditShows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do   func(audit *bbolt.Bucket, keys [][]byte) error // the newest is first
		want []string
	}{
		"nothing":         {func(*bbolt.Bucket, [][]byte) error { return nil }, nil},
		"one removed":     {func(a *bbolt.Bucket, k [][]byte) error { return a.Delete(k[2]) }, []string{"entry 3 is missing"}},
		"the first":       {func(a *bbolt.Bucket, k [][]byte) error { return a.Delete(k[4]) }, []string{"entry 1 is missing"}},
		"the last ones":   {func(a *bbolt.Bucket, k [][]byte) error { _ = a.Delete(k[0]); return a.Delete(k[1]) }, []string{"entries 4 to 5 are missing"}},
		"the first named": {rewritten(4, "an", "xx"), []string{"entry 2 does not follow what is there: entry 1, or it itself, is not what was written"}},
		"the last named":  {rewritten(0, "el", "xx"), []string{"entry 5, the last, is not what was written"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := audited(t)
			change(t, path, func(tx *bbolt.Tx) error {
				a := tx.Bucket([]byte("audit"))
				var keys [][]byte
				_ = a.ForEach(func(k, _ []byte) error { keys = append(keys, bytes.Clone(k)); return nil })
				return test.do(a, keys)
			})
			_, wrong, err := store.VerifyAudit(t.Context(), open(t, path, bolt.Options{}))
			require.NoError(t, err)
			require.Equal(t, test.want, wrong)
		})
	}
}

// rewritten changes a word of an entry, and its checksum.
func rewritten(n int, from, to string) func(*bbolt.Bucket, [][]byte) error {
	return func(a *bbolt.Bucket, keys [][]byte) error {
		payload := bytes.Replace(a.Get(keys[n])[4:], []byte(from), []byte(to), 1)
		return a.Put(keys[n], sealedAs("audit", string(keys[n]), string(payload)))
	}
}

// Entries of an earlier release are the chain's beginning.
func TestAuditOfAnEarlierReleaseIsChained(t *testing.T) {
	t.Parallel()
	path := audited(t)
	withoutChain := func(tx *bbolt.Tx) error {
		a := tx.Bucket([]byte("audit"))
		var keys, records [][]byte
		_ = a.ForEach(func(k, v []byte) error {
			keys, records = append(keys, bytes.Clone(k)), append(records, bytes.Clone(v[4:bytes.Index(v, []byte(`,"Sequence"`))]))
			return nil
		})
		for i, key := range keys {
			if err := a.Put(key, sealedAs("audit", string(key), string(records[i])+"}")); err != nil {
				return err
			}
		}
		return tx.Bucket([]byte("meta")).Delete([]byte("audit chain"))
	}
	change(t, path, withoutChain)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{At: instant, Who: "new"}))
	chain, wrong, err := store.VerifyAudit(t.Context(), s)
	require.NoError(t, err)
	require.Empty(t, wrong)
	require.Equal(t, 5, chain.Older)
	require.Equal(t, 1, chain.Head.Sequence)
	require.NoError(t, s.Close())

	change(t, path, func(tx *bbolt.Tx) error {
		a := tx.Bucket([]byte("audit"))
		key, record := a.Cursor().First()
		payload := bytes.Replace(record[4:], []byte("el"), []byte("xx"), 1)
		return a.Put(bytes.Clone(key), sealedAs("audit", string(key), string(payload)))
	})
	_, wrong, err = store.VerifyAudit(t.Context(), open(t, path, bolt.Options{}))
	require.NoError(t, err)
	require.Equal(t, []string{"an entry from before there was a chain is not what was written"}, wrong)
}
