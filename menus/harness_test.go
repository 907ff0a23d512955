package menus_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/okpay/hotline/ivr/node"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what is generated, and the expected problems, anew")

// base returns the menu of testdata/base.txtar, with all the words that the kinds need.
func base(t testing.TB) fstest.MapFS {
	t.Helper()
	files := unpack(t, filepath.Join("testdata", "base.txtar"))
	files["words.yaml"] = &fstest.MapFile{Data: words()}
	return files
}

// unpack returns an archive as a folder.
func unpack(t testing.TB, path string) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	require.NoError(t, err)
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

// over returns the base with an archive's files added or replaced.
func over(t testing.TB, path string) fstest.MapFS {
	t.Helper()
	files := base(t)
	maps.Copy(files, unpack(t, path))
	return files
}

// words returns every phrase, spoken word and term that the kinds know.
func words() []byte {
	var b strings.Builder
	b.WriteString("phrases:\n")
	for _, p := range node.Phrases() {
		fmt.Fprintf(&b, "  %s: { zh-CN: 词, en-US: word }\n", p.Name)
	}
	b.WriteString("hear:\n")
	for _, name := range []string{"person", "again", "back", "yes", "no"} {
		fmt.Fprintf(&b, "  %s: { zh-CN: [词], en-US: [word] }\n", name)
	}
	b.WriteString("terms:\n")
	for _, term := range terms() {
		fmt.Fprintf(&b, "  %s: { zh-CN: 词, en-US: word }\n", term)
	}
	return []byte(b.String())
}

func terms() []string {
	list, seen := []string{"language.zh-CN", "language.en-US"}, map[string]bool{}
	for _, k := range node.Kinds() {
		for _, v := range k.Values {
			for _, term := range v.Terms {
				if !seen[term] {
					list = append(list, term)
				}
				seen[term] = true
			}
		}
	}
	return list
}

// withNode returns the base with an example of a node as its subject.
func withNode(t testing.TB, example string) fstest.MapFS {
	t.Helper()
	files := base(t)
	indented := strings.ReplaceAll(strings.TrimSpace(example), "\n", "\n    ")
	files["case.yaml"] = &fstest.MapFile{Data: []byte("nodes:\n  subject:\n    " + indented + "\n")}
	return files
}

// golden compares with a file, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "%s is stale; run go generate ./menus", path)
}
