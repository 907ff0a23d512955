package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store/bolt"
)

// shelfed is a library that reads a folder, and the folder.
type shelfed struct {
	*publisher
	t    *testing.T
	kept *bolt.Store
	dir  string
}

func newConsoleAdapter(t *testing.T) shelfed {
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
	s.write("menu.yaml", strings.Replace(starterFile(s.t, "menu.yaml"), "Is there anything else?", words, 1))
}

func starterFile(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(starter.FS, name)
	require.NoError(t, err)
	return string(text)
}

// write saves a file as editors do: under another name, then renamed.
func (s shelfed) write(name, content string) {
	next, err := os.CreateTemp(s.dir, "."+name+".*")
	require.NoError(s.t, err)
	_, err = next.WriteString(content)
	require.NoError(s.t, errors.Join(err, next.Close()))
	require.NoError(s.t, os.Rename(next.Name(), filepath.Join(s.dir, name)))
}

// restarted is the library that the next server opens.
func (s shelfed) restarted() shelfed {
	read := func() (*menus.Menu, error) { return loadMenu(s.dir) }
	first, err := opening(context.Background(), s.kept, read)
	require.NoError(s.t, err)
	s.publisher, err = newLibrary(context.Background(), s.kept, first, func() time.Time { return demoTime }, zerolog.Nop())
	require.NoError(s.t, err)
	s.read = read
	return s
}

func (s shelfed) number() int { return s.live.Load().version.Number }

// A call begun before a save hears the old menu to its end; one after, the new.
func TestASaveGoesLiveAndCallsKeepTheirs(t *testing.T) {
	t.Parallel()
	s := newConsoleAdapter(t)
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

// The carrier fetches a recording after it was told to play it: by then another menu may
// be live.
func TestARecordingIsServedAfterItsMenuWasReplaced(t *testing.T) {
	t.Parallel()
	s := newConsoleAdapter(t)
	spoken := starterFile(t, "menu.yaml")
	played := strings.Replace(spoken, "  welcome:\n    say:\n", "  welcome:\n    play:\n      audio: { zh-CN: welcome.mp3 }\n", 1)
	s.write("welcome.mp3", "ID3 an invented recording")
	s.write("menu.yaml", played)
	require.NoError(t, s.save(t.Context()))
	require.Len(t, s.Current().Sounds, 1)
	for name, data := range s.Current().Sounds {
		s.write("menu.yaml", spoken)
		require.NoError(t, s.save(t.Context()))
		require.Empty(t, s.Current().Sounds)
		require.Equal(t, data, s.Sound(name))

		later := s.restarted()
		_, err := later.Revision(t.Context(), s.replaced(t))
		require.NoError(t, err)
		require.Equal(t, data, later.Sound(name), "the store keeps it for calls that go on after a restart")
	}
	require.Nil(t, s.Sound("never.mp3"))
}

// replaced is the revision of the menu before the live one.
func (s shelfed) replaced(t *testing.T) string {
	t.Helper()
	all, err := s.kept.Versions(t.Context())
	require.NoError(t, err)
	return all[1].Revision
}

func TestABrokenSaveIsRefusedAndMended(t *testing.T) {
	t.Parallel()
	s := newConsoleAdapter(t)
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
	s := newConsoleAdapter(t)
	first := s.Current().Tree.Revision
	s.say("What else?")
	require.NoError(t, s.save(t.Context()))
	require.NoError(t, s.rollback(t.Context(), "1", "an"))
	require.Error(t, s.rollback(t.Context(), "1", "an"), "it is live already")
	require.ErrorAs(t, s.rollback(t.Context(), "9", "an"), &unreadable{})
	s = s.restarted()
	require.NoError(t, s.save(t.Context()))
	require.Equal(t, first, s.Current().Tree.Revision)
	require.Contains(t, s.Notices()[0], "rolled back from the folder's")
	s.say("Anything more?")
	require.NoError(t, s.save(t.Context()))
	require.NotEqual(t, first, s.Current().Tree.Revision)
	require.Empty(t, s.Notices())
	require.NoError(t, s.rollback(t.Context(), "1", "an"))
	require.NoError(t, s.reload(t.Context(), "", "an"))
	require.Empty(t, s.Notices())
}

// A server whose folder is broken starts with what was live last, and says so;
// the first server of a store has nothing to start with.
func TestABrokenFolderStartsWithTheLastGoodMenus(t *testing.T) {
	t.Parallel()
	s := newConsoleAdapter(t)
	good := s.Current().Tree.Revision
	s.write("menu.yaml", "hotline: [\n")
	s = s.restarted()
	require.ErrorIs(t, s.start(t.Context()), errRefused)
	require.Equal(t, good, s.Current().Tree.Revision)
	require.Contains(t, s.Notices()[0], "menu.yaml:")
	s.say("What else?")
	require.NoError(t, s.save(t.Context()))
	require.Empty(t, s.Notices())
	require.NotEqual(t, good, s.Current().Tree.Revision)

	empty, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, empty.Close()) })
	s.write("menu.yaml", "hotline: [\n")
	_, err = opening(t.Context(), empty, s.read)
	require.ErrorContains(t, err, "menu.yaml:")
}

// What the folder holds at the start is proved like every save.
func TestTheMenusAtTheStartAreProved(t *testing.T) {
	t.Parallel()
	s := newConsoleAdapter(t)
	require.NoError(t, s.start(t.Context()))
	require.Empty(t, s.Notices())
}

// Versions go by number, by an operator's name, or by how their revision begins.
func TestVersionsHaveNames(t *testing.T) {
	t.Parallel()
	s := newConsoleAdapter(t)
	first := s.Current().Tree.Revision
	require.NoError(t, s.name(t.Context(), "1", "before the holidays", "an"))
	s.say("What else?")
	require.NoError(t, s.reload(t.Context(), "holidays", "an"))
	require.ErrorIs(t, s.name(t.Context(), "1", "holidays", "an"), errNameTaken)
	require.ErrorAs(t, s.name(t.Context(), "1", "7", "an"), &unreadable{})
	require.NoError(t, s.rollback(t.Context(), "before the holidays", "an"))
	require.Equal(t, first, s.Current().Tree.Revision)
	require.NoError(t, s.rollback(t.Context(), "holidays", "an"))
	require.NoError(t, s.rollback(t.Context(), first[:6], "an"))
	require.Equal(t, first, s.Current().Tree.Revision)
	require.ErrorAs(t, s.rollback(t.Context(), "no such name", "an"), &unreadable{})
}

// Who changes the menus ends the change that is under way.
func TestANewerChangeEndsAProof(t *testing.T) {
	t.Parallel()
	var one turns
	first, done := one.take(t.Context())
	ended := make(chan struct{})
	go func() {
		second, done := one.take(t.Context())
		defer done()
		require.NoError(t, second.Err())
		close(ended)
	}()
	<-first.Done()
	require.ErrorIs(t, context.Cause(first), errOvertaken)
	done()
	<-ended
}
