package bolt

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// condensing is how far the bucket of steps was gone through for calls that have ended.
type condensing struct {
	mu     sync.Mutex // held while calls are condensed
	from   []byte     // the key in the bucket to go on from
	passed []string   // calls before it that were not over
}

// journalRecord is a condensed journal.
type journalRecord struct{ Events []store.Entry }

// CondenseCalls implements [store.Condenser]. A step holds the whole call and its answer, which take
// ten times the room of what happened. Steps are gone through in the order in which they were
// taken, up to the first call that ended later than before.
func (s *keepStore) CondenseCalls(ctx context.Context, before time.Time, limit int) (condensed int, more bool, err error) {
	c := &s.calls.condensing
	c.mu.Lock()
	defer c.mu.Unlock()
	s.calls.foldAll() // what has ended is in its record then
	work := condense{s: s.calls, before: before, held: map[string]*liveCall{}}
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		more, err = work.choose(tx, limit)
		return err
	})
	if err != nil || len(work.ids) == 0 {
		return 0, more, err
	}
	w := newWork(context.Background())
	w.write, w.finish = work.write, work.finish
	if _, err := s.run(w); err != nil {
		c.passed = append(c.passed, work.ids...)
		return 0, false, err
	}
	return work.done, more, nil
}

// choose chooses at most limit calls that ended before the instant, and notes how far it has come. more
// tells that it has not come to the end.
func (c *condense) choose(tx *bbolt.Tx, limit int) (more bool, err error) {
	c.ids = nil
	far, seen, passed := &c.s.condensing, map[string]bool{}, []string(nil)
	for _, id := range far.passed {
		seen[id] = true
		if ended := c.endedAt(tx, id); len(c.ids) < limit && !ended.IsZero() && ended.Before(c.before) {
			c.ids = append(c.ids, id)
		} else {
			passed = append(passed, id)
		}
	}
	in, err := steps.of(tx)
	if err != nil {
		return false, err
	}
	from, looked, cursor := far.from, 0, in.Cursor()
	key, _ := cursor.Seek(from)
	for ; key != nil && len(c.ids) < limit && looked < portion; key, _ = cursor.Next() {
		looked++
		if _, call, ok := splitStepKey(key); ok && !seen[string(call)] {
			id := string(call)
			switch ended := c.endedAt(tx, id); {
			case ended.IsZero():
				passed = append(passed, id)
			case ended.Before(c.before):
				c.ids = append(c.ids, id)
			default: // what follows ended later, but for a few
				far.from, far.passed = from, passed
				return false, nil
			}
			seen[id] = true
		}
		from = append(bytes.Clone(key), 0)
	}
	far.from, far.passed = from, passed
	return key != nil, nil
}

// endedAt is when a call ended that is in its record alone; zero when it goes on, or cannot be read.
func (c *condense) endedAt(tx *bbolt.Tx, id string) time.Time {
	type part struct{ Call struct{ EndedAt time.Time } }
	if c.s.live.find(id) != nil {
		return time.Time{}
	}
	payload, err := calls.get(tx, []byte(id))
	if err != nil || !isPacked(payload) {
		return time.Time{}
	}
	record, err := unpack[part](payload)
	if err != nil {
		return time.Time{}
	}
	return record.Call.EndedAt
}

// condense is what one transaction condenses.
type condense struct {
	s      *callStore
	before time.Time
	ids    []string
	held   map[string]*liveCall // by id: nobody else writes them until finish
	done   int
}

func (c *condense) write(tx *bbolt.Tx) error {
	c.done = 0
	for _, id := range c.ids {
		if !c.hold(id) {
			continue // it has been asked for meanwhile: another time
		}
		switch condensed, err := condenseCall(tx, id, c.before); {
		case err != nil:
			return err
		case condensed:
			c.done++
		}
	}
	return nil
}

// hold keeps a call from being written by others, and reports whether nobody else has it.
func (c *condense) hold(id string) bool {
	if c.held[id] != nil {
		return true // by an earlier try of this transaction
	}
	call := c.s.live.enter(id)
	if !call.mu.TryLock() {
		return false
	}
	defer call.mu.Unlock()
	if call.gone || call.busy || call.loaded || len(call.Steps) > 0 {
		return false
	}
	call.busy = true
	c.held[id] = call
	return true
}

// finish frees the calls for others, and forgets what was read of them meanwhile: it may be out of date.
func (c *condense) finish(error) {
	for id, call := range c.held { //nolint:maprange // each for itself
		call.mu.Lock()
		call.busy, call.loaded, call.callRecord = false, false, callRecord{}
		call.folded, call.known, call.reply, call.traits, call.damage, call.lost = 0, nil, nil, nil, nil, nil
		c.s.settle(call)
		delete(c.held, id)
	}
}

// condenseCall puts a call's journal in the place of its steps. A call that cannot be read as a
// whole is left as it is.
func condenseCall(tx *bbolt.Tx, id string, before time.Time) (bool, error) {
	record, err := readCall(tx, id)
	if err != nil || record.Older || !record.Call.Ended() || !record.Call.EndedAt.Before(before) || len(record.Steps) == 0 {
		return false, nil
	}
	all, whole := wholeJournal(tx, record)
	if !whole {
		return false, nil
	}
	if record.Condensed == 0 {
		record.Condensed = record.Steps[0]
	}
	err = all.put(tx, stepKey(record.Condensed, id))
	if errors.Is(err, errTooLarge) { // its steps stay: each can be read
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, seq := range record.Steps {
		if err := steps.remove(tx, stepKey(seq, id)); err != nil {
			return false, err
		}
	}
	record.Steps = nil
	record.Call = store.CondensedCall(record.Call)
	return true, writeCall(tx, &record)
}

// wholeJournal reads a call's journal, and reports whether all of it can be read.
func wholeJournal(tx *bbolt.Tx, record callRecord) (all journalRecord, whole bool) {
	found, err := journalAt(tx, record.Call.ID, placeOf(record))
	if err != nil {
		return all, false
	}
	for entry, err := range found.entries() {
		if err != nil || entry.Seq != len(all.Events) {
			return all, false
		}
		all.Events = append(all.Events, entry)
	}
	return all, len(all.Events) == record.Entries
}

func (r *journalRecord) put(tx *bbolt.Tx, key []byte) error {
	payload, err := pack(nil, r)
	if err != nil {
		return err
	}
	in, err := journals.of(tx)
	if err != nil {
		return err
	}
	in.FillPercent = 1 // they come nearly in order
	return journals.put(tx, key, payload)
}

// condensedJournal reads a condensed journal. One that is not there is store.ErrDamaged.
func condensedJournal(tx *bbolt.Tx, key []byte) ([]store.Entry, error) {
	payload, err := journals.get(tx, key)
	if err != nil {
		return nil, errors.Join(store.ErrDamaged, err)
	}
	record, err := unpack[journalRecord](payload)
	if err != nil {
		return nil, errors.Join(store.ErrDamaged, err)
	}
	return record.Events, nil
}
