package diagram_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diagram"
	"github.com/okpay/hotline/menus/okpay"
)

var update = flag.Bool("update", false, "write what is drawn now into testdata")

// kiosk is a menu of two choices, and a rescue.
const kiosk = `
hotline: Kiosk
start: hello
lifeline: bye
overlong: bye
timezone: UTC
country: "86"
whisper: { zh-CN: "{language}{topic}{verified}{caller}", en-US: "{language}, {topic}, {verified}, {caller}" }
languages:
  zh-CN: { say: cmn-CN, voice: V, hear: cmn-Hans-CN }
  en-US: { say: en-US, voice: V, hear: en-US }
always: { person: bye, no_input: bye, no_match: bye }
nodes:
  hello: { say: { text: { zh-CN: 您好。, en-US: Hello. } }, go: main }
  main:
    menu:
      say: { zh-CN: 这里是"小店"。, en-US: This is <the> "kiosk". }
      choices:
        - { for: { zh-CN: 早报, en-US: the paper }, go: paper }
        - { for: { zh-CN: 结束, en-US: to end }, go: bye }
  paper: { say: { text: { zh-CN: 今天没有。, en-US: There is none today. } }, go: main }
  bye: { end: { say: { zh-CN: 再见。, en-US: Goodbye. } } }
`

func load(t *testing.T, name string) *ivr.Tree {
	t.Helper()
	if name == "okpay" {
		menu, err := menus.Load(okpay.FS)
		require.NoError(t, err)
		return menu.Tree
	}
	phrases, err := fs.ReadFile(okpay.FS, "phrases.yaml")
	require.NoError(t, err)
	menu, err := menus.Load(fstest.MapFS{
		"menu.yaml":    {Data: []byte(kiosk + "include: [phrases.yaml]\n")},
		"phrases.yaml": {Data: phrases},
	})
	require.NoError(t, err)
	return menu.Tree
}

// writers are all forms of a graph, by the ending of their files.
func writers(g diagram.Graph) map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{"svg": g.SVG, "dot": g.DOT, "mmd": g.Mermaid, "html": g.Outline}
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b))
	return b.String()
}

func TestASmallMenuInEveryForm(t *testing.T) {
	t.Parallel()
	passages := func(node, exit string) int {
		return map[string]int{"hello done": 9, "main 1": 4, "main 2": 5, "paper done": 4, "main person": 1}[node+" "+exit]
	}
	g := diagram.Of(load(t, "kiosk"), diagram.Options{Language: "en-US", Passages: passages})
	for ending, write := range writers(g) {
		got, file := written(t, write), "testdata/kiosk."+ending
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), got, "go test ./menus/diagram -update, if this is how it should look")
	}
}

// Whatever a caller may do is in the picture, in every form and language.
func TestEveryNodeAndExitIsDrawn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"kiosk", "okpay"} {
		tree := load(t, name)
		for _, l := range tree.Languages {
			g := diagram.Of(tree, diagram.Options{Language: l.Name})
			require.Len(t, g.Nodes, len(tree.Nodes))
			picture, outline, dot := written(t, g.SVG), written(t, g.Outline), written(t, g.DOT)
			for _, id := range slices.Sorted(maps.Keys(tree.Nodes)) {
				require.Equal(t, 1, strings.Count(picture, `data-node="`+id+`"`), id)
				require.Equal(t, 1, strings.Count(outline, `id="node-`+id+`"`), id)
			}
			exits, drawn := 0, 0
			for _, n := range g.Nodes {
				exits += len(n.Exits)
				drawn += len(slices.DeleteFunc(slices.Clone(n.Exits), func(e diagram.Exit) bool { return e.Common }))
			}
			require.Equal(t, drawn, strings.Count(picture, "data-exit="))
			require.Equal(t, exits, strings.Count(outline, "data-exit="))
			for _, n := range g.Nodes {
				for _, e := range n.Exits {
					if e.To != "" && !e.Common {
						require.Contains(t, dot, `"`+n.ID+`" -> "`+e.To+`"`)
					}
				}
			}
		}
	}
}

func TestThePictureIsWellFormedAndTheSameEachTime(t *testing.T) {
	t.Parallel()
	tree := load(t, "okpay")
	for ending, write := range writers(diagram.Of(tree, diagram.Options{})) {
		first := written(t, write)
		require.Equal(t, first, written(t, writers(diagram.Of(tree, diagram.Options{}))[ending]), ending)
		if ending != "svg" {
			continue
		}
		for d := xml.NewDecoder(strings.NewReader(first)); ; {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
		}
		require.NotContains(t, first, "style=", "a page's policy lets no inline style through")
	}
}

func TestTheLanguageIsTheReaders(t *testing.T) {
	t.Parallel()
	tree := load(t, "okpay")
	require.Contains(t, written(t, diagram.Of(tree, diagram.Options{}).SVG), "冻结账户")
	english := written(t, diagram.Of(tree, diagram.Options{Language: "en-US"}).SVG)
	require.Contains(t, english, "report fraud")
	require.NotRegexp(t, `\p{Han}`, english)
}

func TestAReaderWhoIsGoneIsTold(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	for ending, write := range writers(diagram.Of(load(t, "kiosk"), diagram.Options{})) {
		require.ErrorIs(t, write(failing{gone}), gone, ending)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestAWayIsToldInWords(t *testing.T) {
	t.Parallel()
	g := diagram.Of(load(t, "kiosk"), diagram.Options{Language: "en-US"})
	for passed, want := range map[[2]string][2]string{
		{"main", "1"}:      {"Main menu", "1 the paper"},
		{"main", "person"}: {"Main menu", "0 a person"},
		{"paper", "done"}:  {"the paper", ""},
		{"gone", "done"}:   {"gone", "done"},
		{"main", "gone"}:   {"Main menu", "gone"},
	} {
		place, way := g.Way(passed[0], passed[1])
		require.Equal(t, want, [2]string{place, way})
	}
}

// Callers of the first language hear the choice of another in that one; and a
// question is not called by what it is for those who come back to it.
func TestPlacesAreCalledByWhatIsHeard(t *testing.T) {
	t.Parallel()
	tree := load(t, "okpay")
	for language, pick := range map[string]string{"zh-CN": "菜单 “1 用编号找这笔付款”", "en-US": "menu “1 to find the payment by its number”"} {
		g := diagram.Of(tree, diagram.Options{Language: language})
		_, way := g.Way("main", "9")
		require.Equal(t, "9 English", way)
		place, _ := g.Way("refund_pick", "")
		require.Equal(t, pick, place)
		place, _ = g.Way("refunds", "")
		require.NotContains(t, place, "“", "a topic is a title")
	}
}
