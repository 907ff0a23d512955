package storetest

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// published is a menu of one file that goes live, as somebody did it.
func published(revision string, v store.Version) store.Publication {
	v.Revision = revision
	return store.Publication{
		Revision: store.Revision{ID: revision, Loaded: noon, Files: map[string][]byte{"menu.yaml": []byte("hotline: " + revision + "\n")}},
		Version:  v,
		Audit:    store.AuditEntry{At: noon, Who: "an", Action: "menus.save", Detail: "a word"},
	}
}

// Versions are numbered as they come, also one that was live before; each has its menu's
// files and its entry in the audit.
func versions(t *testing.T, s store.Store) {
	var want []store.Version
	for i, revision := range []string{"a1", "b2", "a1"} {
		v := store.Version{Folder: "b2", At: noon, Who: "an", Why: "save", Changed: "a word"}
		got, err := s.PublishVersion(t.Context(), published(revision, v))
		require.NoError(t, err)
		require.Equal(t, i+1, got.Number)
		require.Equal(t, revision, got.Revision)
		want = append([]store.Version{got}, want...)
	}
	got, err := s.Versions(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.True(t, got[0].RolledBack())
	require.False(t, got[1].RolledBack())

	kept, err := s.Revision(t.Context(), "a1")
	require.NoError(t, err)
	require.Equal(t, published("a1", store.Version{}).Revision, kept)
	_, err = s.Revision(t.Context(), "c3")
	require.ErrorIs(t, err, store.ErrNotFound)
	for i, entry := range collect(t, unlinked(s.ListAudit(t.Context(), store.AuditFilter{}))) {
		want := published("", store.Version{}).Audit
		want.Object = strconv.Itoa(3 - i)
		require.Equal(t, want, entry)
	}
}

// A menu that is kept already keeps its first files and instant.
func revisions(t *testing.T, s store.Store) {
	first := published("a1", store.Version{})
	_, err := s.PublishVersion(t.Context(), first)
	require.NoError(t, err)
	again := first
	again.Revision.Loaded = noon.Add(time.Hour)
	_, err = s.PublishVersion(t.Context(), again)
	require.NoError(t, err)
	got, err := s.Revision(t.Context(), "a1")
	require.NoError(t, err)
	require.Equal(t, first.Revision, got)
	_, err = s.PublishVersion(t.Context(), store.Publication{})
	require.Error(t, err, "a revision has an id")
}

// What cannot be kept whole is not kept at all: neither files, nor version, nor name, nor
// entry in the audit.
func versionsWholeOrNot(t *testing.T, s store.Store) {
	ctx := t.Context()
	_, err := s.PublishVersion(ctx, published("a1", store.Version{Name: "spring"}))
	require.NoError(t, err)
	before, err := s.Versions(ctx)
	require.NoError(t, err)

	_, err = s.PublishVersion(ctx, published("b2", store.Version{Name: "spring"}))
	require.ErrorIs(t, err, store.ErrConflict)
	require.ErrorIs(t, s.NameVersion(ctx, 9, "summer", store.AuditEntry{At: noon}), store.ErrNotFound)

	_, err = s.Revision(ctx, "b2")
	require.ErrorIs(t, err, store.ErrNotFound)
	after, err := s.Versions(ctx)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Len(t, collect(t, s.ListAudit(ctx, store.AuditFilter{})), 1)
	next, err := s.PublishVersion(ctx, published("b2", store.Version{}))
	require.NoError(t, err)
	require.Equal(t, 2, next.Number, "what failed has taken no number")
}

// keptVerdicts: a verdict replaces the one before, and nothing else of its version.
func keptVerdicts(t *testing.T, s store.Store) {
	ctx := t.Context()
	first, err := s.PublishVersion(ctx, published("a1", store.Version{Name: "spring", Verdict: store.Verdict{At: noon, By: "v1"}}))
	require.NoError(t, err)
	require.ErrorIs(t, s.KeepVerdict(ctx, 9, store.Verdict{At: noon}), store.ErrNotFound)
	second := store.Verdict{At: noon.Add(time.Hour), By: "v2", Findings: []store.MenuFinding{{File: "menu.yaml", Line: 3, Column: 1, Rule: "calendar", Severity: "warn", Text: "a year"}}}
	require.NoError(t, s.KeepVerdict(ctx, first.Number, second))
	all, err := s.Versions(ctx)
	require.NoError(t, err)
	first.Verdict = second
	require.Equal(t, []store.Version{first}, all)
}

// A name is one version's; it may be changed, taken away, and given again. Each change is in
// the audit, and one that is refused is not.
func namedVersions(t *testing.T, s store.Store) {
	ctx := t.Context()
	_, err := s.PublishVersion(ctx, published("a1", store.Version{Name: "spring"}))
	require.NoError(t, err)
	_, err = s.PublishVersion(ctx, published("b2", store.Version{}))
	require.NoError(t, err)
	entry := store.AuditEntry{At: noon.Add(time.Hour), Who: "bo", Action: "menus.name"}
	require.ErrorIs(t, s.NameVersion(ctx, 2, "spring", entry), store.ErrConflict)
	require.ErrorIs(t, s.NameVersion(ctx, 9, "summer", entry), store.ErrNotFound)
	require.NoError(t, s.NameVersion(ctx, 1, "spring", entry), "its own name")
	require.NoError(t, s.NameVersion(ctx, 1, "", entry))
	require.NoError(t, s.NameVersion(ctx, 2, "spring", entry))
	all, err := s.Versions(ctx)
	require.NoError(t, err)
	require.Equal(t, "spring", all[0].Name)
	require.Empty(t, all[1].Name)
	require.Equal(t, []store.AuditEntry{entry, entry, entry}, collect(t, unlinked(s.ListAudit(ctx, store.AuditFilter{Since: entry.At}))))
}
