package live

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/starter"
)

// The folder is read once it is still, however many files are saved.
func TestManySavesAreReadOnce(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	saved, still := make(chan fsnotify.Event), make(chan time.Time)
	ctx, stop := context.WithCancel(t.Context())
	ended, waits := make(chan struct{}), 0
	loaded := make(chan struct{}, 9)
	s.folder.load = func() (*menus.Menu, error) { loaded <- struct{}{}; return s.load() }
	go func() {
		s.follow(ctx, signals{saved: saved, renew: func() {}, after: func(time.Duration) <-chan time.Time { waits++; return still }})
		close(ended)
	}()
	<-loaded // at the start
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
	s := newFixture(t)
	watcher, err := fsnotify.NewWatcher()
	require.NoError(t, err)
	signals{}.of(watcher, s.dir)
	s.say("What else?")
	require.Contains(t, (<-watcher.Events).Name, "menu.yaml")
	require.NoError(t, watcher.Close())
}

// watched follows the folder as a server does, and polls when told to.
func (s fixture) watched() (poll chan<- time.Time) {
	s.t.Helper()
	watcher, err := fsnotify.NewWatcher()
	require.NoError(s.t, err)
	polls := make(chan time.Time)
	from := signals{poll: polls, after: time.After}.of(watcher, s.dir)
	ctx, stop := context.WithCancel(s.t.Context())
	ended := make(chan struct{})
	go func() {
		s.follow(ctx, from)
		close(ended)
	}()
	s.t.Cleanup(func() {
		stop()
		<-ended
		require.NoError(s.t, watcher.Close())
	})
	return polls
}

func (s fixture) becomes(number int) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return s.number() == number }, 20*time.Second, 5*time.Millisecond)
}

func (s fixture) refusedOf(problem string) {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		return strings.Contains(s.problem(), problem)
	}, 20*time.Second, 5*time.Millisecond)
}

// release writes the starter's menus, with another question at their end, to a
// folder of their own.
func (s fixture) release(dir, words string) {
	s.t.Helper()
	there := s
	there.dir = dir
	require.NoError(s.t, os.CopyFS(dir, starter.FS))
	there.say(words)
}

// pointed makes a link lead elsewhere at one stroke.
func (s fixture) pointed(link, to string) {
	s.t.Helper()
	require.NoError(s.t, os.Symlink(to, link+".next"))
	require.NoError(s.t, os.Rename(link+".next", link))
}

// Kubernetes keeps a volume's files behind a link, and changes all by changing that.
func TestAVolumeIsChangedBehindALink(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	s.dir = t.TempDir()
	s.release(filepath.Join(s.dir, "..first"), "What else?")
	s.pointed(filepath.Join(s.dir, "..data"), "..first")
	for _, name := range []string{"menu.yaml", "people.yaml", "phrases.yaml"} {
		require.NoError(t, os.Symlink(filepath.Join("..data", name), filepath.Join(s.dir, name)))
	}
	s = s.restarted()
	s.watched()
	s.becomes(2)
	s.release(filepath.Join(s.dir, "..second"), "Anything more?")
	s.pointed(filepath.Join(s.dir, "..data"), "..second")
	require.NoError(t, os.RemoveAll(filepath.Join(s.dir, "..first")))
	s.becomes(3)
	require.Contains(t, s.Live().Version.Changed, "Anything more?")
}

// The folder may be a link to a release itself: no disk tells of its change.
func TestAFolderThatIsALinkIsPolled(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	releases := t.TempDir()
	s.dir = filepath.Join(releases, "current")
	for _, words := range []string{"What else?", "Anything more?"} {
		s.release(filepath.Join(releases, words), words)
	}
	s.pointed(s.dir, "What else?")
	s = s.restarted()
	poll := s.watched()
	s.becomes(2)
	s.pointed(s.dir, "Anything more?")
	poll <- demoTime
	s.becomes(3)
	s.release(filepath.Join(releases, "last"), "Is that all?")
	s.pointed(s.dir, "last")
	poll <- demoTime
	s.becomes(4)
	s.say("What else?")
	s.becomes(5) // the disk tells of the new folder's saves
}

// A file that is lost, whatever the way, is told, and callers notice nothing.
func TestWhatIsLostIsToldUntilItIsBack(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	people := filepath.Join(s.dir, "people.yaml")
	for _, lose := range []func(){
		func() { require.NoError(t, os.Remove(people)) },
		func() { require.NoError(t, os.Truncate(people, 400)) },
		func() { s.pointed(people, "nowhere.yaml") },
		func() { require.NoError(t, errors.Join(os.Remove(people), os.Mkdir(people, 0o700))) },
	} {
		lose()
		require.ErrorIs(t, s.Save(t.Context()), ErrRefused)
		r, _ := s.Rejection()
		require.Contains(t, r.Text(i18n.English, s.Live().Version), "version 1 goes on")
		require.NoError(t, os.RemoveAll(people))
		s.write("people.yaml", starterFile(t, "people.yaml"))
		require.NoError(t, s.Save(t.Context()))
		require.Empty(t, s.problem())
		require.Equal(t, 1, s.number())
	}
}

// A folder that is taken away and comes back is followed again.
func TestAFolderThatComesBackIsFollowed(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	poll := s.watched()
	require.NoError(t, os.RemoveAll(s.dir))
	s.refusedOf("no folder of menus")
	s.release(s.dir, "What else?")
	poll <- demoTime
	s.becomes(2)
	s.say("Anything more?")
	s.becomes(3)
}

// Somebody who writes in the folder all the time keeps no save from callers.
func TestAFolderThatIsNeverStillIsReadAtThePoll(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	saved, poll := make(chan fsnotify.Event), make(chan time.Time)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		s.follow(ctx, signals{saved: saved, poll: poll, renew: func() {}, after: func(time.Duration) <-chan time.Time { return make(chan time.Time) }})
		close(ended)
	}()
	s.say("What else?")
	for range 2 {
		saved <- fsnotify.Event{Op: fsnotify.Write}
		poll <- demoTime
	}
	s.becomes(2)
	stop()
	<-ended
}

// However many save at once, callers hear in the end what the folder holds.
func TestManyWhoSaveAtOnce(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			s.say("What else " + strconv.Itoa(n) + "?")
			if err := s.Save(context.Background()); err != nil && !errors.Is(err, ErrOvertaken) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	there, err := s.load()
	require.NoError(t, err)
	require.Equal(t, there.Tree.Revision, s.Current().Tree.Revision)
}
