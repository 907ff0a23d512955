package storetest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// phoneShared puts one telephone number on several accounts, and takes it off
// them again: the number is shared as long as two accounts have it.
func phoneShared(t *testing.T, s store.Store) {
	ctx := t.Context()
	const shared, own = "+861550000001", "+8615500000012" // one begins with the other
	importRows(t, s, account("acct-0003", shared), account("acct-0001", shared), account("acct-0002", own))
	require.Equal(t, []string{"acct-0001", "acct-0003"}, idsOf(t, s, shared, 0))
	require.Equal(t, []string{"acct-0001"}, idsOf(t, s, shared, 1))
	require.Equal(t, []string{"acct-0002"}, idsOf(t, s, own, 2))
	require.Equal(t, []store.SharedPhone{{Phone: shared, Accounts: 2}}, sharedPhones(t, s))

	importRows(t, s, account("acct-0002", shared), account("acct-0003", shared))
	require.Equal(t, []store.SharedPhone{{Phone: shared, Accounts: 3}}, sharedPhones(t, s))

	importRows(t, s, account("acct-0003", own), account("acct-0001", own))
	require.Equal(t, []store.SharedPhone{{Phone: own, Accounts: 2}}, sharedPhones(t, s))
	_, err := s.AccountsByPhone(ctx, "+861550000002", 0)
	require.ErrorIs(t, err, store.ErrNotFound)

	importRows(t, s, account("acct-0003", "+861550000003"))
	require.Empty(t, sharedPhones(t, s), "an account that is imported again shares its number with nobody")
}

// phonesSharedByMany has more shared numbers and accounts than a read takes at once.
func phonesSharedByMany(t *testing.T, s store.Store) {
	var rows []store.Row
	for i := range 300 {
		phone := fmt.Sprintf("+8615500%05d", i)
		rows = append(rows, account(fmt.Sprintf("acct-%04d", 2*i), phone), account(fmt.Sprintf("acct-%04d", 2*i+1), phone))
	}
	for i := range 300 {
		rows = append(rows, account(fmt.Sprintf("many-%04d", i), "+861990000000"))
	}
	importRows(t, s, rows...)
	found := sharedPhones(t, s)
	require.Len(t, found, 301)
	require.Equal(t, store.SharedPhone{Phone: "+861990000000", Accounts: 300}, found[300])
}

func idsOf(t *testing.T, s store.Store, phone string, limit int) (ids []string) {
	t.Helper()
	found, err := s.AccountsByPhone(t.Context(), phone, limit)
	require.NoError(t, err)
	for _, a := range found {
		ids = append(ids, a.ID.Reveal())
	}
	return ids
}

func sharedPhones(t *testing.T, s store.Store) (found []store.SharedPhone) {
	t.Helper()
	for phone, err := range s.SharedPhones(t.Context()) {
		require.NoError(t, err)
		found = append(found, phone)
	}
	return found
}
