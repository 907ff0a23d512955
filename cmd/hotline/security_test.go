package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// SECURITY.md names tests, targets and files that are there: what it says is held, is.
func TestSecurityNamesWhatExists(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	require.NoError(t, err)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	files := 0
	for _, code := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(string(page), -1) {
		switch name := code[1]; {
		case strings.HasPrefix(name, "make "):
			require.Contains(t, string(makefile), "\n"+strings.TrimPrefix(name, "make ")+":", name)
		case strings.HasPrefix(name, "cmd/"), strings.HasPrefix(name, "config/"), strings.HasPrefix(name, "ivr/"),
			strings.HasPrefix(name, "menus/"), strings.HasPrefix(name, "store/"), strings.HasPrefix(name, "testdata/"):
			require.FileExists(t, filepath.Join(root, fileOf(t, root, name)))
			files++
		}
	}
	require.Greater(t, files, 15)
	for _, link := range regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(string(page), -1) {
		require.FileExists(t, filepath.Join(root, link[1]))
	}
}

// fileOf returns a file of a folder, and the name of a file as it is.
func fileOf(t *testing.T, root, name string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, name))
	if err != nil {
		return name
	}
	return filepath.Join(name, entries[0].Name())
}
