package live

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// demoTime is when all of these tests are.
var demoTime = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)

// fixture is a publisher that reads a folder, and the folder.
type fixture struct {
	*Publisher
	t     *testing.T
	store *faulty
	dir   string
	loads *atomic.Int64 // how often the folder was loaded
}

// faulty is a store that publishes nothing while it is told to fail.
type faulty struct {
	*bolt.Store
	fails atomic.Bool
}

// PublishVersion implements [store.Versions].
func (f *faulty) PublishVersion(ctx context.Context, p store.Publication) (store.Version, error) {
	if f.fails.Load() {
		return store.Version{}, errors.New("the disk is full")
	}
	return f.Store.PublishVersion(ctx, p)
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	s := fixture{t: t, store: &faulty{Store: emptyStore(t)}, dir: t.TempDir(), loads: &atomic.Int64{}}
	require.NoError(t, os.CopyFS(s.dir, starter.FS))
	return s.restarted()
}

func emptyStore(t *testing.T) *bolt.Store {
	t.Helper()
	opened, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened
}

// say saves the starter's menu with another question at its end.
func (s fixture) say(words string) {
	s.write("menu.yaml", strings.Replace(starterFile(s.t, "menu.yaml"), "Is there anything else?", words, 1))
}

func starterFile(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(starter.FS, name)
	require.NoError(t, err)
	return string(text)
}

// write saves a file as editors do: under another name, then renamed.
func (s fixture) write(name, content string) {
	next, err := os.CreateTemp(s.dir, "."+name+".*")
	require.NoError(s.t, err)
	_, err = next.WriteString(content)
	require.NoError(s.t, errors.Join(err, next.Close()))
	require.NoError(s.t, os.Rename(next.Name(), filepath.Join(s.dir, name)))
}

// load loads the folder, and counts it.
func (s fixture) load() (*menus.Menu, error) {
	s.loads.Add(1)
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return nil, fmt.Errorf("no folder of menus: %w", err)
	}
	defer func() { _ = root.Close() }()
	return menus.Load(root.FS())
}

// config is what a server has; its proofs have no bounds.
func (s fixture) config() Config {
	return Config{
		Store: s.store, Load: s.load, Program: "v1", Languages: []string{"zh-CN", "en-US"},
		Clock: func() time.Time { return demoTime }, Log: zerolog.Nop(),
		Prove: func(ctx context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error) {
			found := check.Prove(menu, at, check.Options{Stop: func() string {
				if ctx.Err() != nil {
					return "it was given up"
				}
				return ""
			}}).Findings
			return found, context.Cause(ctx)
		},
	}
}

// restarted is the publisher that the next server opens.
func (s fixture) restarted() fixture {
	s.t.Helper()
	first, err := Last(context.Background(), s.store, s.load)
	require.NoError(s.t, err)
	s.Publisher, err = New(context.Background(), s.config(), first)
	require.NoError(s.t, err)
	return s
}

func (s fixture) number() int { return s.Live().Version.Number }

// problem is the first for which the folder is refused; "" when it is not.
func (s fixture) problem() string {
	if r, rejected := s.Rejection(); rejected {
		return r.Problems[0]
	}
	return ""
}

// A call begun before a save hears the old menu to its end; one after, the new.
func TestASaveGoesLiveAndCallsKeepTheirs(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	before := s.Current().Tree
	s.say("What else?")
	require.NoError(t, s.Save(t.Context()))
	require.Equal(t, 2, s.number())
	require.NotEqual(t, before.Revision, s.Current().Tree.Revision)
	require.Contains(t, s.Live().Version.Changed, "What else?")
	old, err := s.Revision(t.Context(), before.Revision)
	require.NoError(t, err)
	require.Equal(t, before.Revision, old.Tree.Revision)
	require.NoError(t, s.Save(t.Context()), "the folder is as it was")
	require.Equal(t, 2, s.number())
}

// The carrier fetches a recording after it was told to play it: by then another menu may
// be live.
func TestARecordingIsServedAfterItsMenuWasReplaced(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	spoken := starterFile(t, "menu.yaml")
	played := strings.Replace(spoken, "  welcome:\n    say:\n", "  welcome:\n    play:\n      audio: { zh-CN: welcome.mp3 }\n", 1)
	s.write("welcome.mp3", "ID3 an invented recording")
	s.write("menu.yaml", played)
	require.NoError(t, s.Save(t.Context()))
	require.Len(t, s.Current().Sounds, 1)
	for name, data := range s.Current().Sounds {
		s.write("menu.yaml", spoken)
		require.NoError(t, s.Save(t.Context()))
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
func (s fixture) replaced(t *testing.T) string {
	t.Helper()
	all, err := s.store.Versions(t.Context())
	require.NoError(t, err)
	return all[1].Revision
}

func TestABrokenSaveIsRefusedAndMended(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	good := s.Current().Tree.Revision
	s.write("menu.yaml", "hotline: [\n")
	require.ErrorIs(t, s.Save(t.Context()), ErrRefused)
	require.Equal(t, good, s.Current().Tree.Revision)
	require.Contains(t, s.problem(), "menu.yaml:")
	s.say("What else?")
	require.NoError(t, s.Save(t.Context()))
	require.Empty(t, s.problem())
	require.NotEqual(t, good, s.Current().Tree.Revision)
}

// A restart does not undo a rollback; a further save, or being told to, does.
func TestARollbackStandsUntilTheFolderChanges(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	first := s.Current().Tree.Revision
	s.say("What else?")
	require.NoError(t, s.Save(t.Context()))
	require.NoError(t, s.Rollback(t.Context(), "1", "an"))
	require.Error(t, s.Rollback(t.Context(), "1", "an"), "it is live already")
	require.ErrorAs(t, s.Rollback(t.Context(), "9", "an"), &InputError{})
	s = s.restarted()
	require.NoError(t, s.Save(t.Context()))
	require.Equal(t, first, s.Current().Tree.Revision)
	require.True(t, s.Live().Version.RolledBack())
	s.say("Anything more?")
	require.NoError(t, s.Save(t.Context()))
	require.NotEqual(t, first, s.Current().Tree.Revision)
	require.False(t, s.Live().Version.RolledBack())
	require.NoError(t, s.Rollback(t.Context(), "1", "an"))
	require.NoError(t, s.Reload(t.Context(), "", "an"))
	require.False(t, s.Live().Version.RolledBack())
}

// A server whose folder is broken starts with what was live last, and says so;
// the first server of a store has nothing to start with.
func TestABrokenFolderStartsWithTheLastGoodMenus(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	good := s.Current().Tree.Revision
	s.write("menu.yaml", "hotline: [\n")
	s = s.restarted()
	require.ErrorIs(t, s.Start(t.Context()), ErrRefused)
	require.Equal(t, good, s.Current().Tree.Revision)
	require.Contains(t, s.problem(), "menu.yaml:")
	s.say("What else?")
	require.NoError(t, s.Save(t.Context()))
	require.Empty(t, s.problem())
	require.NotEqual(t, good, s.Current().Tree.Revision)

	s.write("menu.yaml", "hotline: [\n")
	_, err := Last(t.Context(), emptyStore(t), s.load)
	require.ErrorContains(t, err, "menu.yaml:")
}

// What the folder holds at the start is proved like every save.
func TestTheMenusAtTheStartAreProved(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	require.NoError(t, s.Start(t.Context()))
	require.Empty(t, s.problem())
}

// Versions go by number, by an operator's name, or by how their revision begins.
func TestVersionsHaveNames(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	first := s.Current().Tree.Revision
	require.NoError(t, s.Name(t.Context(), "1", "before the holidays", "an"))
	s.say("What else?")
	require.NoError(t, s.Reload(t.Context(), "holidays", "an"))
	require.ErrorIs(t, s.Name(t.Context(), "1", "holidays", "an"), ErrNameTaken)
	require.ErrorAs(t, s.Name(t.Context(), "1", "7", "an"), &InputError{})
	require.NoError(t, s.Rollback(t.Context(), "before the holidays", "an"))
	require.Equal(t, first, s.Current().Tree.Revision)
	require.NoError(t, s.Rollback(t.Context(), "holidays", "an"))
	require.NoError(t, s.Rollback(t.Context(), first[:6], "an"))
	require.Equal(t, first, s.Current().Tree.Revision)
	require.ErrorAs(t, s.Rollback(t.Context(), "no such name", "an"), &InputError{})
}

// A call goes on with the menus it began with, over a restart too.
func TestOldMenusAreKept(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	before := s.Current().Tree
	s.say("What else?")
	require.NoError(t, s.Save(t.Context()))
	later := s.restarted()
	for range 2 { // from the store, then from memory
		again, err := later.Revision(t.Context(), before.Revision)
		require.NoError(t, err)
		require.Equal(t, before.Revision, again.Tree.Revision)
		require.Len(t, again.Tree.Nodes, len(before.Nodes))
	}
	_, err := later.Revision(t.Context(), "never")
	require.ErrorIs(t, err, store.ErrNotFound)
}

// A save loads the folder once, whether it holds news or not.
func TestASaveLoadsTheFolderOnce(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	require.NoError(t, s.Start(t.Context()))
	for _, words := range []string{"What else?", "What else?", "Anything more?"} {
		s.say(words)
		before := s.loads.Load()
		require.NoError(t, s.Save(t.Context()))
		require.Equal(t, before+1, s.loads.Load())
	}
	require.Equal(t, 3, s.number())
}

// What the store does not keep does not go live, and the same folder is taken up again.
func TestAVersionThatIsNotKeptIsNotLive(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	first := s.Current().Tree.Revision
	s.say("What else?")
	s.store.fails.Store(true)
	require.ErrorContains(t, s.Save(t.Context()), "the disk is full")
	require.Equal(t, first, s.Current().Tree.Revision)
	s.store.fails.Store(false)
	require.NoError(t, s.Save(t.Context()))
	require.Equal(t, 2, s.number())

	s.say("Anything more?")
	s.store.fails.Store(true)
	require.ErrorContains(t, s.Rollback(t.Context(), "1", "an"), "the disk is full")
	require.Equal(t, 2, s.number())
	s.store.fails.Store(false)
	require.NoError(t, s.Save(t.Context()), "the rollback that failed does not hide the save")
	require.Equal(t, 3, s.number())
}

// Each version and each name has one entry in the audit.
func TestEveryChangeIsInTheAudit(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	s.say("What else?")
	require.NoError(t, s.Save(t.Context()))
	require.NoError(t, s.Name(t.Context(), "2", "holidays", "amy"))
	require.NoError(t, s.Rollback(t.Context(), "1", "ben"))
	var entries []string
	for entry, err := range s.store.ListAudit(t.Context(), store.AuditFilter{}) {
		require.NoError(t, err)
		entries = append(entries, strings.Join([]string{entry.Who, entry.Action, entry.Object}, " "))
		if entry.Action == "menus.save" || entry.Action == "menus.rollback" {
			require.Contains(t, entry.Detail, "What else?")
		}
	}
	require.Equal(t, []string{"ben menus.rollback 3", "amy menus.name 2", " menus.save 2", " menus.start 1"}, entries)
}

// A newer change ends the one that is under way.
func TestANewerChangeEndsAProof(t *testing.T) {
	t.Parallel()
	var changes latestWins
	begun, ended := make(chan struct{}), make(chan error, 1)
	first := changes.join(t.Context())
	go func() {
		ended <- first.do(func(ctx context.Context) error {
			close(begun)
			<-ctx.Done()
			return context.Cause(ctx)
		})
	}()
	<-begun
	second := changes.join(t.Context())
	require.NoError(t, second.do(func(context.Context) error { return nil }))
	require.ErrorIs(t, <-ended, ErrOvertaken)
}

// Of two saves that wait, the one that has loaded what the folder held later goes live, in
// whatever order they get their turn.
func TestASaveThatWaitsPublishesNothingOlder(t *testing.T) {
	t.Parallel()
	s := newFixture(t)
	s.say("What else?")
	older := s.folder.readNews(t.Context())
	s.say("Anything more?")
	newer := s.folder.readNews(t.Context())
	require.NoError(t, s.takeUp(newer, store.Version{Why: atSave}))
	require.ErrorIs(t, s.takeUp(older, store.Version{Why: atSave}), ErrOvertaken)
	require.Contains(t, s.Live().Version.Changed, "Anything more?")
	before := s.loads.Load()
	require.NoError(t, s.Save(t.Context()), "the folder is as the newer save found it")
	require.Equal(t, before+1, s.loads.Load())
	require.Equal(t, 2, s.number())
}
