package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

const (
	oldWords = "还有别的可以帮您吗？"
	newWords = "还需要什么帮助？"
)

// fixture is a hotline in a process of its own, on a folder of menus that a test
// saves to.
type fixture struct {
	*victim
	menus string
}

func newFixture(t *testing.T, settings ...string) fixture {
	t.Helper()
	h := fixture{newVictim(t), t.TempDir()}
	require.NoError(t, os.CopyFS(h.menus, starter.FS))
	log, err := os.Create(filepath.Join(h.dir, "log"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, log.Close()) })
	h.log, h.env = log, append(append(h.env, "HOTLINE_MENUS="+h.menus, "HOTLINE_LOG_LEVEL=info"), settings...)
	h.start()
	require.Eventually(t, func() bool { return strings.Contains(h.logged(), "the menus are proved") }, patience, 5*time.Millisecond)
	return h
}

// starterFile is a file of the menus that a test begins with.
func starterFile(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(starter.FS, name)
	require.NoError(t, err)
	return string(text)
}

// say saves the starter's menu with another question at its end.
func (h fixture) say(words string) {
	h.save(strings.Replace(starterFile(h.t, "menu.yaml"), oldWords, words, 1))
}

// save writes menu.yaml in place, as some editors do.
func (h fixture) save(content string) {
	require.NoError(h.t, os.WriteFile(filepath.Join(h.menus, "menu.yaml"), []byte(content), 0o600))
}

// hotline runs a command line, which finds the process by the store's socket.
func (h fixture) hotline(args ...string) ran {
	var out, err bytes.Buffer
	p := program{
		Console: terminal.Console{Out: &out, Err: &err, Dir: h.dir},
		lookup:  func(string) (string, bool) { return "", false },
	}
	status := p.run(context.Background(), append([]string{"--store", "hotline.db"}, args...))
	return ran{out.String(), err.String(), status}
}

// live waits until a version is live.
func (h fixture) live(number string) {
	h.t.Helper()
	require.Eventually(h.t, func() bool { return strings.HasPrefix(h.hotline("menus", "list").out, number+"\t") },
		patience, 20*time.Millisecond, "version %s does not go live", number)
}

// hears is what a caller is told by the answer to a step. Where a busy machine was too slow
// for the webhook's deadline, the answer leads to a person: the step is delivered again, as
// the carrier may.
func (h fixture) hears(call, step, digits string) (body string) {
	h.t.Helper()
	require.Eventually(h.t, func() bool {
		var err error
		body, err = h.post(call, step, digits)
		require.NoError(h.t, err)
		return !strings.Contains(body, "/voice/fallback/")
	}, patience, 20*time.Millisecond, "step %s", step)
	return body
}

// patience is how long a test waits for what a process does: it is done at once, but on a
// machine that has no time for it.
const patience = 2 * time.Minute

// page is what the server tells whoever looks after it.
func (h fixture) page(path string) string {
	h.t.Helper()
	response, err := http.Get(h.base + path)
	require.NoError(h.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(h.t, err)
	return string(body)
}

func (h fixture) logged() string { return read(h.t, h.log.Name()) }

func (h fixture) restart() {
	h.kill()
	h.start()
}

// changes are the audit's lines on the menus, from the first on; the server has
// ended.
func (h fixture) changes() (lines []store.AuditEntry) {
	h.kill()
	kept, err := bolt.Open(filepath.Join(h.dir, "hotline.db"), bolt.Options{})
	require.NoError(h.t, err)
	for entry, err := range kept.ListAudit(h.t.Context(), store.AuditFilter{}) {
		require.NoError(h.t, err)
		if strings.HasPrefix(entry.Action, "menus.") {
			lines = append(lines, entry)
		}
	}
	require.NoError(h.t, kept.Close())
	slices.Reverse(lines)
	return lines
}

const (
	callerBefore = "CA00000000000000000000000000000001"
	callerAfter  = "CA00000000000000000000000000000002"
	callerLater  = "CA00000000000000000000000000000003"
)

// A caller who is in the menu when it is saved goes on in the old words, though
// the server dies meanwhile; the next caller hears the new.
func TestACallGoesOnInTheWordsItBeganWith(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.hears(callerBefore, "0", "")
	h.say(newWords)
	h.live("2")

	h.hears(callerAfter, "0", "")
	require.Contains(t, h.hears(callerAfter, "1", "1"), newWords)
	require.Contains(t, h.hears(callerBefore, "1", "1"), oldWords)
	h.restart()
	h.hears(callerBefore, "2", "1")
	require.Contains(t, h.hears(callerBefore, "3", "1"), oldWords)
	h.hears(callerLater, "0", "")
	require.Contains(t, h.hears(callerLater, "1", "1"), newWords)

	changes := h.changes()
	require.Len(t, changes, 2)
	require.Equal(t, []string{"menus.start", "menus.save"}, []string{changes[0].Action, changes[1].Action})
	require.Contains(t, changes[1].Detail, newWords)
}

// Who may signal the process has it read the folder, which nothing watches.
func TestASignalTakesUpTheMenus(t *testing.T) {
	t.Parallel()
	h := newFixture(t, "HOTLINE_WATCH=false")
	h.say(newWords)
	require.NoError(t, h.process.Process.Signal(syscall.SIGHUP))
	h.live("2")

	h.save("hotline: [\n")
	require.NoError(t, h.process.Process.Signal(syscall.SIGHUP))
	require.Eventually(t, func() bool { return strings.Contains(h.page("/readyz"), "menu.yaml:") }, patience, 20*time.Millisecond)
	h.hears(callerAfter, "0", "")
	require.Contains(t, h.hears(callerAfter, "1", "1"), newWords, "the good menus go on")

	changes := h.changes()
	require.Equal(t, "SIGHUP", changes[len(changes)-1].Who)
	require.Contains(t, changes[len(changes)-1].Detail, newWords)
}

// Terminals change the menus of a running server: each change by whom it says,
// under a name, and back again.
func TestTheMenusAreChangedFromATerminal(t *testing.T) {
	t.Parallel()
	h := newFixture(t, "HOTLINE_WATCH=false")
	h.say(newWords)
	reloaded := h.hotline("menus", "reload", "--name", "holidays", "--by", "amy")
	require.Contains(t, reloaded.out, "version 2 of the menus")
	require.Contains(t, h.hotline("menus", "show", "holidays").out, newWords+"” instead of “"+oldWords)
	require.Contains(t, h.hotline("menus", "show", "holidays", "--language", "zh-CN").out, "改说“"+newWords)
	require.Equal(t, statusDone, h.hotline("menus", "name", "1", "before the holidays", "--by", "amy").status)
	require.Contains(t, h.hotline("menus", "rollback", "before the holidays", "--by", "ben").out, "version 3 of the menus")
	h.hears(callerAfter, "0", "")
	require.Contains(t, h.hears(callerAfter, "1", "1"), oldWords)
	require.Contains(t, h.page("/readyz"), "rolled back from the folder's")

	h.save("hotline: [\n")
	refused := h.hotline("menus", "reload", "--by", "amy")
	require.Equal(t, statusNo, refused.status)
	require.Contains(t, refused.err, "menu.yaml:")
	require.Contains(t, h.page("/readyz"), "menu.yaml:")
	require.Contains(t, h.page("/metrics"), "\nhotline_menus_refused 1\n")
	require.Contains(t, h.logged(), "menu.yaml:")

	var told []string
	for _, c := range h.changes() {
		require.False(t, c.At.IsZero())
		told = append(told, strings.Join([]string{c.Who, c.Action, c.Object}, " "))
		if c.Action == "menus.reload" || c.Action == "menus.rollback" {
			require.Contains(t, c.Detail, newWords, "the diff")
		}
	}
	require.Equal(t, []string{" menus.start 1", "amy menus.reload 2", "amy menus.name 1", "ben menus.rollback 3"}, told)
}
