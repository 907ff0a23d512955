package bolt

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// page is how many records one read transaction of a long list takes: a
// transaction must not last while a slow reader consumes it.
const page = 128

// The bounds of a sweep: how many keys one transaction looks at, and how many
// it mends.
const (
	portion = 4096
	fixes   = 512
)

// walk gives the keys under begin in order, page by page, with what read makes
// of each; what read does not find is passed over.
func walk[T any](ctx context.Context, s *file, b bucket, begin []byte, read func(tx *bbolt.Tx, key []byte) (T, error)) iter.Seq2[T, error] {
	return walkFrom(ctx, s, b, begin, begin, read)
}

// walkFrom is walk from a key on.
func walkFrom[T any](ctx context.Context, s *file, b bucket, begin, from []byte, read func(tx *bbolt.Tx, key []byte) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for from := from; from != nil; {
			var found []T
			err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
				found, from, err = readPage(tx, b, begin, from, read)
				return err
			})
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, v := range found {
				if !yield(v, nil) {
					return
				}
			}
		}
	}
}

// startAt is where what happened then or before begins, among keys of the newest
// first; of the zero time, where all of it does.
func startAt(begin []byte, then time.Time) []byte {
	if then.IsZero() {
		return begin
	}
	return descending(bytes.Clone(begin), then)
}

// readPage reads a page of records, and gives the key to go on from, or nil.
func readPage[T any](tx *bbolt.Tx, b bucket, begin, from []byte, read func(*bbolt.Tx, []byte) (T, error)) ([]T, []byte, error) {
	_, from, err := b.at(tx, from)
	if err != nil {
		return nil, nil, err
	}
	b, in, begin, err := b.under(tx, begin)
	if err != nil {
		return nil, nil, err
	}
	var found []T
	cursor := in.Cursor()
	for key, sealed := cursor.Seek(from); key != nil && bytes.HasPrefix(key, begin); key, sealed = cursor.Next() {
		if len(found) == page {
			return found, bytes.Clone(key), nil
		}
		if _, err := b.open(tx, key, sealed); err != nil {
			return nil, nil, err
		}
		v, err := read(tx, key)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		found = append(found, v)
	}
	return found, nil, nil
}

// sweep looks at all keys of a bucket and calls fix, which may write, with the
// chosen ones, in transactions short enough for calls to go on between.
func (s *file) sweep(ctx context.Context, b bucket, chosen func(key []byte) bool, fix func(*bbolt.Tx, []byte) error) error {
	for from := []byte{}; from != nil; {
		var keys [][]byte
		err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
			keys, from, err = choose(tx, b, from, chosen)
			return err
		})
		if err != nil {
			return err
		}
		if err := s.fixAll(ctx, keys, fix); err != nil {
			return err
		}
	}
	return nil
}

func (s *file) fixAll(ctx context.Context, keys [][]byte, fix func(*bbolt.Tx, []byte) error) error {
	if len(keys) == 0 {
		return nil
	}
	return s.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
		for _, key := range keys {
			if err := fix(tx, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// choose gives up to a page of chosen keys out of one portion, and the key to
// go on from, or nil.
func choose(tx *bbolt.Tx, b bucket, from []byte, chosen func([]byte) bool) ([][]byte, []byte, error) {
	_, in, from, err := b.under(tx, from)
	if err != nil {
		return nil, nil, err
	}
	var keys [][]byte
	seen := 0
	cursor := in.Cursor()
	for key, _ := cursor.Seek(from); key != nil; key, _ = cursor.Next() {
		if seen == portion || len(keys) == fixes {
			return keys, bytes.Clone(key), nil
		}
		if seen++; chosen(key) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	return keys, nil, nil
}
