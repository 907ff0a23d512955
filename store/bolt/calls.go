package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Call gives a call and the length of its journal.
func (s *callStore) Call(ctx context.Context, id string) (ivr.Call, int, error) {
	record, err := s.record(ctx, id)
	return record.Call, record.Entries, err
}

// CallFor gives the call that a step goes on from, unless the step was taken before.
func (s *callStore) CallFor(ctx context.Context, c store.StepKey) (call ivr.Call, entries int, err error) {
	look := func(live *liveCall, reply []byte, err error) error {
		switch {
		case err == nil:
			return &store.Claimed{Reply: reply}
		case !errors.Is(err, store.ErrNotFound):
			return err
		case live.Call.ID == "":
			return store.ErrNotFound
		}
		call, entries = live.Call, live.Entries
		return live.damage
	}
	found, err := s.peek(ctx, c.Call, func(live *liveCall) error {
		reply, err := s.replyOf(ctx, live, c)
		return look(live, reply, err)
	})
	if found || err != nil {
		return call, entries, err
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		live := liveCall{id: c.Call}
		if err := live.load(tx); err != nil {
			return err
		}
		reply, err := live.replyIn(tx, c)
		return look(&live, reply, err)
	})
	return call, entries, err
}

// record gives what is known of a call: from memory, or else from its record.
func (s *callStore) record(ctx context.Context, id string) (record callRecord, err error) {
	found, err := s.peek(ctx, id, func(c *liveCall) error {
		record = c.callRecord
		return c.damage
	})
	if err != nil {
		return callRecord{}, err
	}
	if !found {
		err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
			record, err = readWhole(tx, id)
			return err
		})
	}
	return record, err
}

// readWhole reads a call's record. A call whose last step is lost is store.ErrDamaged.
func readWhole(tx *bbolt.Tx, id string) (callRecord, error) {
	record, err := readCall(tx, id)
	if err != nil || len(record.Steps) == 0 {
		return record, err
	}
	last, err := steps.get(tx, stepKey(record.Steps[len(record.Steps)-1], id))
	if err != nil || len(last) == 0 {
		return callRecord{}, errors.Join(store.ErrDamaged, err)
	}
	return record, nil
}

// Reply gives the answer stored for a claim.
func (s *callStore) Reply(ctx context.Context, c store.StepKey) (reply []byte, err error) {
	found, err := s.peek(ctx, c.Call, func(call *liveCall) (err error) {
		reply, err = s.replyOf(ctx, call, c)
		return err
	})
	if found || err != nil {
		return reply, err
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		call := liveCall{id: c.Call}
		if err := call.load(tx); err != nil {
			return err
		}
		reply, err = call.replyIn(tx, c)
		return err
	})
	return reply, err
}

// replyOf gives the answer of a call in memory to a claim. Its lock is held.
func (s *callStore) replyOf(ctx context.Context, call *liveCall, c store.StepKey) (reply []byte, err error) {
	at := call.answered(c)
	switch {
	case at < 0 && !call.Older:
		return nil, store.ErrNotFound
	case at >= 0 && at == len(call.known)-1 && call.damage == nil:
		return call.reply, nil
	}
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		reply, err = call.replyIn(tx, c)
		return err
	})
	return reply, err
}

// replyIn reads the answer to a claim.
func (c *liveCall) replyIn(tx *bbolt.Tx, claim store.StepKey) ([]byte, error) {
	at := c.answered(claim)
	switch {
	case at >= 0:
		step, err := readStep[stepAnswer](tx, c.Steps[at], c.id)
		return step.Reply, err
	case c.Older:
		return readReply(tx, claim)
	}
	return nil, store.ErrNotFound
}

func claimKey(c store.StepKey) []byte { return append(prefix(c.Call), c.Step...) }

// tokenKey holds the call too: a token comes in a header that is not signed,
// and must not open another call's answers.
func tokenKey(c store.StepKey) []byte { return append(prefix(c.Call), c.Token...) }

// readReply gives a copy of the answer that an earlier release stored for a claim.
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
func (s *callStore) Journal(ctx context.Context, call string) ([]store.Entry, error) {
	if _, _, err := s.Call(ctx, call); err != nil {
		return nil, err
	}
	var entries []store.Entry
	for entry, err := range s.entries(ctx, call, s.journalOf) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// ListCalls gives calls by their beginning, newest first. A damaged record stays where it is, for its call's next
// step to find: the call would else hear old answers again.
func (s *callStore) ListCalls(ctx context.Context, f store.CallFilter) iter.Seq2[ivr.Call, error] {
	return listedCalls(ctx, s, f,
		func(c foundCall) ivr.Call { return c.Call },
		func(tx *bbolt.Tx, id []byte) (ivr.Call, error) {
			record, err := readCall(tx, string(id))
			return record.Call, err
		})
}

// Journals gives calls as they were recorded, newest first.
func (s *callStore) Journals(ctx context.Context, f store.CallFilter) iter.Seq2[store.RecordedCall, error] {
	return listedCalls(ctx, s, f,
		func(c foundCall) store.RecordedCall {
			return store.RecordedCall{
				Call: c.ID, Way: func() (store.CallSummary, error) { return summary(c.Call), nil },
				Entries: func() iter.Seq2[store.Entry, error] { return s.entries(ctx, c.ID, s.journalOf) },
			}
		},
		func(tx *bbolt.Tx, key []byte) (store.RecordedCall, error) {
			found, err := calls.get(tx, key)
			id, payload := string(key), bytes.Clone(found) // both outlast the transaction
			return store.RecordedCall{
				Call: id, Way: func() (store.CallSummary, error) { return summaryIn(payload) },
				Entries: func() iter.Seq2[store.Entry, error] {
					return s.entries(ctx, id, func(context.Context, string) (journalPlace, error) { return journalIn(payload) })
				},
			}, err
		})
}

// summaryIn reads how a call went from its record, and nothing else.
func summaryIn(payload []byte) (store.CallSummary, error) {
	type part struct{ Call store.CallSummary }
	if !isPacked(payload) {
		record, err := decode[part](calls, payload)
		return record.Call, err
	}
	record, err := unpack[part](payload)
	if err != nil {
		return record.Call, fmt.Errorf("%s: %w: %w", calls, store.ErrDamaged, err)
	}
	return record.Call, nil
}

func summary(c ivr.Call) store.CallSummary {
	s := store.CallSummary{Revision: c.Revision, Callback: c.Callback, Node: c.Node, Outcome: c.Outcome}
	for _, p := range c.Path {
		s.Path = append(s.Path, store.Stop{Node: p.Node})
	}
	return s
}

// journalPlace is where a call's journal is, and how long it is.
type journalPlace struct {
	Entries   int
	Steps     []uint64
	Condensed uint64
	Older     bool
}

func placeOf(r callRecord) journalPlace {
	return journalPlace{r.Entries, r.Steps, r.Condensed, r.Older}
}

// journalOf finds the journal of a call, which may be in memory.
func (s *callStore) journalOf(ctx context.Context, call string) (journalPlace, error) {
	record, err := s.record(ctx, call)
	return placeOf(record), err
}

// journalIn reads from a call's record where its journal is.
func journalIn(payload []byte) (journalPlace, error) {
	if isPacked(payload) {
		return unpack[journalPlace](payload)
	}
	place, err := store.Decode[struct{ Entries int }](payload)
	return journalPlace{Entries: place.Entries, Older: true}, err
}

// entries reads a journal at once, and decodes it bit by bit. A journal that lacks an entry
// ends in store.ErrDamaged.
func (s *callStore) entries(ctx context.Context, call string, find func(context.Context, string) (journalPlace, error)) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		place, err := find(ctx, call)
		var j recordedJournal
		if err == nil {
			j, err = s.readJournal(ctx, call, place)
		}
		if err != nil {
			yield(store.Entry{}, err)
			return
		}
		read := 0
		for entry, err := range j.entries() {
			if err == nil && entry.Seq != read {
				err = store.ErrDamaged
			}
			if read++; !yield(entry, err) || err != nil {
				return
			}
		}
		if read != j.length {
			yield(store.Entry{}, fmt.Errorf("the journal lacks entries: %w", store.ErrDamaged))
		}
	}
}

// recordedJournal is a journal as it is in the file: condensed ones are read at once.
type recordedJournal struct {
	older     [][]byte // entries, each as JSON
	condensed []store.Entry
	steps     [][]byte
	length    int
}

func (s *callStore) readJournal(ctx context.Context, call string, place journalPlace) (j recordedJournal, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		j, err = journalAt(tx, call, place)
		return err
	})
	return j, err
}

// journalAt copies a journal out of the file. One that has been condensed since its place was
// found is where its record says now.
func journalAt(tx *bbolt.Tx, call string, place journalPlace) (j recordedJournal, err error) {
	j.length = place.Entries
	if place.Older {
		if j.older, err = sealedJournal(tx, call); err != nil {
			return j, err
		}
	}
	if place.Condensed != 0 {
		if j.condensed, err = condensedJournal(tx, stepKey(place.Condensed, call)); err != nil {
			return j, err
		}
	}
	for _, seq := range place.Steps {
		payload, err := steps.get(tx, stepKey(seq, call))
		if errors.Is(err, store.ErrNotFound) {
			if now, err := readCall(tx, call); err == nil && now.Condensed != 0 && !slices.Contains(now.Steps, seq) {
				return journalAt(tx, call, placeOf(now))
			}
		}
		if err != nil {
			return j, err
		}
		j.steps = append(j.steps, bytes.Clone(payload))
	}
	return j, nil
}

func (j recordedJournal) entries() iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for _, payload := range j.older {
			if entry, err := store.Decode[store.Entry](payload); !yield(entry, err) {
				return
			}
		}
		for _, entry := range j.condensed {
			if !yield(entry, nil) {
				return
			}
		}
		for _, payload := range j.steps {
			step, err := unpackStep[stepEvents](payload)
			if err != nil {
				yield(store.Entry{}, err)
				return
			}
			for i, entry := range step.Events {
				entry.Seq = step.Read + i
				if !yield(entry, nil) {
					return
				}
			}
		}
	}
}

// sealedJournal gives copies of the records of a journal that an earlier release kept.
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

// loadOne reads one record in a transaction of its own.
func loadOne[T any](ctx context.Context, s *file, b bucket, key string) (T, error) {
	var v T
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		v, err = load[T](tx, b, []byte(key))
		return err
	})
	return v, err
}
