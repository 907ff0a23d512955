package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// inboxRecord is an event as it is kept.
type inboxRecord struct {
	At    time.Time
	Event acd.Event
}

// sendACD adds an event, encoded as inboxRecord, to the ACD's inbox.
func sendACD(tx *bbolt.Tx, payload []byte) error {
	b, err := inbox.of(tx)
	if err != nil {
		return err
	}
	n, err := b.NextSequence()
	if err != nil {
		return err
	}
	return inbox.put(tx, ordered(nil, n), payload)
}

// Inbox gives what the ACD must learn of calls' steps and has not taken yet.
func (s *acdStore) Inbox(ctx context.Context, after uint64) ([]store.InboxEvent, error) {
	var events []store.InboxEvent
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		b, err := inbox.of(tx)
		if err != nil {
			return err
		}
		cursor := b.Cursor()
		for key, sealed := cursor.Seek(ordered(nil, after+1)); key != nil && len(events) < store.InboxMost; key, sealed = cursor.Next() {
			record := readEvent(tx, key, sealed)
			events = append(events, store.InboxEvent{Seq: binary.BigEndian.Uint64(key), At: record.At, Event: record.Event})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the inbox of the ACD: %w", err)
	}
	return events, nil
}

// readEvent returns no event for a record that is damaged.
func readEvent(tx *bbolt.Tx, key, sealed []byte) inboxRecord {
	payload, err := inbox.open(tx, key, sealed)
	if err != nil {
		return inboxRecord{}
	}
	record, err := store.Decode[inboxRecord](payload)
	if err != nil {
		return inboxRecord{}
	}
	return record
}

func removeTaken(tx *bbolt.Tx, taken []uint64) error {
	for _, n := range taken {
		if err := inbox.remove(tx, ordered(nil, n)); err != nil {
			return err
		}
	}
	return nil
}
