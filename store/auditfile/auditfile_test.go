package auditfile_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/auditfile"
	"github.com/okpay/hotline/store/bolt"
)

// exported is a store with three entries in its audit, and their lines, oldest first.
func exported(t *testing.T) (*bolt.Store, []auditfile.Line) {
	t.Helper()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	for _, action := range []string{"case.view", "case.note", "case.close"} {
		require.NoError(t, kept.AppendAudit(t.Context(), store.AuditEntry{At: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC), Who: "an", Action: action}))
	}
	var file bytes.Buffer
	for e, err := range kept.ListAudit(t.Context(), store.AuditFilter{}) { // the newest first
		require.NoError(t, err)
		line, err := auditfile.LineOf(e)
		require.NoError(t, err)
		text, err := json.Marshal(line)
		require.NoError(t, err)
		file.Write(text)
		file.WriteByte('\n')
	}
	lines, err := auditfile.Read(&file)
	require.NoError(t, err)
	require.Len(t, lines, 3)
	return kept, []auditfile.Line{lines[2], lines[1], lines[0]}
}

// An export that is older than the store agrees with it; one of another store, or one that was
// changed, does not.
func TestAnExportIsComparedWithTheStore(t *testing.T) {
	t.Parallel()
	kept, lines := exported(t)
	chain, err := kept.AuditChain(t.Context())
	require.NoError(t, err)
	compare := func(chain store.AuditChain, lines ...auditfile.Line) []string {
		t.Helper()
		wrong, err := auditfile.Compare(t.Context(), kept, chain, lines, "old.jsonl")
		require.NoError(t, err)
		return wrong
	}
	require.Empty(t, compare(chain, lines...))
	changed, beyond := lines[1], lines[2]
	changed.Hash = lines[0].Hash
	beyond.Sequence = 9
	require.Equal(t, []string{"entry 2 is another in old.jsonl", "entry 9 of old.jsonl is missing"}, compare(chain, lines[0], changed, beyond))
	chain.Start.Sequence = 2 // the time of the first two is over
	require.Empty(t, compare(chain, changed))
}

func TestAnExportThatIsNoneNamesTheEntry(t *testing.T) {
	t.Parallel()
	_, err := auditfile.Read(strings.NewReader("{\"sequence\":1}\nshopping list\n"))
	require.ErrorContains(t, err, "entry 2 is no line that hotline audit export wrote")
}
