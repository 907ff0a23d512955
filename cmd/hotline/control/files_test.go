//go:build unix

package control

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// readTwice writes what the files hold, each read twice.
func readTwice(t *testing.T, files *Files, out io.Writer) {
	for _, f := range files.List {
		for range 2 {
			text, err := io.ReadAll(f.Text)
			if err == nil {
				_, err = f.Text.Seek(0, io.SeekStart)
			}
			if err != nil {
				t.Error(err)
			}
			_, _ = out.Write([]byte(f.Name + "=" + string(text) + " "))
		}
	}
}

// inFolder makes a folder with a file and a pipe, into which somebody writes.
func inFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plain.csv"), []byte("a"), 0o600))
	pipe := filepath.Join(dir, "pipe.csv")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	go func() { _ = os.WriteFile(pipe, []byte("b"), 0o600) }()
	return dir
}

// Files and pipes can be read again and again, with and without a server, and no copy is left.
func TestFilesAreReadAgain(t *testing.T) {
	t.Parallel()
	const want = "plain.csv=a plain.csv=a pipe.csv=b pipe.csv=b "
	names := []string{"plain.csv", "pipe.csv"}
	t.Run("server", func(t *testing.T) {
		t.Parallel()
		spool, dir := t.TempDir(), inFolder(t)
		store := filepath.Join(spool, "s.db")
		serving(t, store, func(_ context.Context, r Received) int {
			readTwice(t, r.Sent, r.Out)
			return 0
		})
		require.Equal(t, want, sent(t, store, Request{Dir: dir, Files: names}))
		left, err := filepath.Glob(filepath.Join(spool, ".hotline-import-*"))
		require.NoError(t, err)
		require.Empty(t, left)
	})
	t.Run("no server", func(t *testing.T) {
		t.Parallel()
		spool := t.TempDir()
		files, err := Open(t.Context(), inFolder(t), spool, names)
		require.NoError(t, err)
		var out strings.Builder
		readTwice(t, files, &out)
		require.Equal(t, want, out.String())
		require.NoError(t, files.Close())
		require.NoError(t, files.Close(), "again")
		left, err := os.ReadDir(spool)
		require.NoError(t, err)
		require.Empty(t, left)
	})
}

// A file that cannot be read is named, and nothing runs.
func TestAFileThatCannotBeReadIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plain.csv"), []byte("a"), 0o600))
	store := filepath.Join(dir, "s.db")
	ran := false
	serving(t, store, func(context.Context, Received) int { ran = true; return 0 })
	for name, want := range map[string]string{"nowhere.csv": "nowhere.csv: no such file or directory", ".": ".: is a directory"} {
		names := []string{"plain.csv", name}
		_, served, err := Send(t.Context(), store, Request{Dir: dir, Files: names}, io.Discard, io.Discard)
		require.ErrorAs(t, err, &FileError{})
		require.EqualError(t, err, want)
		require.True(t, served)
		_, err = Open(t.Context(), dir, dir, names)
		require.EqualError(t, err, want)
	}
	require.False(t, ran)
}
