//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

const oneAccount = "account_id,name,email,phone,language,birth_date\npipe-1,Ann,,+14155550123,en-US,\n"

// A pipe can be read once, and only by the command: it is imported whole all the same.
func TestPipesAreImportedWithAndWithoutAServer(t *testing.T) {
	t.Parallel()
	for name, serve := range map[string]bool{"server": true, "no server": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if serve {
				held(t, filepath.Join(dir, "s.db"))
			}
			pipe := filepath.Join(dir, "pipe.csv")
			require.NoError(t, syscall.Mkfifo(pipe, 0o600))
			for _, text := range []string{oneAccount, oneAccount + "bad\n"} {
				written := make(chan error, 1)
				go func() { written <- os.WriteFile(pipe, []byte(text), 0o600) }()
				got := runIn(t, dir, "ledger", "import", "pipe.csv")
				require.NoError(t, <-written)
				if text == oneAccount {
					require.Equal(t, "pipe.csv\taccounts\t1\n", got.out)
					require.Contains(t, got.err, "pipe.csv is read as UTF-8")
					continue
				}
				require.Equal(t, statusUsage, got.status)
				require.Contains(t, got.err, "pipe.csv:3: has 1 fields")
			}
			left, err := filepath.Glob(filepath.Join(dir, ".hotline-import-*"))
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

func TestFileThatCannotBeReadImportsNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	held(t, filepath.Join(dir, "s.db"))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "good.csv"), []byte(oneAccount), 0o600))
	before := runIn(t, dir, "ledger", "stats").out
	for _, bad := range []string{"nowhere.csv", "."} {
		got := runIn(t, dir, "ledger", "import", "good.csv", bad)
		require.Equal(t, statusUsage, got.status)
		require.True(t, strings.HasPrefix(got.err, "import "+bad+": "), got.err)
		require.Equal(t, before, runIn(t, dir, "ledger", "stats").out)
	}
}
