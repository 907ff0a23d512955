// Package menutest gives tests the menus that ship, with edits, and schemas as an editor reads them.
package menutest

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
)

// Files returns the files of a folder, without those of folders in it; those of later folders are laid over
// them.
func Files(t testing.TB, folders ...fs.FS) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, folder := range folders {
		names, err := fs.Glob(folder, "*.*")
		require.NoError(t, err)
		for _, name := range names {
			data, err := fs.ReadFile(folder, name)
			require.NoError(t, err)
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	return files
}

// Replace replaces texts wherever they stand, all at once: each, and by what. Each must stand somewhere.
func Replace(t testing.TB, files fstest.MapFS, edits ...string) fstest.MapFS {
	t.Helper()
	for i := 0; i < len(edits); i += 2 {
		stands := func(f *fstest.MapFile) bool { return strings.Contains(string(f.Data), edits[i]) }
		require.True(t, slices.ContainsFunc(slices.Collect(maps.Values(files)), stands), "nothing to replace: %s", edits[i])
	}
	for _, f := range files {
		f.Data = []byte(strings.NewReplacer(edits...).Replace(string(f.Data)))
	}
	return files
}

// ReplaceIn replaces texts where they stand first in a file, one after the other: the file, the text, and by
// what. Each must stand there.
func ReplaceIn(t testing.TB, files fstest.MapFS, edits ...string) fstest.MapFS {
	t.Helper()
	for i := 0; i < len(edits); i += 3 {
		f := files[edits[i]]
		require.NotNil(t, f, "there is no file %s", edits[i])
		require.Contains(t, string(f.Data), edits[i+1], "nothing to replace")
		f.Data = []byte(strings.Replace(string(f.Data), edits[i+1], edits[i+2], 1))
	}
	return files
}

// Load loads menus that have no mistake.
func Load(t testing.TB, folder fs.FS) *menus.Menu {
	t.Helper()
	m, err := menus.Load(folder)
	require.NoError(t, err)
	return m
}

// Folder writes files into a folder of the test's, and returns its path.
func Folder(t testing.TB, files fstest.MapFS) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), files[name].Data, 0o600))
	}
	return dir
}
