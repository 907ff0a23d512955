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
func (s *Store) Commit(ctx context.Context, c store.Commit) error {
	puts, err := plan(c)
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	events := make([][]byte, len(c.ACD))
	for i, e := range c.ACD {
		if events[i], err = store.Encode(inboxRecord{c.Call.At, e}); err != nil {
			return fmt.Errorf("commit: %w", err)
		}
	}
	began := time.Now()
	err = s.updateIf(ctx,
		func(tx *bbolt.Tx) error { return admit(tx, c) },
		func(tx *bbolt.Tx) error { return errors.Join(apply(tx, c, puts), sendACD(tx, events)) })
	s.observe("commit", began, err)
	return err
}

// plan encodes all that does not depend on what the store holds.
func plan(c store.Commit) ([]put, error) {
	if err := checkCommit(c); err != nil {
		return nil, err
	}
	call := []byte(c.Claim.Call)
	puts := []put{{claims, claimKey(c.Claim), c.Reply}}
	if c.Claim.Token != "" {
		puts = append(puts, put{tokens, tokenKey(c.Claim), claimKey(c.Claim)})
	}
	var failed error
	add := func(in bucket, key []byte, v any) {
		payload, err := store.Encode(v)
		failed = errors.Join(failed, err)
		puts = append(puts, put{in, key, payload})
	}
	add(calls, call, callRecord{c.Call, c.Read + len(c.Events)})
	for i, entry := range c.Events {
		entry.Seq = c.Read + i
		add(journal, ordered(prefix(c.Claim.Call), uint64(entry.Seq)), entry)
	}
	if c.Code != nil {
		add(codes, call, c.Code)
	}
	for _, change := range c.Locks {
		change.Lock.Version = change.Read + 1
		add(locks, []byte(change.Key), change.Lock)
	}
	return puts, failed
}

func checkCommit(c store.Commit) error {
	if c.Call.ID != c.Claim.Call {
		return errors.New("the claim is for another call")
	}
	err := errors.Join(checkKey("the call's id", c.Claim.Call), checkKey("the step", c.Claim.Step))
	if len(c.Claim.Token) > longest {
		err = errors.Join(err, fmt.Errorf("the token is longer than %d bytes", longest))
	}
	for _, e := range c.Events {
		if e.Event == nil {
			err = errors.Join(err, errors.New("an entry has no event"))
		}
	}
	for _, change := range c.Locks {
		err = errors.Join(err, checkKey("the lock's key", change.Key))
	}
	for _, change := range c.Cases {
		err = errors.Join(err, checkCase(change))
	}
	for _, o := range c.Outgoing {
		err = errors.Join(err, checkKey("the message's id", o.ID))
	}
	return err
}

// admit reports whether the step may be written on what the store holds.
func admit(tx *bbolt.Tx, c store.Commit) error {
	reply, err := readReply(tx, c.Claim)
	if err == nil {
		return &store.Claimed{Reply: reply}
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	record, err := load[callRecord](tx, calls, []byte(c.Claim.Call))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if record.Entries != c.Read {
		return store.ErrConflict
	}
	for _, change := range c.Locks {
		lock, err := load[store.Lock](tx, locks, []byte(change.Key))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
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

func apply(tx *bbolt.Tx, c store.Commit, puts []put) error {
	if err := indexCall(tx, c.Call); err != nil {
		return err
	}
	for _, p := range puts {
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
