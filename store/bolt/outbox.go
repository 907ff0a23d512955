package bolt

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// queueOutgoing puts a message behind all that wait.
func queueOutgoing(tx *bbolt.Tx, o store.Outgoing) error {
	b, err := waiting.of(tx)
	if err != nil {
		return err
	}
	n, err := b.NextSequence()
	if err != nil {
		return err
	}
	return save(tx, waiting, ordered(nil, n), o)
}

// TakeOutgoing hands out what waits to leave; zero limit is all. A message is
// marked as taken, on disk, before it is handed out. One that is damaged is put
// aside: it stops none behind it.
func (s *outboxStore) TakeOutgoing(ctx context.Context, limit int) ([]store.Outgoing, error) {
	idle, err := s.nothingWaits(ctx)
	if err != nil || idle {
		return nil, err
	}
	var batch []store.Outgoing
	err = s.update(ctx, func(tx *bbolt.Tx) (err error) {
		batch, err = take(tx, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return batch, nil
}

// nothingWaits spares the disk a write at every look.
func (s *outboxStore) nothingWaits(ctx context.Context) (bool, error) {
	idle := false
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		b, err := waiting.of(tx)
		if err != nil {
			return err
		}
		key, _ := b.Cursor().First()
		idle = key == nil
		return nil
	})
	return idle, err
}

func take(tx *bbolt.Tx, limit int) ([]store.Outgoing, error) {
	b, err := waiting.of(tx)
	if err != nil {
		return nil, err
	}
	var batch []store.Outgoing
	for key, sealed := b.Cursor().First(); key != nil; key, sealed = b.Cursor().First() {
		var o store.Outgoing
		payload, err := waiting.open(tx, key, sealed)
		if err == nil {
			o, err = store.Decode[store.Outgoing](payload)
		}
		if err != nil {
			if err := putAside(tx, waiting, bytes.Clone(key), bytes.Clone(sealed)); err != nil {
				return nil, err
			}
			continue
		}
		if err := taken.put(tx, []byte(o.ID), payload); err != nil {
			return nil, err
		}
		if err := b.Delete(key); err != nil {
			return nil, err
		}
		if batch = append(batch, o); len(batch) == limit {
			break
		}
	}
	return batch, nil
}

// Unfinished gives what was taken and not finished. Damaged records are passed over.
func (s *outboxStore) Unfinished(ctx context.Context) ([]store.Outgoing, error) {
	var left []store.Outgoing
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		in, err := taken.of(tx)
		if err != nil {
			return err
		}
		return in.ForEach(func(key, _ []byte) error {
			if o, err := load[store.Outgoing](tx, taken, key); err == nil {
				left = append(left, o)
			}
			return nil
		})
	})
	return left, err
}

// FinishOutgoing forgets a message that was taken.
func (s *outboxStore) FinishOutgoing(ctx context.Context, id string) error {
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			_, err := taken.get(tx, []byte(id))
			return err
		},
		func(tx *bbolt.Tx) error { return taken.remove(tx, []byte(id)) })
}
