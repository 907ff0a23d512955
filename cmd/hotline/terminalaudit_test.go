package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/control"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// Whoever reads customers' data at the terminal is in the audit by the system's
// name: whether the command opened the file or a server ran it.
func TestReadingAtTheTerminalIsAudited(t *testing.T) {
	t.Parallel()
	for name, served := range map[string]bool{"by the file": false, "by the server": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if served {
				held(t, filepath.Join(dir, "s.db"))
			}
			rows := "account_id,name,email,phone,language,birth_date\nacct-000099,Test,,+8613800000099,zh-CN,\n"
			require.NoError(t, os.WriteFile(filepath.Join(dir, "more.csv"), []byte(rows), 0o600))
			for _, args := range [][]string{
				{"ledger", "import", "more.csv"}, {"ledger", "show", "acct-000099"}, {"calls", "export"}, {"backup", "copy.db"},
			} {
				r := runIn(t, dir, args...)
				require.Zero(t, r.status, "%v: %s", args, r.err)
			}
			who := "terminal:" + control.User()
			copied, err := bolt.Open(filepath.Join(dir, "copy.db"), bolt.Options{})
			require.NoError(t, err)
			defer func() { require.NoError(t, copied.Close()) }()
			require.Equal(t, []string{
				who + " store.backup copy.db ", who + " call.export  ", who + " ledger.view  ****0099", who + " ledger.import  more.csv",
			}, auditOf(t, copied))
		})
	}
}

// auditOf returns the audit's entries, newest first.
func auditOf(t *testing.T, s store.Store) (lines []string) {
	t.Helper()
	for e, err := range s.ListAudit(t.Context(), store.AuditFilter{}) {
		require.NoError(t, err)
		lines = append(lines, e.Who+" "+e.Action+" "+e.Object+" "+e.Detail)
	}
	return lines
}
