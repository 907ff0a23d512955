package bolt_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"iter"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/storetest"
)

// testKey is an operator's key.
func testKey(n byte) []byte { return bytes.Repeat([]byte{n}, bolt.KeySize) }

func TestEncryptedStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, newPath(t), bolt.Options{Key: testKey(1)})
	})
}

// A store that is being encrypted, with its records in both places.
func TestStoreThatIsBeingEncrypted(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		s := open(t, newPath(t), bolt.Options{})
		require.NoError(t, s.BeginEncryption(t.Context(), testKey(1)))
		return s
	})
}

// The values that must not be found in an encrypted file.
const (
	seenPhone       = "+8613900007777"
	seenOtherPhone  = "+8613900008888"
	seenName        = "Zhang Secretname"
	seenEmail       = "zhang.secret@example.com"
	seenAccount     = "ACCT-SECRET-1"
	seenTransaction = "77889900112233"
	seenNote        = "the customer's private note"
	seenReply       = "<Response>private words</Response>"
)

var seen = []string{seenPhone, seenOtherPhone, seenName, seenEmail, seenAccount, seenTransaction, seenNote, seenReply}

// fill writes each of the values wherever a store keeps it.
func fill(t *testing.T, s *bolt.Store, call string) {
	t.Helper()
	ctx := t.Context()
	account := ivr.Account{ID: seenAccount, Name: seenName, Email: seenEmail, Phone: seenPhone, Language: "zh-CN"}
	rows := []store.Row{
		{Account: &account}, {Account: &ivr.Account{ID: seenAccount + "b", Phone: seenPhone, Language: "zh-CN"}},
		{Transaction: &ivr.Transaction{ID: seenTransaction, Account: seenAccount, Time: instant, Counterparty: seenName}},
		{Refund: &ivr.Refund{ID: seenTransaction + "1", Transaction: seenTransaction, Submitted: instant}},
	}
	require.NoError(t, s.Import(ctx, rowsOf(rows), nil))
	require.NoError(t, s.Announce(ctx, true))
	c := numbered(call, 0)
	c.Call.From, c.Call.Account, c.Reply = seenPhone, &account, []byte(seenReply)
	c.Claim.Token = "token of " + call
	c.Events[0].Event = ivr.Input{Digits: seenTransaction}
	c.Locks = []store.LockChange{{Key: "codes " + seenPhone + " " + seenAccount + call}}
	c.Outgoing = []store.Outgoing{{ID: "out" + call, Call: call, Task: store.SendText{To: seenOtherPhone, Body: seenNote}}}
	c.ACD = []acd.Event{acd.CallBack{Call: call, Queue: "general", Number: seenPhone}}
	c.Cases = []store.CaseChange{{Open: &store.Case{
		Number: "1" + call, Kind: "refund", Call: call, Account: seenAccount, Transaction: seenTransaction, Caller: seenPhone, Opened: instant,
	}}}
	require.NoError(t, s.Commit(ctx, c))
	_, err := s.NoteCase(ctx, "1"+call, store.Note{At: instant, By: "an", Text: seenNote})
	require.NoError(t, err)
}

// requireFilled proves that all that fill has written is found in every way.
func requireFilled(t *testing.T, s *bolt.Store, calls ...string) {
	t.Helper()
	ctx := t.Context()
	found, err := s.AccountsByPhone(ctx, seenPhone, 0)
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, seenName, found[0].Name.Reveal())
	list, err := s.Transactions(ctx, seenAccount, store.Filter{})
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = s.RefundOf(ctx, seenTransaction)
	require.NoError(t, err)
	for shared, err := range s.SharedPhones(ctx) {
		require.NoError(t, err)
		require.Equal(t, store.SharedPhone{Phone: seenPhone, Accounts: 2}, shared)
	}
	for _, f := range []store.CaseFilter{{}, {Caller: seenPhone}, {Account: seenAccount}, {Transaction: seenTransaction}} {
		count := 0
		for c, err := range s.ListCases(ctx, f) {
			require.NoError(t, err)
			require.Equal(t, seenNote, c.Notes[0].Text)
			count++
		}
		require.Equal(t, len(calls), count, f)
	}
	for _, call := range calls {
		entries, err := s.Journal(ctx, call)
		require.NoError(t, err)
		require.Equal(t, ivr.Input{Digits: seenTransaction}, entries[0].Event)
		reply, err := s.Reply(ctx, store.StepKey{Call: call, Step: "0", Token: "token of " + call})
		require.NoError(t, err)
		require.Equal(t, seenReply, string(reply))
		lock, err := s.Lock(ctx, "codes "+seenPhone+" "+seenAccount+call)
		require.NoError(t, err)
		require.Equal(t, 1, lock.Version)
	}
	var listed []string
	for c, err := range s.ListCalls(ctx, store.CallFilter{Ending: "7777", Account: "ET-1"}) {
		require.NoError(t, err)
		listed = append(listed, c.ID)
	}
	require.ElementsMatch(t, calls, listed)
}

func requireUnreadable(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, value := range seen {
		require.False(t, bytes.Contains(content, []byte(value)), "%q is in the file", value)
	}
}

func TestEncryptedFileHoldsNothingReadable(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path, bolt.Options{Key: testKey(1)})
	fill(t, s, "CA1")
	requireFilled(t, s, "CA1")
	require.NoError(t, s.Close())
	requireUnreadable(t, path) // and without a compaction: nothing was ever readable
}

func TestStoreIsEncryptedWhileItIsUsed(t *testing.T) {
	t.Parallel()
	path, key := newPath(t), bolt.Options{Key: testKey(1)}
	s := open(t, path, bolt.Options{})
	fill(t, s, "CA1")
	require.NoError(t, s.Close())

	calls, broken := []string{"CA1"}, 0
	for finished := false; !finished; { // broken off again and again
		s = open(t, path, key)
		requireFilled(t, s, calls...)
		ctx, stop := context.WithCancel(t.Context())
		parts := 0
		err := s.Encrypt(ctx, testKey(1), func(bolt.Progress) {
			if parts++; parts == 7 {
				stop()
			}
		})
		stop()
		if finished = err == nil; !finished {
			require.ErrorIs(t, err, context.Canceled)
			requireFilled(t, s, calls...)
			calls = append(calls, fmt.Sprint("CA", len(calls)+1))
			fill(t, s, calls[len(calls)-1])
		}
		broken++
		requireFilled(t, s, calls...)
		require.NoError(t, s.Close())
	}
	require.Greater(t, broken, 4)
	requireAtRest(t, path, key, bolt.AtRest{Encrypted: true, Readable: true})

	sizes, err := bolt.Compact(t.Context(), path, key)
	require.NoError(t, err)
	require.Less(t, sizes.After, sizes.Before)
	requireUnreadable(t, path)
	requireAtRest(t, path, key, bolt.AtRest{Encrypted: true})
	requireFilled(t, open(t, path, key), calls...)
}

func requireAtRest(t *testing.T, path string, o bolt.Options, want bolt.AtRest) {
	t.Helper()
	s := open(t, path, o)
	at, err := s.AtRest(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, at)
	require.NoError(t, s.Close())
}

func TestKeyIsRotated(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path, bolt.Options{Key: testKey(1)})
	fill(t, s, "CA1")
	ctx, stop := context.WithCancel(t.Context())
	require.ErrorIs(t, s.Rotate(ctx, testKey(2), func(bolt.Progress) { stop() }), context.Canceled)
	fill(t, s, "CA2")
	require.NoError(t, s.Close())

	_, err := bolt.Open(path, bolt.Options{Key: testKey(1)})
	require.ErrorIs(t, err, bolt.ErrKey)
	s = open(t, path, bolt.Options{Key: testKey(1), NextKey: testKey(2)}) // as after a kill
	requireFilled(t, s, "CA1", "CA2")
	require.NoError(t, s.Encrypt(t.Context(), testKey(2), nil)) // goes on
	requireFilled(t, s, "CA1", "CA2")
	fill(t, s, "CA3")
	require.NoError(t, s.Rotate(t.Context(), nil, nil)) // the data key alone
	require.NoError(t, s.Close())
	requireUnreadable(t, path)
	requireFilled(t, open(t, path, bolt.Options{Key: testKey(2)}), "CA1", "CA2", "CA3")
}

func TestEncryptedStoreNeedsItsKey(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path, bolt.Options{Key: testKey(1)})
	fill(t, s, "CA1")
	require.NoError(t, s.Close())
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, key := range [][]byte{nil, testKey(2)} {
		_, err := bolt.Open(path, bolt.Options{Key: key})
		require.ErrorIs(t, err, bolt.ErrKey)
		require.NotContains(t, err.Error(), "\n")
		_, err = bolt.Compact(t.Context(), path, bolt.Options{Key: key})
		require.ErrorIs(t, err, bolt.ErrKey)
	}
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.NoError(t, bolt.Verify(t.Context(), path)) // checksums need no key
}

// A readable record that is put in an encrypted one's place, and an encrypted one that is
// put at another key, are damaged.
func TestEncryptedRecordIsNotReplaced(t *testing.T) {
	t.Parallel()
	for name, put := range map[string][]byte{
		"readable":    sealedAs("cases", "1CA1", `{"Number":"1CA1","Caller":"+8613911112222"}`),
		"another key": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			s := open(t, path, bolt.Options{Key: testKey(1)})
			fill(t, s, "CA1")
			fill(t, s, "CA2")
			require.NoError(t, s.Close())
			change(t, path, func(tx *bbolt.Tx) error {
				in, record := tx.Bucket([]byte("cases")), put
				if record == nil { // with a checksum that is right for its new place
					other := in.Get([]byte("1CA2"))
					record = sealedAs("cases encrypted", "1CA1", string(other[4:]))
				}
				return in.Put([]byte("1CA1"), record)
			})
			s = open(t, path, bolt.Options{Key: testKey(1)})
			_, err := s.Case(t.Context(), "1CA1")
			require.ErrorIs(t, err, store.ErrDamaged)
			_, err = s.Case(t.Context(), "1CA2")
			require.NoError(t, err)
		})
	}
}

// sealedAs is a record with the checksum of its place.
func sealedAs(bucket, key, payload string) []byte {
	sum := crc32.Checksum([]byte(bucket+"\x00"+key+"\x00"+payload), crc32.MakeTable(crc32.Castagnoli))
	return append(binary.BigEndian.AppendUint32(nil, sum), payload...)
}

var instant = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func rowsOf(rows []store.Row) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}
