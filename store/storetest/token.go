package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

func tokens(t *testing.T, s store.Store) {
	ctx := t.Context()
	billing := store.Token{Name: "billing", Hash: "b1", Scopes: []store.Scope{store.ScopeWrite}, Created: noon}
	reports := store.Token{Name: "a report", Hash: "a1", Scopes: []store.Scope{store.ScopeRead}, Expires: noon}
	require.NoError(t, s.AddToken(ctx, billing))
	require.NoError(t, s.AddToken(ctx, reports))
	require.ErrorIs(t, s.AddToken(ctx, store.Token{Name: "billing", Hash: "b2"}), store.ErrConflict)
	require.Error(t, s.AddToken(ctx, store.Token{Name: "no hash"}))

	billing.Used = noon.Add(time.Minute)
	require.NoError(t, s.NoteTokenUse(ctx, "b1", billing.Used))
	require.ErrorIs(t, s.NoteTokenUse(ctx, "b2", noon), store.ErrNotFound)
	all, err := s.ListTokens(ctx)
	require.NoError(t, err)
	require.Equal(t, []store.Token{reports, billing}, all)

	require.NoError(t, s.RemoveToken(ctx, "billing"))
	require.ErrorIs(t, s.RemoveToken(ctx, "billing"), store.ErrNotFound)
	_, err = s.Token(ctx, "b1")
	require.ErrorIs(t, err, store.ErrNotFound)
	found, err := s.Token(ctx, "a1")
	require.NoError(t, err)
	require.Equal(t, reports, found)
}
