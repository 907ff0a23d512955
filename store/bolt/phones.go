package bolt

import (
	"bytes"
	"context"
	"errors"
	"iter"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// AccountsByPhone returns the accounts of a telephone number in the order of
// their ids, limit of them at most (0 is all), and store.ErrNotFound for none.
func (s *ledgerStore) AccountsByPhone(ctx context.Context, e164 string, limit int) ([]ivr.Account, error) {
	var found []ivr.Account
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		found = nil
		return accounts.scan(tx, e164, nil, func(payload []byte) (bool, error) {
			row, err := store.Decode[ivr.Account](payload)
			if err != nil {
				return false, err
			}
			found = append(found, row)
			return limit <= 0 || len(found) < limit, ctx.Err()
		})
	})
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	return found, err
}

// SharedPhones returns the telephone numbers that are on more than one account,
// in the order of the numbers.
func (s *ledgerStore) SharedPhones(ctx context.Context) iter.Seq2[store.SharedPhone, error] {
	return func(yield func(store.SharedPhone, error) bool) {
		last, reported := "", false
		for phone, err := range walk(ctx, s.file, accounts.index, []byte{}, entryGroup) {
			if err != nil {
				yield(store.SharedPhone{}, err)
				return
			}
			if phone != last {
				last, reported = phone, false
				continue
			}
			if reported {
				continue
			}
			reported = true
			shared, err := s.sharedPhone(ctx, phone)
			if err == nil && shared.Accounts < 2 {
				continue
			}
			if !yield(shared, err) || err != nil {
				return
			}
		}
	}
}

// sharedPhone counts the accounts of a number. Two index entries may be two
// versions of one account, so only the visible rows are counted.
func (s *ledgerStore) sharedPhone(ctx context.Context, phone string) (store.SharedPhone, error) {
	rows, err := s.AccountsByPhone(ctx, phone, 0)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return store.SharedPhone{Phone: ivr.Masked(phone), Accounts: len(rows)}, err
}

// entryGroup takes the group out of an index key.
func entryGroup(_ *bbolt.Tx, key []byte) (string, error) {
	group, _, found := bytes.Cut(key, []byte{0})
	if !found {
		return "", store.ErrDamaged
	}
	return string(group), nil
}
