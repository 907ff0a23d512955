package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

// forgetNews removes news of a case that waits to be delivered, or could not be.
const forgetNews = `DELETE FROM deliveries WHERE case_number = $1`

// ForgetCases removes closed cases.
func (s keepStore) ForgetCases(ctx context.Context, numbers []string) (removed int, err error) {
	err = s.transact(ctx, func(tx pgx.Tx) error {
		removed = 0
		for _, number := range numbers {
			row, err := lockedCase(ctx, tx, number)
			switch {
			case errors.Is(err, store.ErrNotFound), err == nil && row.Closed.IsZero():
				continue
			case err != nil:
				return err
			}
			if err := run(ctx, tx, []statement{do(forgetNews, []byte(number)), do(`DELETE FROM cases WHERE number = $1`, []byte(number))}); err != nil {
				return err
			}
			removed++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// EraseCase removes from a case what it holds about the person.
func (s keepStore) EraseCase(ctx context.Context, number, by string, at time.Time) (erased store.Case, err error) {
	err = s.transact(ctx, func(tx pgx.Tx) error {
		row, err := lockedCase(ctx, tx, number)
		if err != nil {
			return err
		}
		var what news
		if row.Closed.IsZero() {
			what = news{store.CaseClosed, by, at}
		}
		row.Case = row.Erase(by, at)
		erased = row.Case
		told, err := s.tell(row, changeCase, what)
		if err != nil {
			return err
		}
		return run(ctx, tx, append([]statement{
			do(forgetNews, []byte(number)),
			do(`UPDATE cases SET account = '', transaction = '', caller = '' WHERE number = $1`, []byte(number)),
		}, told...))
	})
	if err != nil {
		return store.Case{}, err
	}
	return erased, nil
}

// RemoveRecording takes a recording from a case.
func (s keepStore) RemoveRecording(ctx context.Context, number, url string) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		row, err := lockedCase(ctx, tx, number)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		row.Recordings = slices.DeleteFunc(row.Recordings, func(r store.Recording) bool { return r.URL == url })
		changed, err := s.tell(row, changeCase, news{})
		if err != nil {
			return err
		}
		return run(ctx, tx, changed)
	})
}
