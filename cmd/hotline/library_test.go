package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store/bolt"
)

// shelfed is a library that reads a folder, and the folder.
type shelfed struct {
	*library
	t    *testing.T
	kept *bolt.Store
	dir  string
}

func newShelf(t *testing.T) shelfed {
	t.Helper()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	s := shelfed{t: t, kept: kept, dir: t.TempDir()}
	require.NoError(t, os.CopyFS(s.dir, starter.FS))
	return s.restarted()
}

// say saves the starter's menu with another question at its end.
func (s shelfed) say(words string) {
	menu, err := fs.ReadFile(starter.FS, "menu.yaml")
	require.NoError(s.t, err)
	s.write("menu.yaml", strings.Replace(string(menu), "Is there anything else?", words, 1))
}

// write saves a file as editors do: under another name, then renamed.
func (s shelfed) write(name, content string) {
	next := filepath.Join(s.dir, "."+name+".tmp")
	require.NoError(s.t, os.WriteFile(next, []byte(content), 0o600))
	require.NoError(s.t, os.Rename(next, filepath.Join(s.dir, name)))
}

// restarted is the library that the next server opens.
func (s shelfed) restarted() shelfed {
	menu, err := loadMenu(s.dir)
	require.NoError(s.t, err)
	s.library, err = newLibrary(context.Background(), s.kept, menu, func() time.Time { return demoTime }, zerolog.Nop())
	require.NoError(s.t, err)
	s.read = func() (*menus.Menu, error) { return loadMenu(s.dir) }
	return s
}

func (s shelfed) number() int { return s.live.Load().version.Number }

// A call begun before a save hears the old menu to its end; one after, the new.
func TestASaveGoesLiveAndCallsKeepTheirs(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	before := s.Current().Tree
	s.say("What else?")
	require.NoError(t, s.save(t.Context()))
	require.Equal(t, 2, s.number())
	require.NotEqual(t, before.Revision, s.Current().Tree.Revision)
	require.Contains(t, s.live.Load().version.Changed, "What else?")
	old, err := s.Revision(t.Context(), before.Revision)
	require.NoError(t, err)
	require.Equal(t, before.Revision, old.Tree.Revision)
	require.NoError(t, s.save(t.Context()), "the folder is as it was")
	require.Equal(t, 2, s.number())
}

func TestABrokenSaveIsRefusedAndMended(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	good := s.Current().Tree.Revision
	s.write("menu.yaml", "hotline: [\n")
	require.ErrorIs(t, s.save(t.Context()), errRefused)
	require.Equal(t, good, s.Current().Tree.Revision)
	require.Contains(t, strings.Join(s.Notices(), "\n"), "menu.yaml:")
	s.say("What else?")
	require.NoError(t, s.save(t.Context()))
	require.Empty(t, s.Notices())
	require.NotEqual(t, good, s.Current().Tree.Revision)
}

// A restart does not undo a rollback; a further save, or being told to, does.
func TestARollbackStandsUntilTheFolderChanges(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	first := s.Current().Tree.Revision
	s.say("What else?")
	require.NoError(t, s.save(t.Context()))
	require.NoError(t, s.rollback(t.Context(), 1, "an"))
	require.Error(t, s.rollback(t.Context(), 1, "an"), "it is live already")
	require.ErrorAs(t, s.rollback(t.Context(), 9, "an"), &unreadable{})
	s = s.restarted()
	require.NoError(t, s.save(t.Context()))
	require.Equal(t, first, s.Current().Tree.Revision)
	require.Contains(t, s.Notices()[0], "rolled back from the folder's")
	s.say("Anything more?")
	require.NoError(t, s.save(t.Context()))
	require.NotEqual(t, first, s.Current().Tree.Revision)
	require.Empty(t, s.Notices())
	require.NoError(t, s.rollback(t.Context(), 1, "an"))
	require.NoError(t, s.reload(t.Context(), "an"))
	require.Empty(t, s.Notices())
}

// The folder is read once it is still, however many files are saved.
func TestManySavesAreReadOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	saved, still := make(chan fsnotify.Event), make(chan time.Time)
	ctx, stop := context.WithCancel(t.Context())
	ended, waits := make(chan struct{}), 0
	read := s.read
	loaded := make(chan struct{}, 9)
	s.read = func() (*menus.Menu, error) { loaded <- struct{}{}; return read() }
	go func() {
		s.follow(ctx, signals{saved: saved, after: func(time.Duration) <-chan time.Time { waits++; return still }})
		close(ended)
	}()
	for range 3 {
		saved <- fsnotify.Event{Op: fsnotify.Write}
	}
	still <- demoTime
	<-loaded
	stop()
	<-ended
	require.Equal(t, 3, waits)
	require.Empty(t, loaded)
}

// The disk itself tells of a save by rename.
func TestTheFolderTellsOfASave(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	watcher, err := watchFolder(s.dir)
	require.NoError(t, err)
	s.say("What else?")
	require.Contains(t, (<-watcher.Events).Name, "menu.yaml")
	require.NoError(t, watcher.Close())
}
