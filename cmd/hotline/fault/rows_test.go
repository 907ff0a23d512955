package fault

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
	target   = regexp.MustCompile("`make ([a-z]+)`")
	rowOf    = regexp.MustCompile(`(?m)^\| ([ABC]\d+) \|`)
)

// docs/faults.md has every row, names tests and targets that are there, and all fuzz targets.
func TestEveryRowNamesItsTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "docs", "faults.md"))
	require.NoError(t, err)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	written := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllStringSubmatch(string(source), -1) {
			written[m[1]] = true
		}
		return err
	}))
	named := map[string]bool{}
	for _, m := range testName.FindAllStringSubmatch(string(page), -1) {
		require.True(t, written[m[1]], "%s is no test", m[1])
		named[m[1]] = true
	}
	for name := range written {
		require.True(t, named[name] || !strings.HasPrefix(name, "Fuzz"), "%s is not on the page", name)
	}
	for _, m := range target.FindAllStringSubmatch(string(page), -1) {
		require.Contains(t, string(makefile), "\n"+m[1]+":")
	}
	require.Len(t, rowOf.FindAllString(string(page), -1), 11+10+12)
}

// Each fuzz target has hard cases in its package's testdata, which go test tries each time.
func TestEveryFuzzTargetHasACorpus(t *testing.T) {
	t.Parallel()
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllStringSubmatch(string(source), -1) {
			if !strings.HasPrefix(m[1], "Fuzz") {
				continue
			}
			cases, err := os.ReadDir(filepath.Join(filepath.Dir(path), "testdata", "fuzz", m[1]))
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(cases), 3, m[1])
		}
		return err
	}))
}
