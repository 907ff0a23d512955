package bolt

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// listedCalls walks the calls that a filter finds, newest first, with what read
// makes of a call's id. limit and the other bounds are the filter's.
func listedCalls[T any](ctx context.Context, s *Store, f store.CallFilter, read func(tx *bbolt.Tx, id []byte) (T, error)) iter.Seq2[T, error] {
	in, begin, others := searchedCalls(f)
	type found struct {
		v      T
		at     []byte // its time, as keys have it
		wanted bool
	}
	all := walkFrom(ctx, s, in, begin, firstCall(begin, f), func(tx *bbolt.Tx, key []byte) (found, error) {
		place := key[len(begin):]
		if len(place) <= timeSize {
			return found{}, store.ErrDamaged
		}
		one := found{at: bytes.Clone(place[:timeSize])}
		var err error
		if one.wanted, err = hasTraits(tx, others, place); err != nil || !one.wanted {
			return one, err
		}
		one.v, err = read(tx, place[timeSize:])
		return one, err
	})
	return func(yield func(T, error) bool) {
		given := 0
		for one, err := range all {
			switch {
			case err == nil && !f.Since.IsZero() && bytes.Compare(one.at, descending(nil, f.Since)) > 0:
				return
			case err == nil && !one.wanted:
				continue
			}
			if given++; !yield(one.v, err) || given == f.Limit {
				return
			}
		}
	}
}

// searchedCalls returns the part of an index that has the fewest calls to look at,
// and the traits that are to be looked for in each.
func searchedCalls(f store.CallFilter) (in bucket, begin []byte, others [][]byte) {
	var wanted [][]byte
	for _, t := range f.Traits() {
		wanted = append(wanted, prefix(t.Of, t.Value))
	}
	if len(wanted) == 0 {
		return callsByStart, []byte{}, nil
	}
	return callIndex, wanted[0], wanted[1:]
}

// firstCall returns the key to begin at: that of the filter's end, or what follows
// the call that the list goes on after, whichever is later in the list.
func firstCall(begin []byte, f store.CallFilter) []byte {
	from := startAt(begin, f.Until)
	if f.After.ID == "" {
		return from
	}
	after := append(descending(bytes.Clone(begin), f.After.Began), f.After.ID+"\x00"...)
	if bytes.Compare(after, from) > 0 {
		return after
	}
	return from
}

// hasTraits reports whether the call at a place, its time and id, has all traits.
func hasTraits(tx *bbolt.Tx, traits [][]byte, place []byte) (bool, error) {
	for _, trait := range traits {
		if has, err := callIndex.has(tx, append(bytes.Clone(trait), place...)); err != nil || !has {
			return false, err
		}
	}
	return true, nil
}

// callTraits returns the keys under which a call is found.
func callTraits(c ivr.Call) [][]byte {
	var keys [][]byte
	for _, t := range store.CallTraits(c) {
		keys = append(keys, callKey(t.Of, t.Value, c))
	}
	return keys
}

func callKey(trait, value string, c ivr.Call) []byte {
	return append(prefix(trait, value), startKey(c)...)
}

// indexCall enters a call under its beginning and its traits, and takes it from
// under an earlier beginning. A trait that it had once stays.
func indexCall(tx *bbolt.Tx, c ivr.Call) error {
	before, err := load[callRecord](tx, calls, []byte(c.ID))
	known := err == nil && before.Call.Began.Equal(c.Began)
	switch {
	case err == nil && !known:
		if err := removeCall(tx, before.Call); err != nil {
			return err
		}
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	}
	var entered [][]byte
	if known {
		entered = callTraits(before.Call)
	} else if err := callsByStart.put(tx, startKey(c), nil); err != nil {
		return err
	}
	for _, key := range callTraits(c) {
		if slices.ContainsFunc(entered, func(old []byte) bool { return bytes.Equal(old, key) }) {
			continue
		}
		if err := callIndex.put(tx, key, nil); err != nil {
			return err
		}
	}
	return nil
}

// removeCall takes a call from the indexes.
func removeCall(tx *bbolt.Tx, c ivr.Call) error {
	for _, key := range callTraits(c) {
		if err := callIndex.remove(tx, key); err != nil {
			return err
		}
	}
	return callsByStart.remove(tx, startKey(c))
}

func startKey(c ivr.Call) []byte { return append(descending(nil, c.Began), c.ID...) }

// indexVisit enters the call of a stay under the queue. A call that cannot be read is
// found by its beginning only.
func indexVisit(tx *bbolt.Tx, v acd.QueueRecord) error {
	if v.Call == "" || v.Queue == "" {
		return nil
	}
	record, err := load[callRecord](tx, calls, []byte(v.Call))
	if err != nil {
		return nil
	}
	return callIndex.put(tx, callKey(store.OfQueue, v.Queue, record.Call), nil)
}
