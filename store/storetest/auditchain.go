package storetest

import (
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// unlinked gives entries without their places in the chain.
func unlinked(all iter.Seq2[store.AuditEntry, error]) iter.Seq2[store.AuditEntry, error] {
	return func(yield func(store.AuditEntry, error) bool) {
		for e, err := range all {
			e.Sequence, e.Previous = 0, ""
			if !yield(e, err) {
				return
			}
		}
	}
}

// requireChained proves that the audit has so many entries, in one chain.
func requireChained(t *testing.T, s store.Store, entries int) {
	t.Helper()
	chain, wrong, err := store.VerifyAudit(t.Context(), s)
	require.NoError(t, err)
	require.Empty(t, wrong)
	require.Equal(t, entries, chain.Head.Sequence)
}

// auditChained: each entry follows the one that was added before it, whatever its time.
func auditChained(t *testing.T, s store.Store) {
	requireChained(t, s, 0)
	later := store.AuditEntry{At: noon.Add(1), Who: "an", Action: "case.view"}
	require.NoError(t, s.AppendAudit(t.Context(), later))
	require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{At: noon, Who: "bo", Action: "case.close"}))
	_, err := s.PublishVersion(t.Context(), published("a1", store.Version{}))
	require.NoError(t, err)
	requireChained(t, s, 3)
	first := collect(t, s.ListAudit(t.Context(), store.AuditFilter{Who: "an"}))[0]
	second := collect(t, s.ListAudit(t.Context(), store.AuditFilter{Who: "bo"}))[0]
	sum, err := first.Sum()
	require.NoError(t, err)
	require.Equal(t, 2, second.Sequence)
	require.Equal(t, sum, second.Previous)
}
