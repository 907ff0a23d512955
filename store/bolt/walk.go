package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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

// entry is a key of a bucket as it is in the file, and what stands under it. It is valid until the transaction ends.
type entry struct {
	in          bucket
	key, sealed []byte
}

// sound reports whether the checksum of an entry is right.
func (e entry) sound() bool {
	_, err := e.in.check(e.key, e.sealed)
	return err == nil
}

// readEntry reads the record that stands under a key.
func readEntry[T any](tx *bbolt.Tx, e entry) (T, error) {
	payload, err := e.in.open(tx, e.key, e.sealed)
	if err != nil {
		return *new(T), err
	}
	return decode[T](e.in, payload)
}

// span is what a list walks: the keys of a bucket that begin so, in order.
type span struct {
	in    bucket
	begin []byte
	from  []byte // the key to begin at; nil for all of them
	// strict lists end at what is damaged. Others pass over it: it keeps nobody from the rest.
	strict bool
}

// first returns the key to begin at, which is never nil.
func (s span) first() []byte {
	if s.from != nil {
		return s.from
	}
	return append([]byte{}, s.begin...)
}

// walk gives what read makes of each key of a span, page by page; what read does not find is passed over.
func walk[T any](ctx context.Context, s *file, of span, read func(tx *bbolt.Tx, e entry) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for from := of.first(); from != nil; {
			var found []T
			err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
				found, from, err = readPage(tx, of, from, read)
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

// readPage reads a page of a span, and gives the key to go on from, or nil.
func readPage[T any](tx *bbolt.Tx, of span, from []byte, read func(*bbolt.Tx, entry) (T, error)) ([]T, []byte, error) {
	_, from, err := of.in.at(tx, from)
	if err != nil {
		return nil, nil, err
	}
	now, in, begin, err := of.in.under(tx, of.begin)
	if err != nil {
		return nil, nil, err
	}
	var found []T
	cursor := in.Cursor()
	for key, sealed := cursor.Seek(from); key != nil; key, sealed = cursor.Next() {
		e := entry{now, key, sealed}
		within := bytes.HasPrefix(key, begin)
		if !within && e.sound() {
			break
		}
		if len(found) == page {
			return found, bytes.Clone(key), nil
		}
		var v T
		err := fmt.Errorf("%s: a key among others: %w", now, store.ErrDamaged) // that was changed stands where it stood
		if within {
			v, err = read(tx, e)
		}
		switch {
		case err == nil:
			found = append(found, v)
		case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrDamaged) && !of.strict:
		default:
			return nil, nil, err
		}
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
