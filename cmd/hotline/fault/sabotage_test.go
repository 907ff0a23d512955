package fault

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sabotage is an edit of the product that brings about what a row's test claims to notice.
type sabotage struct {
	row, name     string
	test          string
	pkg           string // of the test; "" is this one
	thorough      bool   // the test does nothing in a quick run
	file          string
	before, after string // a place of the file, and what stands there instead
}

// overlaid names the overlay of the build that a sabotage is in.
const overlaid = "HOTLINE_OVERLAY"

// A row whose test passes also where the product does wrong would be no row: each sabotage is built into
// the program, and the test fails. make sabotage does this; SABOTAGE names one row alone.
func TestEverySabotageIsSeen(t *testing.T) {
	wanted := os.Getenv("HOTLINE_SABOTAGE")
	if wanted == "" {
		t.Skip("make sabotage does this")
	}
	for _, s := range sabotages {
		if wanted != "all" && wanted != s.row {
			continue
		}
		t.Run(s.row+" "+s.name, func(t *testing.T) {
			overlay := filepath.Join(t.TempDir(), "overlay.json")
			s.writeOverlay(t, overlay)
			run := exec.Command("go", "test", "-count=1", "-timeout", "9m", "-v", "-run", "^"+s.test+"$", cmp.Or(s.pkg, "./cmd/hotline/fault"))
			run.Dir = root
			run.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -overlay="+overlay, overlaid+"="+overlay, "HOTLINE_SABOTAGE=", "HOTLINE_SEED=1", "HOTLINE_WORLDS=300", "HOTLINE_FAULTS=1")
			if s.thorough {
				run.Env = append(run.Env, "HOTLINE_FAULTS=2")
			}
			out, err := run.CombinedOutput()
			require.Error(t, err, "%s does not see it", s.test)
			require.Contains(t, string(out), "--- FAIL: "+s.test, "the test ran, and failed")
			t.Log(firstComplaint(out))
		})
	}
}

// Every row has a sabotage, but for those that no edit of this program's source brings about; and what it
// edits is there.
func TestEveryRowIsSabotaged(t *testing.T) {
	t.Parallel()
	rows := map[string]bool{
		"C12": true, // what is shipped: make targets look at it
	}
	for _, s := range sabotages {
		rows[s.row] = true
		_, err := s.edited()
		require.NoError(t, err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "faults.md"))
	require.NoError(t, err)
	for _, m := range rowOf.FindAllStringSubmatch(string(page), -1) {
		require.True(t, rows[m[1]], "%s has no sabotage", m[1])
	}
}

// edited is the file as the sabotage leaves it.
func (s sabotage) edited() (string, error) {
	source, err := os.ReadFile(filepath.Join(root, s.file))
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(source), s.before); n != 1 {
		return "", fmt.Errorf("%s: %s has %q %d times", s.name, s.file, s.before, n)
	}
	return strings.Replace(string(source), s.before, s.after, 1), nil
}

// writeOverlay writes the sabotage as an overlay of a build.
func (s sabotage) writeOverlay(t *testing.T, path string) {
	t.Helper()
	text, err := s.edited()
	require.NoError(t, err)
	edited := filepath.Join(filepath.Dir(path), "edited.go")
	require.NoError(t, os.WriteFile(edited, []byte(text), 0o600))
	content, err := json.Marshal(overlay{map[string]string{filepath.Join(root, s.file): edited}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, content, 0o600))
}

// overlay is what the go command reads of files that stand for others.
type overlay struct{ Replace map[string]string }

// presentOverlay is the overlay that this run is built with; it replaces nothing unless the run is a sabotage's.
func presentOverlay() (o overlay, err error) {
	o.Replace = map[string]string{}
	path := os.Getenv(overlaid)
	if path == "" {
		return o, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(content, &o)
}

// source reads a file as the overlay has it.
func (o overlay) source(path string) ([]byte, error) {
	return os.ReadFile(cmp.Or(o.Replace[path], path))
}

// complaint matches what a test's output says is wrong: the verdict on a row, or what was required.
var complaint = regexp.MustCompile(`(?m)(?:table_test\.go:\d+:|Messages:|Error:)\s+(.*)$`)

// firstComplaint is the first message of a failed test.
func firstComplaint(out []byte) string {
	m := complaint.FindSubmatch(out)
	if m == nil {
		return "it failed without a word"
	}
	return string(m[1][:min(len(m[1]), 200)])
}
