package bolt_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// The system keeps a file that was removed until it is closed: what calls have written meanwhile is told to be
// at risk, and not lost.
func TestAFileThatIsRemovedWhileItIsOpenIsSaved(t *testing.T) {
	t.Parallel()
	for name, misplace := range map[string]func(path string) error{
		"removed":  os.Remove,
		"moved":    func(path string) error { return os.Rename(path, path+".moved") },
		"replaced": func(path string) error { return os.Rename(anotherStore(t), path) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			s, err := bolt.Open(path, bolt.Options{})
			require.NoError(t, err)
			require.NoError(t, s.Ping(t.Context()))
			require.NoError(t, misplace(path))
			require.NoError(t, s.Commit(t.Context(), numbered("CA1", 0)))
			require.ErrorIs(t, s.Ping(t.Context()), store.ErrMisplaced)

			err = s.Close()
			require.ErrorIs(t, err, store.ErrMisplaced)
			saved, _ := filepath.Glob(path + ".saved-*")
			require.Len(t, saved, 1)
			require.ErrorContains(t, err, saved[0])
			info, err := os.Stat(saved[0])
			require.NoError(t, err)
			require.EqualValues(t, 0o600, info.Mode().Perm())
			_, _, err = open(t, saved[0], bolt.Options{}).Call(t.Context(), "CA1")
			require.NoError(t, err)
		})
	}
}

// Where its folder is gone, too, the records cannot be saved; it is said that they are lost.
func TestAFileWhoseFolderIsRemovedIsSaidToBeLost(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "folder")
	require.NoError(t, os.Mkdir(folder, 0o700))
	s, err := bolt.Open(filepath.Join(folder, "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(folder))
	require.ErrorContains(t, s.Close(), "its records are lost")
}

// anotherStore makes another store's file.
func anotherStore(t *testing.T) string {
	t.Helper()
	path := newPath(t)
	require.NoError(t, os.WriteFile(path, filled(t), 0o600))
	return path
}
