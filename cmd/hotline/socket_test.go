package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/control"
	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

var demoTime = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)

// held is a demo store with a server that holds it until the test ends.
func held(t *testing.T, path string) {
	t.Helper()
	opened, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, demo.Fill(t.Context(), opened, demoTime))
	ctx, stop := context.WithCancel(context.Background())
	o := storeContext{store: opened, menu: menuOf(config.Settings{}), now: func() time.Time { return demoTime }, site: "http://127.0.0.1:8080"}
	wait, err := control.Serve(ctx, path, o.run)
	require.NoError(t, err)
	t.Cleanup(func() {
		stop()
		require.NoError(t, wait())
		require.NoError(t, opened.Close())
	})
}

// ran is what came of a command line.
type ran struct {
	out, err string
	status   int
}

func runIn(t *testing.T, dir string, args ...string) ran {
	t.Helper()
	return runOn(t, dir, filepath.Join(dir, "s.db"), args...)
}

// runOn runs a command line on a store.
func runOn(t *testing.T, dir, where string, args ...string) ran {
	t.Helper()
	var out, err bytes.Buffer
	p := program{
		Console: terminal.Console{Out: &out, Err: &err, Dir: dir},
		lookup:  func(string) (string, bool) { return "", false },
	}
	status := p.run(context.Background(), append([]string{"--store", where}, args...))
	return ran{out.String(), err.String(), status}
}

// inviteToken is another one each time.
var inviteToken = regexp.MustCompile(`/signin/invite/\S+`)

// Who asks need not know who holds the store: every command says the same.
func TestSameAnswerThroughTheSocket(t *testing.T) {
	t.Parallel()
	there, here := t.TempDir(), t.TempDir()
	held(t, filepath.Join(there, "s.db"))
	opened, err := bolt.Open(filepath.Join(here, "s.db"), bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, demo.Fill(t.Context(), opened, demoTime))
	require.NoError(t, opened.Close())
	for _, line := range []string{
		"ledger stats", "ledger stats --json", "ledger show 20261003", "ledger show nothing", "ledger import nowhere.csv",
		"agents list", "agents add Three --number +8613900000003 --department general", "agents add Four --number 4 --department general",
		"agents list --json", "agents remove nobody", "calls list", "calls show CA0", "calls list --limit -1",
		"cases list", "cases show 1", "hours close support --until 2026-11-25", "report --year 2026", "backup nowhere/x",
	} {
		args := strings.Fields(line)
		through, direct := runIn(t, there, args...), runIn(t, here, args...)
		if strings.HasPrefix(line, "hours close") {
			direct = through // the server's clock is not this machine's
		}
		through.out = inviteToken.ReplaceAllString(through.out, "")
		direct.out = inviteToken.ReplaceAllString(direct.out, "")
		through.err = strings.ReplaceAll(through.err, there, "")
		direct.err = strings.ReplaceAll(direct.err, here, "")
		require.Equal(t, direct, through, line)
	}
}

// Who changes the menus is the user at the terminal, who may be another than the server's.
func TestMenusAreChangedByTheUserAtTheTerminal(t *testing.T) {
	t.Parallel()
	opened, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	o := storeContext{store: opened, menu: menuOf(config.Settings{}), now: func() time.Time { return demoTime }}
	for who, args := range map[string][]string{"amy": {"menus", "name", "1", "first", "--by", "amy"}, "operator": {"menus", "name", "1", "one"}} {
		var errs bytes.Buffer
		r := control.Received{Request: control.Request{Args: args}, User: "operator", Out: io.Discard, Err: &errs}
		require.Equal(t, statusDone, o.run(t.Context(), r), errs.String())
		for entry, err := range opened.ListAudit(t.Context(), store.AuditFilter{}) {
			require.NoError(t, err)
			require.Equal(t, []string{who, "menus.name"}, []string{entry.Who, entry.Action})
			break // the newest
		}
	}
}

func TestManyCommandsAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	held(t, filepath.Join(dir, "s.db"))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			got := runIn(t, dir, "ledger", "stats")
			if got != (ran{out: "accounts\t14\ntransactions\t16\nrefunds\t9\nshared_phones\t1\n"}) {
				t.Errorf("%+v", got)
			}
		})
	}
	all.Wait()
}

// The socket is for the store: nothing else can be made to run there.
func TestSocketRunsStoreCommandsOnly(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	run := func(args ...string) int {
		return storeContext{}.run(t.Context(), control.Received{Request: control.Request{Args: args}, Out: &out, Err: &errs})
	}
	require.Equal(t, statusUsage, run("restore", "x"))
	require.Contains(t, errs.String(), "does not work on the store")
	require.Equal(t, statusUsage, run("bogus"))
	require.Equal(t, statusDone, run("--help"))
	require.Contains(t, out.String(), "Usage")
}

func TestDemoIsWholeAndInvented(t *testing.T) {
	t.Parallel()
	statuses, types := map[string]bool{}, map[string]bool{}
	for row := range demo.Rows(demoTime) {
		switch {
		case row.Refund != nil:
			statuses[row.Refund.Status] = true
			require.False(t, row.Refund.Submitted.After(demoTime))
		case row.Transaction != nil:
			types[row.Transaction.Type+" "+row.Transaction.Status] = true
			require.False(t, row.Transaction.Time.After(demoTime))
		}
	}
	require.Len(t, statuses, 5)
	for _, want := range []string{"payment completed", "payment pending", "payment refunded", "topup completed", "transfer cancelled", "withdrawal failed"} {
		require.True(t, types[want], want)
	}
}
