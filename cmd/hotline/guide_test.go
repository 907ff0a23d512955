package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus/check/rules"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store/storetest/heldport"
)

// guideDay is when the guides' commands are typed: the holidays of no year are
// then missing.
const guideDay = "2026-03-02 10:00"

// block is a fenced block of a guide: its language, what its first line says
// besides, and its text.
type block struct{ language, info, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w+)(?: (\\S+))?\n(.*?)^```$")

// The guides' examples are followed as a reader would: texts are found and
// replaced, files made, commands typed, and what they print is compared. Both
// guides are followed side by side: their files are the same, and only what is
// printed may be in another language.
func TestGuides(t *testing.T) {
	english, chinese := blocksOf(t, "guide.md"), blocksOf(t, "guide.zh-CN.md")
	require.Len(t, chinese, len(english))
	port, release, err := heldport.Hold()
	require.NoError(t, err)
	t.Cleanup(release)
	t.Chdir(t.TempDir())
	reader := guideReader{port: port}
	for i, b := range english {
		reader.follow(t, b)
		if b != chinese[i] {
			require.Equal(t, "console", chinese[i].language, "the guides differ:\n%s", chinese[i].text)
			reader.follow(t, chinese[i])
		}
	}
}

// Whoever is refused finds the rule explained.
func TestGuidesExplainEveryRule(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"RULES.md", "RULES.zh-CN.md"} {
		for _, rule := range rules.All() {
			require.Contains(t, guide(t, name), "\n## `"+rule.Name+"` (", name)
		}
	}
}

func guide(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	require.NoError(t, err)
	return string(text)
}

func blocksOf(t *testing.T, name string) []block {
	t.Helper()
	var list []block
	for _, m := range fence.FindAllStringSubmatch(guide(t, name), -1) {
		list = append(list, block{m[1], m[2], m[3]})
	}
	require.NotEmpty(t, list)
	return list
}

// guideReader does what a guide says.
type guideReader struct {
	port  string
	found string // the text to replace
}

func (r *guideReader) follow(t *testing.T, b block) {
	t.Helper()
	verb, operand, _ := strings.Cut(b.info, "=")
	switch {
	case b.language == "console":
		r.session(t, b.text, b.info == "status=1")
	case verb == "new":
		require.NoError(t, os.MkdirAll(filepath.Dir(operand), 0o700))
		require.NoError(t, os.WriteFile(operand, []byte(b.text), 0o600))
	case verb == "find":
		require.Equal(t, 1, strings.Count(read(t, operand), b.text), "found once in %s:\n%s", operand, b.text)
		r.found = b.text
	case verb == "with":
		changed := strings.Replace(read(t, operand), r.found, b.text, 1)
		require.NoError(t, os.WriteFile(operand, []byte(changed), 0o600))
	default:
		require.Contains(t, []string{"sh", "json"}, b.language, "an example that nothing tries: %s", b.text)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// session types the commands after each $ and compares what they print; "..."
// stands for any lines.
func (r *guideReader) session(t *testing.T, text string, refused bool) {
	t.Helper()
	for part := range strings.SplitSeq("\n"+text, "\n$ ") {
		command, want, _ := strings.Cut(part, "\n")
		if command == "" {
			continue
		}
		got, status := r.run(t, command)
		require.Regexp(t, pattern(want), got, command)
		require.Equal(t, refused, status != statusDone, "%s ended with %d:\n%s", command, status, got)
	}
}

func pattern(want string) string {
	if want = strings.TrimSpace(want); want == "" {
		return `^\s*$`
	}
	lines := strings.Split(want, "\n")
	for i, line := range lines {
		lines[i] = regexp.QuoteMeta(line) + "\n"
		if line == "..." {
			lines[i] = "(?:.*\n)*?"
		}
	}
	return "^" + strings.Join(lines, "") + "$"
}

func (r *guideReader) run(t *testing.T, command string) (printed string, status int) {
	t.Helper()
	args := words(command)
	if args[0] == "cp" {
		require.NoError(t, copied(args[1:]))
		return "", statusDone
	}
	require.Equal(t, "hotline", args[0])
	if dated := map[string]bool{"check": true, "diff": true, "graph": true}; dated[args[1]] {
		args = append(args, "--at", guideDay)
	}
	var out bytes.Buffer
	settings := map[string]string{"HOTLINE_ADDR": "127.0.0.1:" + r.port, "HOTLINE_STORE": "hotline.db"}
	p := program{Console: terminal.Console{In: strings.NewReader(""), Out: &out, Err: &out}, lookup: func(name string) (string, bool) {
		value, ok := settings[name]
		return value, ok
	}}
	status = p.run(t.Context(), args[1:])
	return out.String(), status
}

// copied does what cp does; the project's own menus are built in.
func copied(args []string) error {
	switch {
	case args[0] != "-r":
		text, err := os.ReadFile(args[0])
		if err != nil {
			return err
		}
		return os.WriteFile(args[1], text, 0o600)
	case args[1] == "menus/okpay":
		return os.CopyFS(args[2], okpay.FS)
	}
	return os.CopyFS(args[2], os.DirFS(args[1]))
}

var word = regexp.MustCompile(`"[^"]*"|\S+`)

// words splits a command as a shell does.
func words(command string) []string {
	list := word.FindAllString(command, -1)
	for i := range list {
		list[i] = strings.Trim(list[i], `"`)
	}
	return list
}
