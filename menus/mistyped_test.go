package menus_test

import (
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
)

// structures are places of YAML's own characters, and what an input method types instead.
var structures = []struct {
	at    *regexp.Regexp
	typed string
}{
	{regexp.MustCompile(`^ *[a-z_]+(: )`), "："},
	{regexp.MustCompile(`^ *[a-z_]+:( )[a-z]`), "\u00a0"},
	{regexp.MustCompile(`^ *(- )?[a-z_]+:( )\{`), "　"},
	{regexp.MustCompile(`(\}) *$`), "｝"},
	{regexp.MustCompile(`: (\{) [a-z]`), "｛"},
	{regexp.MustCompile(`[\p{Han}](, )en-US:`), "，"},
	{regexp.MustCompile(`^ *go: [a-z]()`), "０"},
}

// A mistyped character is reported on its own line, whatever else is wrong.
func TestLookalikeIsReportedOnItsLine(t *testing.T) {
	t.Parallel()
	main, err := fs.ReadFile(starter.FS, menus.Main)
	require.NoError(t, err)
	lines := strings.Split(string(main), "\n")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(structures).Draw(t, "structure")
		var fit []int
		for i, line := range lines {
			if s.at.MatchString(line) && !strings.HasPrefix(line, "#") {
				fit = append(fit, i)
			}
		}
		i := rapid.SampledFrom(fit).Draw(t, "line")
		at := s.at.FindStringSubmatchIndex(lines[i])
		from, to := at[len(at)-2], at[len(at)-1]
		changed := append([]string{}, lines...)
		changed[i] = lines[i][:from] + s.typed + lines[i][to:]
		problems := wrongWith(t, strings.Join(changed, "\n"))
		for _, p := range problems {
			if p.Line == i+1 && (strings.Contains(p.Message, s.typed) || strings.Contains(p.Message, "space stands here")) {
				return
			}
		}
		t.Fatalf("%s\nis told as %v", changed[i], problems)
	})
}

func wrongWith(t *rapid.T, main string) menus.Problems {
	files := fstest.MapFS{menus.Main: {Data: []byte(main)}}
	for _, name := range []string{"people.yaml", "phrases.yaml"} {
		data, err := fs.ReadFile(starter.FS, name)
		require.NoError(t, err)
		files[name] = &fstest.MapFile{Data: data}
	}
	_, err := menus.Load(files)
	var problems menus.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("loads: %v\n%s", err, main)
	}
	return problems
}

// In texts such characters are correct: the menus that ship are full of them.
func TestTextsMayHoldThem(t *testing.T) {
	t.Parallel()
	for _, menu := range []fs.FS{okpay.FS, starter.FS} {
		_, err := menus.Load(menu)
		require.NoError(t, err)
	}
}

func TestAMenuMayBeginWithAByteOrderMark(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for _, name := range []string{menus.Main, "people.yaml", "phrases.yaml"} {
		data, err := fs.ReadFile(starter.FS, name)
		require.NoError(t, err)
		files[name] = &fstest.MapFile{Data: append([]byte("\ufeff"), data...)}
	}
	_, err := menus.Load(files)
	require.NoError(t, err)
}

// Any file is a menu, or something is reported.
func TestNoFileIsTooBroken(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.StringOf(rapid.SampledFrom([]rune("ab:{}[],\"'#&*- \n：“”，｛｝［］　—１您"))).Draw(t, "file")
		_, err := menus.Load(fstest.MapFS{menus.Main: {Data: []byte(data)}})
		if err == nil {
			t.Fatalf("loads: %q", data)
		}
	})
}
