package bolt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// acdStore keeps the ACD, what it did, and its inbox.
type acdStore struct {
	*file
	calls *callStore // to find a caller's stays by what is known of the call
}

// acdKey is where the ACD's own record stands in meta.
var acdKey = []byte("floor")

// acdRecord is what the ACD is beside its interactions, agents' sessions and lines.
type acdRecord struct{ Version, Serial int }

// ACD gives the ACD, and the version to base a change on. Records that are damaged
// are put aside: their caller or agent begins anew, and all others go on.
func (s *acdStore) ACD(ctx context.Context) (acd.State, store.ACDVersion, error) {
	var f acd.State
	var record acdRecord
	var broken []brokenRecord
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		if record, err = readACD(tx); err != nil {
			return err
		}
		f.Serial = record.Serial
		return errors.Join(
			loadAll(tx, tickets, func(_ string, k acd.Interaction) { f = f.With(k) }, &broken),
			loadAll(tx, seats, func(_ string, s acd.AgentSession) { f = f.WithSession(s) }, &broken),
			loadAll(tx, lines, func(name string, q acd.QueueStats) { f = f.WithQueue(name, q) }, &broken),
		)
	})
	if err == nil {
		err = s.putAllAside(ctx, broken)
	}
	if err != nil {
		return acd.State{}, nil, fmt.Errorf("reading the ACD: %w", err)
	}
	return f, store.WholeAt(record.Version), nil
}

func readACD(tx *bbolt.Tx) (acdRecord, error) {
	record, err := load[acdRecord](tx, meta, acdKey)
	if errors.Is(err, store.ErrNotFound) {
		return acdRecord{}, nil
	}
	return record, err
}

// CommitACD writes a change of the ACD that is still at c.Read: here it is one shard.
func (s *acdStore) CommitACD(ctx context.Context, c store.ACDCommit) error {
	puts, gone, err := planACD(c)
	if err != nil {
		return fmt.Errorf("writing the ACD: %w", err)
	}
	began := time.Now()
	err = s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			record, err := readACD(tx)
			switch {
			case err != nil:
				return err
			case record.Version != c.Read[store.WholeACD]:
				return store.ErrConflict
			}
			return admitCases(tx, c.Cases)
		},
		func(tx *bbolt.Tx) error { return s.applyACD(tx, c, puts, gone) })
	s.observe("floor", began, err)
	return err
}

// planFloor encodes what a change puts, and names what it takes away.
func planACD(c store.ACDCommit) (puts, gone []put, failed error) {
	add := func(in bucket, key []byte, v any) {
		payload, err := store.Encode(v)
		failed = errors.Join(failed, err)
		puts = append(puts, put{in, key, payload})
	}
	each := func(in bucket, names []string, find func(string) (any, bool)) {
		for _, name := range names {
			failed = errors.Join(failed, store.CheckKey("the key of a "+string(in)+" record", name))
			if v, ok := find(name); ok {
				add(in, []byte(name), v)
			} else {
				gone = append(gone, put{in: in, key: []byte(name)})
			}
		}
	}
	f := c.Change.State
	each(tickets, c.Change.Interactions, func(k string) (any, bool) { return f.Interactions.Find(k) })
	each(seats, c.Change.Sessions, func(k string) (any, bool) { return f.Sessions.Find(k) })
	each(lines, c.Change.Queues, func(k string) (any, bool) { return f.Queues.Find(k) })
	for _, v := range c.Change.Records {
		add(visits, visitKey(v), v)
		for _, key := range callVisitKeys(v) {
			puts = append(puts, put{in: callVisits, key: key})
		}
	}
	for _, o := range c.Outgoing {
		failed = errors.Join(failed, store.CheckKey("the message's id", o.ID))
	}
	for _, change := range c.Cases {
		failed = errors.Join(failed, checkCase(change))
	}
	add(meta, acdKey, acdRecord{Version: c.Read[store.WholeACD] + 1, Serial: f.Serial})
	for _, d := range c.Change.Days.List() {
		failed = errors.Join(failed, checkStats(d.DayOf))
	}
	return puts, gone, failed
}

func (s *acdStore) applyACD(tx *bbolt.Tx, c store.ACDCommit, puts, gone []put) error {
	if err := removeTaken(tx, c.Taken); err != nil {
		return err
	}
	for _, p := range gone {
		if err := p.in.remove(tx, p.key); err != nil {
			return err
		}
	}
	for _, p := range puts {
		if err := p.in.put(tx, p.key, p.payload); err != nil {
			return err
		}
	}
	for _, v := range c.Change.Records {
		if err := indexVisit(tx, v, s.calls.recordIn); err != nil {
			return err
		}
	}
	for _, d := range c.Change.Days.List() {
		if err := addStats(tx, d); err != nil {
			return err
		}
	}
	for _, o := range c.Outgoing {
		if err := queueOutgoing(tx, o); err != nil {
			return err
		}
	}
	for _, change := range c.Cases {
		if err := changeCase(tx, change); err != nil {
			return err
		}
	}
	return nil
}
