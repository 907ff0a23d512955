package bolt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// put is a record that was encoded before its transaction began, so that one
// call's encoding does not hold up another's commit.
type put struct {
	in           bucket
	key, payload []byte
}

// Commit writes one step. It numbers the entries from c.Read on, and a lock's
// versions.
func (s *callStore) Commit(ctx context.Context, c store.Commit) error {
	began := time.Now()
	c.Call = settled(c.Call)
	err := checkCommit(c)
	if err == nil {
		err = s.commit(ctx, c)
	}
	s.observe("commit", began, err)
	return err
}

func (s *callStore) commit(ctx context.Context, c store.Commit) error {
	w, err := newStepWork(ctx, s, c)
	if err != nil {
		return err
	}
	if w.call, err = s.admit(ctx, &w.commit); err != nil {
		w.free()
		return err
	}
	finished, err := s.run(&w.work)
	if finished {
		w.free()
	}
	return err
}

// admit reports whether the step may be written on what its call is now, and keeps others
// of the call from being written until it is.
func (s *callStore) admit(ctx context.Context, c *store.Commit) (*liveCall, error) {
	call, err := s.hold(ctx, c.Claim.Call)
	if err != nil {
		return nil, err
	}
	defer func() { s.settle(call) }()
	reply, err := s.replyOf(ctx, call, c.Claim)
	switch {
	case err == nil:
		return nil, &store.Claimed{Reply: reply}
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	case call.damage != nil:
		return nil, call.damage
	case call.Entries != c.Read:
		return nil, store.ErrConflict
	}
	call.busy = true
	return call, nil
}

// plan encodes what a step writes beside itself and does not depend on what the store holds.
func plan(c *store.Commit) ([]put, error) {
	var puts []put
	var failed error
	add := func(in bucket, key []byte, v any) {
		payload, err := store.Encode(v)
		failed = errors.Join(failed, err)
		puts = append(puts, put{in, key, payload})
	}
	if c.Code != nil {
		add(codes, []byte(c.Claim.Call), c.Code)
	}
	for _, change := range c.Locks {
		change.Lock.Version = change.Read + 1
		add(locks, []byte(change.Key), change.Lock)
	}
	for _, e := range c.ACD {
		add(inbox, nil, inboxRecord{c.Call.At, e})
	}
	return puts, failed
}

func checkCommit(c store.Commit) error { return c.Check(checkCase) }

// admitOthers reports whether what a step changes beside its call is as it was read.
func admitOthers(tx *bbolt.Tx, c *store.Commit) error {
	for _, change := range c.Locks {
		lock, err := load[store.Lock](tx, locks, []byte(change.Key))
		if err != nil && !lacks(err) {
			return err
		}
		if lock.Version != change.Read {
			return store.ErrConflict
		}
	}
	return admitCases(tx, c.Cases)
}

// admitCases refuses to open a case under a number that is taken, and to add
// to one that is not there.
func admitCases(tx *bbolt.Tx, changes []store.CaseChange) error {
	var opened []string
	for _, change := range changes {
		number := change.Number
		if change.Open != nil {
			number = change.Open.Number
		}
		known, err := cases.has(tx, []byte(number))
		if err != nil {
			return err
		}
		known = known || slices.Contains(opened, number)
		switch {
		case change.Open != nil && known:
			return store.ErrConflict
		case change.Open == nil && !known:
			return fmt.Errorf("the recording's case: %w", store.ErrNotFound)
		case change.Open != nil:
			opened = append(opened, number)
		}
	}
	return nil
}

// apply writes what a step changes beside its call.
func apply(tx *bbolt.Tx, c *store.Commit, puts []put) error {
	for _, p := range puts {
		if p.in == inbox {
			if err := sendACD(tx, p.payload); err != nil {
				return err
			}
			continue
		}
		if err := p.in.put(tx, p.key, p.payload); err != nil {
			return err
		}
	}
	for _, change := range c.Cases {
		if err := changeCase(tx, change); err != nil {
			return err
		}
	}
	for _, o := range c.Outgoing {
		if err := queueOutgoing(tx, o); err != nil {
			return err
		}
	}
	return nil
}
