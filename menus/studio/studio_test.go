package studio_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/proof"
	"github.com/okpay/hotline/menus/studio"
)

var update = flag.Bool("update", false, "write the golden files anew")

func loads(t testing.TB, i studio.Import) *menus.Menu {
	t.Helper()
	files := fstest.MapFS{}
	for name, data := range i.Files {
		files[name] = &fstest.MapFile{Data: data}
	}
	m, err := menus.Load(files)
	require.NoError(t, err, "%s", i.Files["menu.yaml"])
	return m
}

func TestAFlowBecomesAMenuThatLoads(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"shop", "dianhua"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
			require.NoError(t, err)
			got, err := studio.Convert(data, "")
			require.NoError(t, err)
			loads(t, got)
			for _, file := range []string{"menu.yaml", "NOTES.md"} {
				golden := filepath.Join("testdata", name+"."+file)
				if *update {
					require.NoError(t, os.WriteFile(golden, got.Files[file], 0o644))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err)
				require.Equal(t, string(want), string(got.Files[file]))
			}
		})
	}
}

// What was wrong with a flow is told, by its notes or by check.
func TestTrapsOfAFlowAreFound(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "shop.json"))
	require.NoError(t, err)
	got, err := studio.Convert(data, "")
	require.NoError(t, err)
	var told strings.Builder
	for _, n := range got.Notes {
		if n.Kind == studio.Trap {
			told.WriteString(n.Widget + ": " + n.Text + "\n")
		}
	}
	for _, want := range []string{
		"check_hours: when it fails nothing is wired", "by_key: a key that no condition knows leads nowhere", "main menu: silence leads back to itself without a bound",
		"sales: nobody answers, or the line is busy: nothing is wired", "repairs: silence: nothing is wired", "flex: the queue cannot take the call",
		"leave a message: nothing recorded", "Closed: leads to the widget \"nowhere\", which does not exist", "forgotten: no call can come to this widget",
	} {
		require.Contains(t, told.String(), want)
	}
	findings := proof.Check(loads(t, got), time.Date(2026, time.March, 3, 15, 0, 0, 0, time.UTC))
	require.NotEmpty(t, findings)
	var rules []string
	for _, f := range findings {
		rules = append(rules, f.Rule)
	}
	require.Contains(t, rules, proof.RuleDropped)
}

func TestWhatIsNoFlow(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"":                                       "is no JSON",
		"{}":                                     "has no states",
		`{"states":[{"name":"a"},{"name":"a"}]}`: "has no name of its own",
		`{"states":[{"name":"T","type":"trigger"}]}`: "no call ever comes in",
		`{"states":"x"}`:           "is no flow of Studio's",
		strings.Repeat(" ", 5<<20): "larger than 4 MB",
	} {
		_, err := studio.Convert([]byte(data), "")
		require.ErrorContains(t, err, want)
	}
}

// Whatever is in a file, it is refused in a line or becomes a menu that loads.
func FuzzConvert(f *testing.F) {
	for _, name := range []string{"shop", "dianhua"} {
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
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(again)
		require.Equal(t, string(a), string(b))
	})
}
