package bolt_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/storetest"
)

// What a store knows of itself is a handful of records: one that is damaged keeps nobody from the others, whether the
// file is opened as it is or salvaged first.
func TestADamagedRecordOfTheStoreItselfIsMended(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]bolt.Options{"readable": {}, "encrypted": {Key: testKey(1)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			s, err := bolt.Open(path, o)
			require.NoError(t, err)
			storetest.Threes(t, s)
			_, version, err := s.ACD(t.Context())
			require.NoError(t, err)
			require.NoError(t, s.BeginStats(t.Context(), store.StatsBegin{Read: version, Since: instant}))
			whole := readAll(t, s)
			require.NoError(t, s.Close())
			good, err := os.ReadFile(path)
			require.NoError(t, err)
			var keys []string
			change(t, path, func(tx *bbolt.Tx) error {
				return tx.Bucket([]byte("meta")).ForEach(func(key, _ []byte) error { keys = append(keys, string(key)); return nil })
			})
			require.Subset(t, keys, []string{"announcing", "audit chain", "calls indexed", "floor", "folded", "ledger", "schema", "stats"})
			for _, key := range keys {
				spoilt := newPath(t)
				require.NoError(t, os.WriteFile(spoilt, good, 0o600))
				change(t, spoilt, func(tx *bbolt.Tx) error {
					in := tx.Bucket([]byte("meta"))
					sealed := bytes.Clone(in.Get([]byte(key)))
					return flipped.do(in, "meta", []byte(key), sealed)
				})
				t.Run(key, func(t *testing.T) {
					t.Parallel()
					salvaged := newPath(t)
					left, err := bolt.Salvage(t.Context(), spoilt, salvaged, bolt.Options{})
					require.NoError(t, err)
					require.Len(t, left, 1)
					requireGoesOn(t, salvaged, o, whole)
					if key == "schema" { // of what layout the rest is cannot be known
						_, err = bolt.Open(spoilt, o)
						require.ErrorIs(t, err, store.ErrDamaged)
						return
					}
					requireGoesOn(t, spoilt, o, whole)
				})
			}
		})
	}
}

func readAll(t *testing.T, s store.Store) map[string][]string {
	t.Helper()
	whole := map[string][]string{}
	for _, r := range storetest.Readings() {
		found, err := r.Read(t.Context(), s)
		require.NoError(t, err, r.Name)
		whole[r.Name] = found
	}
	return whole
}

// requireGoesOn reads everything from a store, and writes to it; what is new to the ACD has a name of its own.
func requireGoesOn(t *testing.T, path string, o bolt.Options, whole map[string][]string) {
	t.Helper()
	s := open(t, path, o)
	require.Equal(t, whole, readAll(t, s))
	chain, err := s.AuditChain(t.Context())
	require.NoError(t, err)
	storetest.GoOn(t, s)
	next, wrong, err := store.VerifyAudit(t.Context(), s)
	require.NoError(t, err)
	require.Empty(t, wrong)
	require.Greater(t, next.Head.Sequence, chain.Head.Sequence)
	_, _, err = s.StatsSince(t.Context())
	require.NoError(t, err)
	counted, err := s.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.Stats{Accounts: 6, Transactions: 3, Refunds: 3}, counted)
}

// Of a file with a damaged page all is salvaged but what was on the page, or, of the few pages that hold the places of
// others, what these hold.
func TestADamagedPageCostsWhatWasOnIt(t *testing.T) {
	t.Parallel()
	good := filled(t)
	const size, most = 4096, damagedRows / 10
	places := 0
	for page := 2; page < len(good)/size; page += 2 {
		data := bytes.Clone(good)
		for i := range size {
			data[page*size+i] ^= 0x5a
		}
		path, to := newPath(t), newPath(t)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		if _, err := bolt.Salvage(t.Context(), path, to, bolt.Options{}); err != nil {
			places++
			continue
		}
		s := open(t, to, bolt.Options{})
		found := 0
		for row := range payments(damagedRows) {
			if _, err := s.Transaction(t.Context(), row.Transaction.ID.Reveal()); err == nil {
				found++
			}
		}
		if found == 0 {
			places++
			continue
		}
		require.Greater(t, found, damagedRows-most, "page %d", page)
	}
	require.Less(t, places, len(good)/size/6) // a third of those tried
}
