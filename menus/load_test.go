package menus_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestOKPAYLoads(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	require.Equal(t, "OKPAY", m.Tree.Name)
	require.Equal(t, "zh-CN", m.Tree.Languages[0].Name, "calls begin in Mandarin")
	for name := range m.Tree.Nodes {
		require.NotZero(t, m.Where(name), name)
	}
}

func TestBase(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(base(t))
	require.NoError(t, err)
	require.Equal(t, menus.Position{File: "case.yaml", Line: 2, Column: 3}, m.Where("subject"))
	require.Equal(t, 3, m.Tree.Tries)
	require.Equal(t, "Asia/Shanghai", m.Tree.Zone.String())
	require.Equal(t, "to_person", m.Tree.Nodes["subject"].Exits["done"], "go wires done")
	require.Equal(t, "subject", m.Tree.Nodes["start"].Exits["1"], "a choice wires its key")
	require.Equal(t, "to_person", m.Tree.Nodes["start"].Exits["person"], "always wires the rest")
	require.NotContains(t, m.Tree.Nodes["start"].Exits, "back")
	require.True(t, m.Tree.Nodes["start"].Menu)
}

func TestGood(t *testing.T) {
	t.Parallel()
	for _, path := range archives(t, "good") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			_, err := menus.Load(over(t, path))
			require.NoError(t, err)
		})
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	for _, path := range archives(t, "broken") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			_, err := menus.Load(over(t, path))
			require.Error(t, err)
			expectProblems(t, path, err.Error()+"\n")
		})
	}
}

// expectProblems compares with the archive's file "problems".
func expectProblems(t *testing.T, path, got string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	require.NoError(t, err)
	last := &archive.Files[len(archive.Files)-1]
	require.Equal(t, "problems", last.Name, "the last file of an archive is its problems")
	if *update {
		last.Data = []byte(got)
		require.NoError(t, os.WriteFile(path, txtar.Format(archive), 0o644))
		return
	}
	require.Equal(t, string(last.Data), got)
}

func archives(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	return paths
}

func TestEveryExampleLoadsAndRuns(t *testing.T) {
	t.Parallel()
	for _, k := range node.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			m, err := menus.Load(withNode(t, k.Example))
			require.NoError(t, err)
			require.Equal(t, k.Name, m.Tree.Nodes["subject"].Kind)

			call := ivr.Call{Language: m.Tree.Languages[0].Name, From: "+8613800000001"}
			call.Values = map[string]ivr.Value{"case.number": {Type: ivr.Digits, Text: "12345678"}}
			m.Tree.Fallback = "subject" // where a failed call goes: into the example
			_, err = engine.Run(m.Tree, call, ivr.Failed{}, time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC), func(ivr.Query) ivr.Answered {
				return ivr.Answered{Result: ivr.OK, Case: "12345678"}
			})
			require.NoError(t, err)
		})
	}
}

func TestInlineSettingsAreRead(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(withNode(t, "survey: { ask: { zh-CN: 几分, en-US: How many }, department: general, tries: 2, timeout: 7s }\non: { done: goodbye, failed: goodbye }"))
	require.NoError(t, err)
	survey := m.Tree.Nodes["subject"].Node.(*node.Survey)
	require.Equal(t, 2, survey.Tries)
	require.Equal(t, 7*time.Second, survey.Timeout)
}

func TestRevisionIsTheContent(t *testing.T) {
	t.Parallel()
	first, err := menus.Load(base(t))
	require.NoError(t, err)
	again, err := menus.Load(folder(first.Files))
	require.NoError(t, err)
	require.Equal(t, first.Tree.Revision, again.Tree.Revision, "its own files make it again")

	changed := base(t)
	changed["case.yaml"].Data = bytes.ReplaceAll(changed["case.yaml"].Data, []byte("Hello"), []byte("Hullo"))
	other, err := menus.Load(changed)
	require.NoError(t, err)
	require.NotEqual(t, first.Tree.Revision, other.Tree.Revision)

	beside := base(t)
	beside["notes.txt"] = &fstest.MapFile{Data: []byte("not of the menu")}
	same, err := menus.Load(beside)
	require.NoError(t, err)
	require.Equal(t, first.Tree.Revision, same.Tree.Revision)
}

func folder(files map[string][]byte) fs.FS {
	made := fstest.MapFS{}
	for name, data := range files {
		made[name] = &fstest.MapFile{Data: data}
	}
	return made
}

func TestLanguagesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	files := base(t)
	lines := strings.Split(string(files["menu.yaml"].Data), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "  zh-CN: { say") {
			lines[i], lines[i+1] = lines[i+1], lines[i]
			break
		}
	}
	files["menu.yaml"].Data = []byte(strings.Join(lines, "\n"))
	m, err := menus.Load(files)
	require.NoError(t, err)
	require.Equal(t, ivr.Language{Name: "en-US", Say: "en-US", Voice: "Polly.Joanna-Neural", Hear: "en-US"}, m.Tree.Languages[0])
}

func TestNothingToRead(t *testing.T) {
	t.Parallel()
	_, err := menus.Load(fstest.MapFS{})
	require.EqualError(t, err, "menu.yaml:1:1: menu.yaml cannot be read (file does not exist); check the name, or take it out")
}

func TestLoadNeverPanics(t *testing.T) {
	t.Parallel()
	source := string(base(t)["menu.yaml"].Data)
	lines := strings.SplitAfter(source, "\n")
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		other := rapid.SampledFrom([]string{"", "~\n", "x\n", "[]\n", "{}\n", "  - a\n", "a: b\n", "nodes:\n", "  ? [a]\n", "\t\n"}).Draw(t, "with")
		column := rapid.IntRange(0, len(lines[i])).Draw(t, "column")
		broken := strings.Join(lines[:i], "") + lines[i][:column] + other + strings.Join(lines[i+1:], "")
		m, err := menus.Load(fstest.MapFS{"menu.yaml": {Data: []byte(broken)}})
		if (m == nil) == (err == nil) {
			t.Fatal("neither a menu nor problems")
		}
	})
}

func FuzzLoad(f *testing.F) {
	for _, file := range base(f) {
		f.Add(file.Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		files := fstest.MapFS{"menu.yaml": {Data: data}, "case.yaml": {Data: data}}
		m, err := menus.Load(files)
		require.NotEqual(t, m == nil, err == nil)
	})
}
