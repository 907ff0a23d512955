package studio_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
	"github.com/okpay/hotline/menus/studio"
)

var update = flag.Bool("update", false, "write the golden files anew")

// loads loads a menu as the hotline does, with some additional files.
func loads(t require.TestingT, i studio.Import) *menus.Menu {
	files := fstest.MapFS{}
	for name, data := range i.Files {
		files[name] = &fstest.MapFile{Data: data}
	}
	m, err := menus.Load(files)
	require.NoError(t, err, "%s", i.Files["menu.yaml"])
	return m
}

func imported(t testing.TB, name string) studio.Import {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	require.NoError(t, err)
	got, err := studio.Convert(data, "")
	require.NoError(t, err)
	return got
}

// Some editors begin a file with a byte order mark.
func TestAByteOrderMarkIsNoMistake(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		plain, err := studio.Convert(data, "")
		require.NoError(t, err)
		marked, err := studio.Convert(append([]byte("\ufeff"), data...), "")
		require.NoError(t, err)
		require.Equal(t, plain, marked)
	}
}

// notesOf returns the notes of a kind as "widget: text".
func notesOf(i studio.Import, kind studio.NoteKind) []string {
	var list []string
	for _, n := range i.Notes {
		if n.Kind == kind {
			list = append(list, n.Widget+": "+n.Text)
		}
	}
	return list
}

func TestAFlowBecomesAMenuThatLoads(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"shop", "dianhua", "clinic"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := imported(t, name)
			loads(t, got)
			for _, file := range []string{"menu.yaml", "NOTES.md", "behind.yaml"} {
				golden := filepath.Join("testdata", name+"."+file)
				if *update && len(got.Files[file]) > 0 {
					require.NoError(t, os.WriteFile(golden, got.Files[file], 0o644))
				}
				want, err := os.ReadFile(golden)
				if len(got.Files[file]) > 0 {
					require.NoError(t, err)
				}
				require.Equal(t, string(want), string(got.Files[file]))
			}
		})
	}
}

// Faults of a flow are reported, and nothing else.
func TestTrapsOfAFlowAreFound(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"shop": {
			"check_hours: when the code fails nothing is wired",
			"main menu: silence leads back to itself without a bound",
			"by_key: a wrong key leads nowhere",
			"sales: nobody answers, or the line is busy",
			"repairs: silence leads nowhere",
			"flex: the queue cannot take the call",
			"leave a message: nothing is recorded",
			`Closed: leads to "nowhere", and there is no such widget`,
			"forgotten: nothing leads to this widget",
		},
		"dianhua": {
			"menu: silence leads back to itself without a bound",
			"split: wrong keys are asked again for ever",
			"queue: the queue cannot take the call",
		},
		"clinic": {
			`byKey: key "1" is given twice, and its second way to "billing" is never gone`,
			"byKey: wrong keys are asked again for ever",
			"askInvoice: asks for what is secret",
			"askInvoice: silence leads nowhere",
			`byInvoice: "999999": nothing is wired`,
			"afterBilling: failed leads nowhere",
			"staffLine: goes the same way whether somebody answered or not",
			"voicemail: has messages transcribed, and sends the transcripts nowhere",
			"voicemail: asks a silent caller for a message for ever",
		},
	} {
		traps := notesOf(imported(t, name), studio.Trap)
		require.Len(t, traps, len(want), "%s", strings.Join(traps, "\n"))
		for i, trap := range want {
			require.Contains(t, traps[i], trap)
		}
	}
}

// A transition that is wired to nothing hangs up in the menu as in the flow, so check finds it.
func TestCheckFindsWhereAFlowHangsUp(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, time.March, 3, 15, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{"shop": "repairs", "clinic": "ask_invoice"} {
		var dropped []string
		for _, f := range check.Check(loads(t, imported(t, name)), noon) {
			if f.Rule == rules.Dropped {
				dropped = append(dropped, f.Node)
			}
		}
		require.Contains(t, dropped, want)
	}
}

// Notes and menus contain no person's telephone number, and no secret of an address.
func TestNotesHoldNoSecrets(t *testing.T) {
	t.Parallel()
	got := imported(t, "clinic")
	for name, data := range got.Files {
		require.NotContains(t, string(data), "not-to-be-seen", name)
		require.NotContains(t, string(data), "+12025550149", name)
	}
	require.True(t, slices.ContainsFunc(notesOf(got, studio.Lost), func(s string) bool { return strings.Contains(s, "the number ending in 0149") }))
}

func TestWhatTheOperatorSaysOfTheLanguageHolds(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "shop.json"))
	require.NoError(t, err)
	got, err := studio.Convert(data, "zh-CN")
	require.NoError(t, err)
	require.Equal(t, "zh-CN", loads(t, got).Tree.Languages[0].Name)
	require.Contains(t, notesOf(got, studio.Lost), "thanks: speaks another language than the menu's zh-CN")
}

// An answer of Studio's REST API holds the flow under definition.
func TestAFlowOfTheAPIIsRead(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "dianhua.json"))
	require.NoError(t, err)
	wrapped, err := json.Marshal(map[string]any{"sid": "FW0", "friendly_name": "x", "definition": json.RawMessage(data)})
	require.NoError(t, err)
	got, err := studio.Convert(wrapped, "")
	require.NoError(t, err)
	require.Equal(t, imported(t, "dianhua").Files, got.Files)
}

func TestWhatIsNoFlow(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"":                                       "is no JSON",
		"{\n  \"states\": [,]}":                  "2:14: is no JSON",
		"{}":                                     "has no states",
		`{"states":[{"name":"a"},{"name":"a"}]}`: "has no name of its own",
		`{"states":[{"name":"T","type":"trigger"}]}`: "takes no calls",
		`{"states":"x"}`:           "is no flow of Studio's",
		strings.Repeat(" ", 5<<20): "larger than 4 MB",
		`{"states":[` + strings.Repeat(`{},`, 1000) + `{}]}`: "has 1001 widgets",
	} {
		_, err := studio.Convert([]byte(data), "")
		require.ErrorContains(t, err, want)
	}
}

// Any file is refused in one line or becomes a menu that loads.
func FuzzConvert(f *testing.F) {
	for _, name := range []string{"shop", "dianhua", "clinic"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingCall","next":"- a: *x"}]},{"name":"- a: *x","type":"say-play","properties":{"say":"{ \" # }"}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := studio.Convert(data, "")
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		loads(t, got)
		again, err := studio.Convert(data, "")
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}
