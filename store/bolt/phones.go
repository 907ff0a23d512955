package bolt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

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
		inOrder := !ringOf(tx).hashesKeys(tx)
		return accounts.scan(tx, e164, nil, func(payload []byte) (bool, error) {
			row, err := readRow[ivr.Account](payload)
			if err != nil {
				return false, err
			}
			found = append(found, row)
			return limit <= 0 || len(found) < limit || !inOrder, ctx.Err()
		})
	})
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	slices.SortFunc(found, func(a, b ivr.Account) int { return cmp.Compare(a.ID.Reveal(), b.ID.Reveal()) })
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	return found, err
}

// SharedPhones returns the telephone numbers that are on more than one account,
// in the order of the numbers.
func (s *ledgerStore) SharedPhones(ctx context.Context) iter.Seq2[store.SharedPhone, error] {
	return func(yield func(store.SharedPhone, error) bool) {
		all, err := s.sharedPhones(ctx)
		if err != nil {
			yield(store.SharedPhone{}, err)
			return
		}
		for _, shared := range all {
			if !yield(shared, nil) {
				return
			}
		}
	}
}

// sharedPhones looks at numbers with several entries in the index. A number one of whose accounts is damaged is
// passed over: it keeps nobody from the others.
func (s *ledgerStore) sharedPhones(ctx context.Context) (all []store.SharedPhone, err error) {
	last, looked := "", false
	for phone, err := range walk(ctx, s.file, span{in: accounts.index}, entryGroup) {
		switch {
		case err != nil:
			return nil, err
		case phone != last:
			last, looked = phone, false
			continue
		case looked:
			continue
		}
		looked = true
		shared, err := s.sharedPhone(ctx, phone)
		if err != nil && !errors.Is(err, store.ErrDamaged) {
			return nil, err
		}
		if shared.Accounts > 1 {
			all = append(all, shared)
		}
	}
	slices.SortFunc(all, func(a, b store.SharedPhone) int { return cmp.Compare(a.Phone.Reveal(), b.Phone.Reveal()) })
	return all, nil
}

// sharedPhone counts the accounts of a number, or of its hash. Two index entries may be two
// versions of one account, so only the visible rows are counted.
func (s *ledgerStore) sharedPhone(ctx context.Context, phone string) (store.SharedPhone, error) {
	rows, err := s.AccountsByPhone(ctx, phone, 0)
	if errors.Is(err, store.ErrNotFound) {
		return store.SharedPhone{}, nil
	}
	if err != nil {
		return store.SharedPhone{}, err
	}
	return store.SharedPhone{Phone: rows[0].Phone, Accounts: len(rows)}, nil
}

// entryGroup takes the group, or its hash, out of an index key.
func entryGroup(_ *bbolt.Tx, e entry) (string, error) {
	group, _, found := bytes.Cut(e.key, []byte{0})
	if !found {
		return "", store.ErrDamaged
	}
	return string(group), nil
}
