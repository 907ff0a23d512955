package run_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
)

var update = flag.Bool("update", false, "write what callers hear now into the golden files")

const testdata = "../../../../testdata/"

// goldenMenus are the menus of the folders of golden calls.
func goldenMenus(t *testing.T) map[string]*menus.Menu {
	t.Helper()
	return map[string]*menus.Menu{
		testdata + "calls":                menutest.Load(t, okpay.FS),
		testdata + "menus/recorded/calls": menutest.Load(t, menutest.Files(t, starter.FS, os.DirFS(testdata+"menus/recorded"))),
	}
}

// A golden call is a script, and beside it all that its caller hears, with what came of the call. The
// callers of golden calls meet every kind of node.
func TestGoldenCalls(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for folder, menu := range goldenMenus(t) {
		player := run.New(service.Config{Number: demo.Number, CallbackCountries: []string{"86"}}, menu, time.Time{})
		files, err := filepath.Glob(folder + "/*.yaml")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
				for kind := range golden(t, player, menu, file) {
					met[kind] = true
				}
			})
		}
	}
	for _, kind := range node.Kinds() {
		require.True(t, met[kind.Name], "no golden call meets a node of kind %s", kind.Name)
	}
}

// golden plays the call of a file, and returns the kinds of nodes that it meets.
func golden(t *testing.T, player run.Runner, menu *menus.Menu, file string) map[string]bool {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	calls, err := scenario.Parse(file, data)
	require.NoError(t, err)
	require.Len(t, calls, 1)
	result, heard := told(t, player, calls[0])
	require.True(t, result.Passes(), result.Text())
	beside := strings.TrimSuffix(file, ".yaml") + ".golden"
	if *update {
		require.NoError(t, os.WriteFile(beside, []byte(heard), 0o600))
	}
	want, err := os.ReadFile(beside)
	require.NoError(t, err)
	require.Equal(t, string(want), heard, "go test ./cmd/hotline/scenario/run -run GoldenCalls -update, if this is what callers should hear")
	nodes := menu.Tree.Nodes
	kinds := map[string]bool{nodes[result.Made.Node].Kind: true}
	for _, p := range result.Path {
		kinds[nodes[p.Node].Kind] = true
	}
	return kinds
}

// told plays a script, and returns in words what its caller heard and what came of the call.
func told(t *testing.T, player run.Runner, c scenario.Call) (run.Result, string) {
	t.Helper()
	w := &witness{t: t}
	result := player.PlayBy(t.Context(), c, func(p *scenario.Player) run.Caller {
		w.Player, w.hotline = p, p.Environment.(*run.Sandbox)
		return w
	})
	require.NoError(t, result.Err)
	return result, w.heard + "outcome: " + string(result.Made.Outcome) + "\n"
}

// witness is a script's caller, whose hotline is looked at before it is closed.
type witness struct {
	*scenario.Player
	t       *testing.T
	hotline *run.Sandbox
	heard   string
}

// Finish implements [run.Caller].
func (w *witness) Finish(ends func(string) (string, bool)) *scenario.Failure {
	var out strings.Builder
	for i, c := range w.hotline.Hotline.Exchange.Calls() {
		if i == 0 {
			transcript(&out, c.Events())
		}
		for _, e := range c.Events() { // which documents of ours never cause
			if e.Kind == exchange.Warning || e.Kind == exchange.Failed {
				w.t.Errorf("the exchange found fault: %d %s", e.Code, e.Text)
			}
		}
	}
	for _, m := range w.hotline.Hotline.Messages("") {
		fmt.Fprintf(&out, "SMS: %s\n", hideCode(m.Body))
	}
	for c, err := range w.hotline.Store.ListCases(w.t.Context(), store.CaseFilter{}) {
		require.NoError(w.t, err)
		fmt.Fprintf(&out, "case: %s for %s, %d recordings\n", c.Kind, c.Department, len(c.Recordings))
	}
	w.heard = out.String()
	return w.Player.Finish(ends)
}

// transcript writes what was heard and done on a call, a line each.
func transcript(out *strings.Builder, events []exchange.Event) {
	keys := ""
	for _, e := range events {
		if e.Kind == exchange.Pressed {
			keys += e.Keys
			continue
		}
		if keys != "" {
			fmt.Fprintf(out, "> %s\n", hideCode(keys))
			keys = ""
		}
		switch e.Kind {
		case exchange.Said:
			fmt.Fprintf(out, "  %s%s\n", map[bool]string{true: "(recorded) "}[e.URL != ""], e.Text)
		case exchange.Silence:
			out.WriteString("> (silence)\n")
		case exchange.Queued:
			fmt.Fprintf(out, "  [waits in the queue %s]\n", e.Queue)
		case exchange.Left:
			fmt.Fprintf(out, "  [left the queue: %s]\n", e.Result)
		case exchange.Recorded:
			fmt.Fprintf(out, "> (a message of %s)\n", e.Length.Round(time.Second))
		case exchange.Ended:
			fmt.Fprintf(out, "  [%s after %s]\n", e.Result, e.Length.Round(time.Second))
		}
	}
}

var sixInARow = regexp.MustCompile(`\b\d{6}\b`)

func hideCode(body string) string { return sixInARow.ReplaceAllString(body, "******") }
