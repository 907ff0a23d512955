package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// listedCalls walks the calls that a filter finds, newest first: those in memory, as live
// makes of them, among those of the file, as read makes of a call's id.
func listedCalls[T any](
	ctx context.Context, s *callStore, f store.CallFilter,
	live func(foundCall) T, read func(tx *bbolt.Tx, id []byte) (T, error),
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		left, err := s.searchLive(ctx, f)
		if err != nil {
			yield(*new(T), err)
			return
		}
		given := 0
		give := func(v T, err error) bool {
			given++
			return yield(v, err) && err == nil && given != f.Limit
		}
		known := map[string]bool{} // also those that the filter does not find now
		for _, call := range left {
			known[call.ID] = true
		}
		left = slices.DeleteFunc(left, func(c foundCall) bool { return !c.wanted })
		for place, one := range searchFile(ctx, s, f, known, read) {
			for one.err == nil && len(left) > 0 && bytes.Compare(left[0].place, place) < 0 {
				if !give(live(left[0]), nil) {
					return
				}
				left = left[1:]
			}
			if !give(one.v, one.err) {
				return
			}
		}
		for _, call := range left {
			if !give(live(call), nil) {
				return
			}
		}
	}
}

// foundCall is a call in memory as it was when it was looked for.
type foundCall struct {
	ivr.Call
	place  []byte // its beginning and id, as keys have them
	traits []string
	inFile bool // whether the file may know of further traits
	wanted bool
}

// searchLive gives the calls in memory, newest first, and whether a filter finds each.
func (s *callStore) searchLive(ctx context.Context, f store.CallFilter) ([]foundCall, error) {
	var found []foundCall
	for _, call := range s.live.all() {
		_, err := s.peek(ctx, call.id, func(c *liveCall) error {
			if c.Call.ID != "" {
				found = append(found, foundCall{Call: c.Call, place: startKey(c.Call), traits: c.traits, inFile: c.folded > 0 || c.Older})
			}
			return nil
		})
		if err != nil && !errors.Is(err, store.ErrDamaged) {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b foundCall) int { return bytes.Compare(a.place, b.place) })
	_, begin, others := searchedCalls(f)
	wanted := others
	if len(begin) > 0 {
		wanted = append(others, begin)
	}
	from := firstCall(nil, f)
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		for i := range found {
			c := &found[i]
			if bytes.Compare(c.place, from) < 0 || tooEarly(f, c.place) {
				continue
			}
			var err error
			if c.wanted, err = c.has(tx, wanted); err != nil && (f.MustRead || !errors.Is(err, store.ErrDamaged)) {
				return err
			}
		}
		return nil
	})
	return found, err
}

// has reports whether a call in memory has all traits. That it was in a queue the file may
// know better.
func (c foundCall) has(tx *bbolt.Tx, traits [][]byte) (bool, error) {
	for _, trait := range traits {
		if slices.Contains(c.traits, string(trait)) {
			continue
		}
		if !c.inFile && !bytes.HasPrefix(trait, prefix(store.OfQueue)) {
			return false, nil
		}
		if has, err := traitIndex.has(tx, slices.Concat(trait, c.place)); err != nil || !has {
			return false, err
		}
	}
	return true, nil
}

// tooEarly reports whether a call began before the filter's beginning.
func tooEarly(f store.CallFilter, place []byte) bool {
	return !f.Since.IsZero() && bytes.Compare(place[:timeSize], descending(nil, f.Since)) > 0
}

// readOne is what was read of a call, or why it was not.
type readOne[T any] struct {
	v   T
	err error
}

// searchFile walks the calls of the file that a filter finds, with their places, newest
// first, but for those that are known otherwise.
func searchFile[T any](
	ctx context.Context, s *callStore, f store.CallFilter, known map[string]bool, read func(tx *bbolt.Tx, id []byte) (T, error),
) iter.Seq2[[]byte, readOne[T]] {
	in, begin, others := searchedCalls(f)
	type found struct {
		v      T
		place  []byte
		wanted bool
	}
	of := span{in: in.entries, begin: begin, from: firstCall(begin, f), strict: f.MustRead}
	all := walk(ctx, s.file, of, func(tx *bbolt.Tx, e entry) (found, error) {
		place, err := in.place(e.key)
		if err == nil {
			err = in.believe(tx, e)
		}
		if err != nil {
			return found{}, err
		}
		one := found{place: bytes.Clone(place)}
		if known[string(place[timeSize:])] {
			return one, nil
		}
		if one.wanted, err = hasTraits(tx, others, place); err != nil || !one.wanted {
			return one, err
		}
		one.v, err = read(tx, place[timeSize:])
		return one, orGone(tx, place, err)
	})
	return func(yield func([]byte, readOne[T]) bool) {
		for one, err := range all {
			switch {
			case err == nil && tooEarly(f, one.place):
				return
			case err == nil && !one.wanted:
				continue
			}
			if !yield(one.place, readOne[T]{one.v, err}) {
				return
			}
		}
	}
}

// orGone makes of a call that is not found one that is damaged, if its beginning says that it should be there. Other
// entries of a call that was removed may be left: of what it was about before.
func orGone(tx *bbolt.Tx, place []byte, err error) error {
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	begun, err := callsByStart.has(tx, place)
	if err == nil && !begun {
		return store.ErrNotFound
	}
	return errors.Join(fmt.Errorf("%s: a record is gone: %w", calls, store.ErrDamaged), err)
}

// searchedCalls returns the part of an index that has the fewest calls to look at,
// and the traits that are to be looked for in each.
func searchedCalls(f store.CallFilter) (in index, begin []byte, others [][]byte) {
	var wanted [][]byte
	for _, t := range f.Traits() {
		wanted = append(wanted, prefix(t.Of, t.Value))
	}
	if len(wanted) == 0 {
		return startIndex, []byte{}, nil
	}
	return traitIndex, wanted[0], wanted[1:]
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
		if has, err := traitIndex.has(tx, append(bytes.Clone(trait), place...)); err != nil || !has {
			return false, err
		}
	}
	return true, nil
}

// sameTraits reports whether two states of a call are found by the same.
func sameTraits(a, b ivr.Call) bool {
	var of [2]ivr.Masked
	for i, c := range []ivr.Call{a, b} {
		if c.Account != nil {
			of[i] = c.Account.ID
		}
	}
	return of[0] == of[1] && a.From == b.From && a.Queue == b.Queue && a.Case == b.Case && maps.Equal(a.Cases, b.Cases)
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

// indexCall enters a call under its beginning and under all traits that it ever had, and
// takes it from under an earlier beginning. What it was found by before stays.
func indexCall(tx *bbolt.Tx, c ivr.Call, traits []string) error {
	before, err := readCall(tx, c.ID)
	switch {
	case err == nil && !before.Call.Began.Equal(c.Began):
		if err := removeCall(tx, before.Call); err != nil {
			return err
		}
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	}
	if err := callsByStart.put(tx, startKey(c), nil); err != nil {
		return err
	}
	for _, t := range traits {
		if err := callIndex.put(tx, append([]byte(t), startKey(c)...), nil); err != nil {
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

// indexVisit enters a call under the queue of a stay of it. A call that cannot be read is
// found by its beginning only.
func indexVisit(tx *bbolt.Tx, v acd.QueueRecord, callOf func(tx *bbolt.Tx, id string) (callRecord, error)) error {
	if v.Call == "" || v.Queue == "" {
		return nil
	}
	record, err := callOf(tx, v.Call)
	if err != nil {
		return nil
	}
	return callIndex.put(tx, callKey(store.OfQueue, v.Queue, record.Call), nil)
}
