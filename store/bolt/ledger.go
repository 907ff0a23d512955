package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// ledger is the state of the ledger as a whole.
type ledger struct {
	Generation uint32 // the newest that readers see
	Importing  bool   // rows of the next generation may lie about
	Counts     [3]uint64
}

var ledgerKey = []byte("ledger")

func readLedger(tx *bbolt.Tx) (ledger, error) {
	payload, err := meta.get(tx, ledgerKey)
	if err != nil {
		return ledger{}, fmt.Errorf("ledger's state: %w", err)
	}
	var l ledger
	_, err = binary.Decode(payload, binary.BigEndian, &l)
	return l, err
}

func (l ledger) write(tx *bbolt.Tx) error {
	payload, err := binary.Append(nil, binary.BigEndian, l)
	if err != nil {
		return err
	}
	return meta.put(tx, ledgerKey, payload)
}

// ledgerStore keeps the ledger.
type ledgerStore struct {
	*file
	importing sync.Mutex
	memory    memory // of an import
}

// Account finds an account by its id.
func (s *ledgerStore) Account(ctx context.Context, id string) (ivr.Account, error) {
	return find[ivr.Account](ctx, s.file, accounts, id)
}

// Transaction finds a transaction by its id.
func (s *ledgerStore) Transaction(ctx context.Context, id string) (ivr.Transaction, error) {
	return find[ivr.Transaction](ctx, s.file, transactions, id)
}

// Refund finds a refund by its id.
func (s *ledgerStore) Refund(ctx context.Context, id string) (ivr.Refund, error) {
	return find[ivr.Refund](ctx, s.file, refunds, id)
}

// RefundOf finds the refund of a transaction that was submitted last.
func (s *ledgerStore) RefundOf(ctx context.Context, transaction string) (ivr.Refund, error) {
	return first[ivr.Refund](ctx, s.file, refunds, transaction)
}

// Transactions gives an account's transactions, newest first, from f.Since on
// and before f.Until.
func (s *ledgerStore) Transactions(ctx context.Context, account string, f store.Filter) ([]ivr.Transaction, error) {
	var found []ivr.Transaction
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		found = nil
		return transactions.scan(tx, account, startOf(f.Until), func(payload []byte) (bool, error) {
			row, err := readRow[ivr.Transaction](payload)
			if err != nil || row.Time.Before(f.Since) {
				return false, err
			}
			if matches(f, row) {
				found = append(found, row)
			}
			return f.Limit <= 0 || len(found) < f.Limit, ctx.Err()
		})
	})
	return found, err
}

// Stats counts the rows that readers see.
func (s *ledgerStore) Stats(ctx context.Context) (store.Stats, error) {
	var now ledger
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		now, err = readLedger(tx)
		return err
	})
	return store.Stats{
		Accounts:     int(now.Counts[0]),
		Transactions: int(now.Counts[1]),
		Refunds:      int(now.Counts[2]),
	}, err
}

// startOf gives the place in a newest-first index where times before until begin.
func startOf(until time.Time) []byte {
	if until.IsZero() {
		return nil
	}
	return descending(nil, until.Add(-time.Nanosecond))
}

func matches(f store.Filter, t ivr.Transaction) bool {
	return (f.Type == "" || f.Type == t.Type) && (f.Until.IsZero() || t.Time.Before(f.Until))
}

func find[T any](ctx context.Context, s *file, t table, id string) (T, error) {
	var row T
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		now, err := readLedger(tx)
		if err != nil {
			return err
		}
		found, err := t.visible(tx, id, now.Generation)
		if err != nil {
			return err
		}
		row, err = readRow[T](found.payload)
		return err
	})
	return row, err
}

func first[T any](ctx context.Context, s *file, t table, group string) (T, error) {
	var row T
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		none := true
		err := t.scan(tx, group, nil, func(payload []byte) (_ bool, err error) {
			none = false
			row, err = readRow[T](payload)
			return false, err
		})
		if err == nil && none {
			return store.ErrNotFound
		}
		return err
	})
	return row, err
}
