package web_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
)

var update = flag.Bool("update", false, "write what callers hear now into testdata/calls")

const goldenCalls = "../../testdata/calls"

// A golden call is written as a person would describe it: when, from where, which keys,
// on which menu of testdata/menus where it is not OKPAY's, and, below the line, all that
// was heard and what came of it.
const endOfHead = "---\n"

func TestGoldenCalls(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(goldenCalls + "/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			head, want, _ := strings.Cut(string(content), endOfHead)
			got := tell(t, head)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(head+endOfHead+got), 0o600))
				return
			}
			require.Equal(t, want, got, "go test ./ivr/web -run GoldenCalls -update, if this is what callers should hear")
		})
	}
}

// tell makes the call that the head of a golden call describes.
func tell(t *testing.T, head string) string {
	c, h := act(t, head)
	return transcript(c) + consequences(h)
}

func act(t *testing.T, head string) (talk, *fixture) {
	fields := map[string]string{}
	for line := range strings.Lines(head) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			fields[name] = value
		}
	}
	var options []option
	if name := fields["menu"]; name != "" {
		menu := menuOver(t, name)
		options = append(options, func(c *service.Config) { c.Menus = simulate.Fixed(menu) })
	}
	h := open(t, fields["at"], options...)
	return h.call(fields["from"], fields["keys"]), h
}

// menuOver loads the starter's menu with the files of a folder of testdata/menus laid
// over its own.
func menuOver(t *testing.T, name string) *menus.Menu {
	t.Helper()
	files := fstest.MapFS{}
	for _, from := range []fs.FS{starter.FS, os.DirFS(filepath.Join("..", "..", "testdata", "menus", name))} {
		names, err := fs.Glob(from, "*.*")
		require.NoError(t, err)
		for _, file := range names {
			data, err := fs.ReadFile(from, file)
			require.NoError(t, err)
			files[file] = &fstest.MapFile{Data: data}
		}
	}
	menu, err := menus.Load(files)
	require.NoError(t, err)
	return menu
}

// Every kind of node is met by the caller of some golden call.
func TestEveryKindHasAStory(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(goldenCalls + "/*.txt")
	require.NoError(t, err)
	met := map[string]bool{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		_, h := act(t, string(content))
		call, nodes := h.latest(), h.config.Menus.Current().Tree.Nodes
		met[nodes[call.Node].Kind] = true
		for _, p := range call.Path {
			met[nodes[p.Node].Kind] = true
		}
	}
	for _, kind := range node.Kinds() {
		require.True(t, met[kind.Name], "no call in testdata/calls meets a node of kind %s", kind.Name)
	}
}

func transcript(c talk) string {
	var out strings.Builder
	keys := ""
	for _, e := range c.Events() {
		if e.Kind == exchange.Pressed {
			keys += e.Keys
			continue
		}
		if keys != "" {
			fmt.Fprintf(&out, "> %s\n", hideCode(keys))
			keys = ""
		}
		switch e.Kind {
		case exchange.Said:
			fmt.Fprintf(&out, "  %s%s\n", map[bool]string{true: "(recorded) "}[e.URL != ""], e.Text)
		case exchange.Silence:
			out.WriteString("> (silence)\n")
		case exchange.Queued:
			fmt.Fprintf(&out, "  [waits in the queue %s]\n", e.Queue)
		case exchange.Left:
			fmt.Fprintf(&out, "  [left the queue: %s]\n", e.Result)
		case exchange.Recorded:
			fmt.Fprintf(&out, "> (a message of %s)\n", e.Length.Round(time.Second))
		case exchange.Ended:
			fmt.Fprintf(&out, "  [%s after %s]\n", e.Result, e.Length.Round(time.Second))
		}
	}
	return out.String()
}

func consequences(h *fixture) string {
	var out strings.Builder
	for _, m := range h.exchange.Messages("") {
		fmt.Fprintf(&out, "SMS: %s\n", hideCode(m.Body))
	}
	for c, err := range h.store.ListCases(h.t.Context(), store.CaseFilter{}) {
		require.NoError(h.t, err)
		fmt.Fprintf(&out, "case: %s for %s, %d recordings\n", c.Kind, c.Department, len(c.Recordings))
	}
	fmt.Fprintf(&out, "outcome: %s\n", h.latest().Outcome)
	return out.String()
}

var sixInARow = regexp.MustCompile(`\b\d{6}\b`)

func hideCode(body string) string { return sixInARow.ReplaceAllString(body, "******") }
