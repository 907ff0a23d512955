package ledgerfile_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/ledgerfile"
)

// sharing is a ledger with so many telephone numbers on two accounts each, and maybe an error
// after them.
type sharing struct {
	store.Ledger
	count int
	err   error
}

// SharedPhones implements [store.Ledger].
func (s sharing) SharedPhones(context.Context) iter.Seq2[store.SharedPhone, error] {
	return func(yield func(store.SharedPhone, error) bool) {
		for range s.count {
			if !yield(store.SharedPhone{Phone: "+8613800000001", Accounts: 2}, nil) {
				return
			}
		}
		if s.err != nil {
			yield(store.SharedPhone{}, s.err)
		}
	}
}

// All shared numbers are counted, and the first are listed.
func TestSharedPhones(t *testing.T) {
	t.Parallel()
	found, err := ledgerfile.SharedPhones(t.Context(), sharing{count: ledgerfile.Listed + 2})
	require.NoError(t, err)
	require.Equal(t, ledgerfile.Listed+2, found.Count)
	require.Len(t, found.Phones, ledgerfile.Listed)
	broken := errors.New("broken")
	_, err = ledgerfile.SharedPhones(t.Context(), sharing{count: 1, err: broken})
	require.ErrorIs(t, err, broken)
}
