package bolt

import (
	"bytes"
	"context"
	"errors"
	"iter"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// callRecord is a call and the length of its journal.
type callRecord struct {
	Call    ivr.Call
	Entries int
}

// Call gives a call and the length of its journal.
func (s *Store) Call(ctx context.Context, id string) (ivr.Call, int, error) {
	record, err := loadOne[callRecord](ctx, s, calls, id)
	return record.Call, record.Entries, err
}

// Reply gives the answer stored for a claim.
func (s *Store) Reply(ctx context.Context, c store.StepKey) ([]byte, error) {
	var reply []byte
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		reply, err = readReply(tx, c)
		return err
	})
	return reply, err
}

func claimKey(c store.StepKey) []byte { return append(prefix(c.Call), c.Step...) }

// tokenKey holds the call too: a token comes in a header that is not signed,
// and must not open another call's answers.
func tokenKey(c store.StepKey) []byte { return append(prefix(c.Call), c.Token...) }

// readReply gives a copy of the answer stored for a claim.
func readReply(tx *bbolt.Tx, c store.StepKey) ([]byte, error) {
	key := claimKey(c)
	if c.Token != "" {
		byToken, err := tokens.get(tx, tokenKey(c))
		switch {
		case err == nil:
			key = byToken
		case !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
	}
	reply, err := claims.get(tx, key)
	return bytes.Clone(reply), err
}

// Journal gives all entries of a call, in order.
func (s *Store) Journal(ctx context.Context, call string) ([]store.Entry, error) {
	if _, _, err := s.Call(ctx, call); err != nil {
		return nil, err
	}
	var entries []store.Entry
	for entry, err := range walk(ctx, s, journal, prefix(call), func(tx *bbolt.Tx, key []byte) (store.Entry, error) {
		return load[store.Entry](tx, journal, key)
	}) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// ListCalls gives calls by their beginning, newest first.
func (s *Store) ListCalls(ctx context.Context, f store.CallFilter) iter.Seq2[ivr.Call, error] {
	return listedCalls(ctx, s, f, func(tx *bbolt.Tx, id []byte) (ivr.Call, error) {
		record, err := load[callRecord](tx, calls, id)
		return record.Call, err
	})
}

// Journals gives calls as they were recorded, newest first.
func (s *Store) Journals(ctx context.Context, f store.CallFilter) iter.Seq2[store.RecordedCall, error] {
	return listedCalls(ctx, s, f, func(tx *bbolt.Tx, id []byte) (store.RecordedCall, error) {
		record, err := calls.get(tx, id)
		return s.tape(ctx, string(id), bytes.Clone(record)), err
	})
}

// tape is a call with its record as it is in the file.
func (s *Store) tape(ctx context.Context, id string, record []byte) store.RecordedCall {
	return store.RecordedCall{
		Call: id,
		Way: func() (store.CallSummary, error) {
			kept, err := store.Decode[struct{ Call store.CallSummary }](record)
			return kept.Call, err
		},
		Entries: func() iter.Seq2[store.Entry, error] { return s.entries(ctx, id) },
	}
}

// entries reads a journal at once, and decodes it bit by bit.
func (s *Store) entries(ctx context.Context, call string) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		var payloads [][]byte
		err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
			payloads, err = sealedJournal(tx, call)
			return err
		})
		if err != nil {
			yield(store.Entry{}, err)
			return
		}
		for _, payload := range payloads {
			if entry, err := store.Decode[store.Entry](payload); !yield(entry, err) || err != nil {
				return
			}
		}
	}
}

// sealedJournal gives copies of a journal's records.
func sealedJournal(tx *bbolt.Tx, call string) ([][]byte, error) {
	in, err := journal.of(tx)
	if err != nil {
		return nil, err
	}
	var payloads [][]byte
	cursor, of := in.Cursor(), prefix(call)
	for key, sealed := cursor.Seek(of); key != nil && bytes.HasPrefix(key, of); key, sealed = cursor.Next() {
		payload, err := journal.open(tx, key, sealed)
		if err != nil {
			return nil, err
		}
		payloads = append(payloads, bytes.Clone(payload))
	}
	return payloads, nil
}

// Code gives the one-time code of a call.
func (s *Store) Code(ctx context.Context, call string) (store.Code, error) {
	return loadOne[store.Code](ctx, s, codes, call)
}

// Lock gives the zero Lock for a key never counted.
func (s *Store) Lock(ctx context.Context, key string) (store.Lock, error) {
	lock, err := loadOne[store.Lock](ctx, s, locks, key)
	if errors.Is(err, store.ErrNotFound) {
		return store.Lock{}, nil
	}
	return lock, err
}

// Revision gives a menu folder as it was.
func (s *Store) Revision(ctx context.Context, id string) (store.Revision, error) {
	return loadOne[store.Revision](ctx, s, revisions, id)
}

// loadOne reads one record in a transaction of its own.
func loadOne[T any](ctx context.Context, s *Store, b bucket, key string) (T, error) {
	var v T
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		v, err = load[T](tx, b, []byte(key))
		return err
	})
	return v, err
}
