package bolt_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/storetest"
)

// bucketsOf are the buckets that hold records of a kind; of those with hashed keys the one is empty.
var bucketsOf = map[store.Kind][]string{
	store.KindAccount: {"accounts", "accounts_hashed"}, store.KindTransaction: {"transactions", "transactions_hashed"},
	store.KindRefund: {"refunds", "refunds_hashed"}, store.KindLock: {"locks", "locks_hashed"},
	store.KindCall: {"calls"}, store.KindCase: {"cases"}, store.KindCode: {"codes"}, store.KindAudit: {"audit"},
	store.KindOutgoing: {"waiting"}, store.KindDelivery: {"deliveries"}, store.KindSession: {"sessions"}, store.KindSigningKey: {"signing_keys"}, store.KindAgent: {"agents"}, store.KindClosure: {"closures"}, store.KindToken: {"programs"},
	store.KindVersion: {"versions"}, store.KindRevision: {"revisions"}, store.KindInteraction: {"tickets"}, store.KindAgentState: {"seats"},
	store.KindInbox: {"acd_inbox"}, store.KindQueueRecord: {"visits"}, store.KindDayStats: {"stats"},
}

func TestADamagedRecordKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]struct {
		bolt.Options
		damage
	}{
		"readable":           {damage: flipped},
		"encrypted":          {bolt.Options{Key: testKey(1)}, flipped},
		"of a later release": {damage: later},
		"a changed key":      {damage: moved},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.RunDamaged(t, func(t *testing.T) storetest.Spoilable {
				path := newPath(t)
				var now *bolt.Store
				t.Cleanup(func() { require.NoError(t, now.Close()) })
				return storetest.Spoilable{
					Open: func(t *testing.T) store.Store {
						if now == nil {
							var err error
							now, err = bolt.Open(path, with.Options)
							require.NoError(t, err)
						}
						return now
					},
					Spoil: func(t *testing.T, kind store.Kind) {
						require.NoError(t, now.Close())
						now = nil
						spoil(t, path, with.damage, bucketsOf[kind]...)
					},
				}
			})
		})
	}
}

// damage changes a key, or what stands under it.
type damage struct {
	name string
	do   func(in *bbolt.Bucket, name string, key, sealed []byte) error
}

var flipped = damage{"a flipped byte", func(in *bbolt.Bucket, _ string, key, sealed []byte) error {
	sealed[len(sealed)-1] ^= 1
	return in.Put(key, sealed)
}}

// later is no damage, but cannot be read either: a record as a later release may write it.
var later = damage{"a record of a later release", func(in *bbolt.Bucket, name string, key, _ []byte) error {
	return in.Put(key, bolt.Sealed(name, key, []byte("[{}]")))
}}

var moved = rekeyed("a changed end of the key", func(key []byte) []byte {
	changed := bytes.Clone(key)
	changed[len(changed)-1] ^= 0x40
	return changed
})

var lost = damage{"an entry that leads to nothing", func(in *bbolt.Bucket, name string, key, _ []byte) error {
	nothing := append(bytes.Clone(key[:len(key)-1]), key[len(key)-1]+7)
	if err := in.Delete(key); err != nil {
		return err
	}
	return in.Put(nothing, bolt.Sealed(name, nothing, nil))
}}

// rekeyed is damage to a key.
func rekeyed(name string, change func(key []byte) []byte) damage {
	return damage{name, func(in *bbolt.Bucket, _ string, key, sealed []byte) error {
		if err := in.Delete(key); err != nil {
			return err
		}
		return in.Put(change(key), sealed)
	}}
}

// damages are those to a record or an entry under which all others must be found. keeps tells that what is damaged can
// be found as well, if it is an entry; hides, that nothing at its place tells that something was there.
var damages = []struct {
	damage
	keeps, hides bool
}{
	{damage: flipped, keeps: true},
	{damage: damage{"an empty record", func(in *bbolt.Bucket, _ string, key, _ []byte) error { return in.Put(key, nil) }}, keeps: true},
	{damage: moved},
	{damage: rekeyed("a changed beginning of the key", func(key []byte) []byte {
		changed := bytes.Clone(key)
		changed[0] ^= 1
		return changed
	}), hides: true},
	{damage: rekeyed("a short key", func([]byte) []byte { return []byte{'a'} }), hides: true},
	{damage: lost, hides: true},
}

// spoil damages the record in the middle of each bucket, and reports whether there was one.
func spoil(t *testing.T, path string, how damage, names ...string) (done bool) {
	t.Helper()
	change(t, path, func(tx *bbolt.Tx) error {
		for _, name := range names {
			in := tx.Bucket([]byte(name))
			cursor := in.Cursor()
			key, sealed := cursor.First()
			for range in.Stats().KeyN / 2 {
				key, sealed = cursor.Next()
			}
			if key == nil {
				continue
			}
			done = true
			if err := how.do(in, name, bytes.Clone(key), bytes.Clone(sealed)); err != nil {
				return err
			}
		}
		return nil
	})
	return done
}

// indexBuckets hold entries by which records are found.
var indexBuckets = []string{
	"calls_by_start", "call_index", "case_index", "visits_by_call", "accounts_by_phone", "transactions_by_account", "refunds_by_transaction",
	"call_index_hashed", "case_index_hashed", "accounts_by_phone_hashed", "transactions_by_account_hashed", "refunds_by_transaction_hashed",
}

// One damaged entry of an index keeps nobody from the others: each list lacks at most the record that it led to, which
// who must read all is told, and none lacks it as long as the entry's key is right. The check finds it, and a salvaged
// store has it again.
func TestADamagedEntryKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]bolt.Options{"readable": {}, "encrypted": {Key: testKey(1)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			s, err := bolt.Open(path, o)
			require.NoError(t, err)
			storetest.Threes(t, s)
			require.NoError(t, s.FoldAll())
			whole := map[string][]string{}
			for _, r := range storetest.Readings() {
				found, err := r.Read(t.Context(), s)
				require.NoError(t, err, r.Name)
				whole[r.Name] = found
			}
			require.NoError(t, s.Close())
			good, err := os.ReadFile(path)
			require.NoError(t, err)
			for _, in := range indexBuckets {
				for _, d := range damages {
					spoiltPath := newPath(t)
					require.NoError(t, os.WriteFile(spoiltPath, good, 0o600))
					if !spoil(t, spoiltPath, d.damage, in) {
						continue // its entries are in the other bucket
					}
					t.Run(fmt.Sprint(in, ", ", d.name), func(t *testing.T) {
						t.Parallel()
						found, err := bolt.Check(t.Context(), spoiltPath, o)
						require.NoError(t, err)
						require.NotEmpty(t, found)
						if d.name == flipped.name || d.name == lost.name { // each writes a new store, which takes its time
							requireMended(t, spoiltPath, o, whole, found)
						}
						requireOthers(t, spoiltPath, o, whole, d.keeps, d.hides)
					})
				}
			}
		})
	}
}

// requireOthers reads everything from a store in which an entry is damaged, and writes to it.
func requireOthers(t *testing.T, path string, o bolt.Options, whole map[string][]string, keeps, hides bool) {
	t.Helper()
	s := open(t, path, o)
	for _, r := range storetest.Readings() {
		found, err := r.Read(t.Context(), s)
		switch {
		case r.Complete && !keeps && !hides && err != nil:
			require.ErrorIs(t, err, store.ErrDamaged, r.Name)
			continue
		case r.Complete && !hides || keeps:
			require.Equal(t, whole[r.Name], found, r.Name)
		}
		require.NoError(t, err, r.Name)
		require.Subset(t, whole[r.Name], found, r.Name)
		require.GreaterOrEqual(t, len(found), len(whole[r.Name])-1, r.Name)
	}
	if !hides {
		storetest.RequireShared(t, s)
	}
	if keeps {
		storetest.GoOn(t, s)
	}
	removed, err := s.PruneCalls(t.Context(), instant.AddDate(10, 0, 0), 10)
	require.NoError(t, err)
	require.GreaterOrEqual(t, removed, 3)
}

// requireMended reads everything from what is salvaged of a store in which an entry is damaged, as was found.
func requireMended(t *testing.T, path string, o bolt.Options, whole map[string][]string, found []bolt.Damage) {
	t.Helper()
	to := newPath(t)
	left, err := bolt.Salvage(t.Context(), path, to, bolt.Options{}) // without a key, too
	require.NoError(t, err)
	require.Subset(t, found, left)
	found, err = bolt.Check(t.Context(), to, o)
	require.NoError(t, err)
	require.Empty(t, found)
	s := open(t, to, o)
	for _, r := range storetest.Readings() {
		found, err := r.Read(t.Context(), s)
		require.NoError(t, err, r.Name)
		require.Equal(t, whole[r.Name], found, r.Name)
	}
	require.NoError(t, s.Close())
	found, err = bolt.Check(t.Context(), to, o)
	require.NoError(t, err)
	require.Empty(t, found)
}

// An entry of the order of calls whose time has changed makes no young call an old one: retention goes by what the
// call's record says.
func TestAChangedTimeRemovesNoYoungCall(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	c := numbered("CA1", 0)
	c.Call.Began, c.Call.EndedAt = instant, instant
	require.NoError(t, s.Commit(t.Context(), c))
	require.NoError(t, s.Close())
	spoil(t, path, rekeyed("another time", func(key []byte) []byte {
		changed := bytes.Clone(key)
		changed[0] ^= 0x80 // what is long ago comes last
		return changed
	}), "calls_by_start")
	s = open(t, path, bolt.Options{})
	removed, err := s.PruneCalls(t.Context(), instant.AddDate(-1, 0, 0), 10)
	require.NoError(t, err)
	require.Zero(t, removed)
	_, _, err = s.Call(t.Context(), "CA1")
	require.NoError(t, err)
}
