package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository is what pages may name.
type repository struct {
	root     string
	files    []string        // by their path from the root
	tests    map[string]bool // in them
	makefile string
}

var (
	testName   = regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w+)\(`)
	namedTest  = regexp.MustCompile(`^(Test|Benchmark|Fuzz)[A-Z]\w+$`)
	namedFile  = regexp.MustCompile(`^[\w./-]+\.(go|js|mjs|sql|sh|css)$`)
	madeTarget = regexp.MustCompile(`^make ([a-z-]+)$`)
	codeOnPage = regexp.MustCompile("`([^`\n]+)`")
	linkOnPage = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
)

// readRepository reads the tree below root, but for what is made or fetched.
func readRepository(t *testing.T, root string) *repository {
	t.Helper()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	s := &repository{root: root, tests: map[string]bool{}, makefile: string(makefile)}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "node_modules" || name == "bin" || name != ".." && strings.HasPrefix(name, ".") && name != ".ci" {
				return filepath.SkipDir
			}
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		s.files = append(s.files, filepath.ToSlash(name))
		if strings.HasSuffix(name, "_test.go") {
			return s.readTests(path)
		}
		return nil
	}))
	return s
}

func (s *repository) readTests(path string) error {
	text, err := os.ReadFile(path)
	for _, found := range testName.FindAllStringSubmatch(string(text), -1) {
		s.tests[found[1]] = true
	}
	return err
}

// has reports whether a file is there, by its whole path or the end of one.
func (s *repository) has(name string) bool {
	for _, file := range s.files {
		if file == name || strings.HasSuffix(file, "/"+name) {
			return true
		}
	}
	return false
}

// Pages name files, tests, targets and other pages that are there. The change log and the list of faults
// tell of the past, and CONTRIBUTING.md of a file that is to be written.
func TestPagesNameWhatExists(t *testing.T) {
	t.Parallel()
	there := readRepository(t, filepath.Join("..", ".."))
	there.files = append(there.files, "ivr/node/beep.go")
	named := map[string]int{}
	for _, page := range there.files {
		if filepath.Ext(page) == ".md" && page != "CHANGELOG.md" && page != "docs/bugs.md" {
			there.checkPage(t, page, named)
		}
	}
	for _, kind := range []string{"targets", "files", "tests", "links"} {
		require.Greater(t, named[kind], 20, kind)
	}
}

// checkPage looks for what a page names, and counts it by kind.
func (s *repository) checkPage(t *testing.T, page string, named map[string]int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.root, page))
	require.NoError(t, err)
	for _, code := range codeOnPage.FindAllStringSubmatch(string(text), -1) {
		if target := madeTarget.FindStringSubmatch(code[1]); target != nil {
			named["targets"]++
			require.Contains(t, s.makefile, "\n"+target[1]+":", page)
		}
		for word := range strings.FieldsSeq(code[1]) {
			switch {
			case namedFile.MatchString(word):
				named["files"]++
				require.True(t, s.has(word), "%s names %s", page, word)
			case namedTest.MatchString(word):
				named["tests"]++
				require.True(t, s.tests[word], "%s names %s", page, word)
			}
		}
	}
	for _, link := range linkOnPage.FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(link[1], ":") { // elsewhere
			continue
		}
		named["links"]++
		require.FileExists(t, filepath.Join(s.root, filepath.Dir(page), link[1]), page)
	}
}
