package rules_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
	"github.com/okpay/hotline/menus/okpay"
)

var spring = time.Date(2026, time.March, 3, 2, 0, 0, 0, time.UTC)

// Each rule's unsound example breaks that rule and no other, and the sound one breaks none.
func TestExamplesRun(t *testing.T) {
	t.Parallel()
	for _, r := range rules.All() {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			for _, l := range []string{"zh-CN", "en-US"} {
				require.NotEmpty(t, r.Doc[l])
				require.NotEmpty(t, r.Fix[l])
			}
			if r.Unsound != "" {
				found := findings(t, r.Unsound)
				require.NotEmpty(t, found)
				for _, f := range found {
					require.Equal(t, r.Name, f.Rule, f.String())
				}
			}
			if r.Sound != "" {
				require.Empty(t, findings(t, r.Sound))
			}
		})
	}
}

// begin lets callers choose an example.
const begin = `
  begin:
    menu:
      choices:
        - { for: { zh-CN: 例子, en-US: the example }, go: example }
        - { for: { zh-CN: 别的, en-US: something else }, go: main }
`

// findings returns those of a menu that contains an example: a node "example" that calls begin at, or
// settings.
func findings(t *testing.T, example string) []check.Finding {
	t.Helper()
	base, err := os.ReadFile("testdata/base.yaml")
	require.NoError(t, err)
	phrases, err := fs.ReadFile(okpay.FS, "phrases.yaml")
	require.NoError(t, err)
	main := string(base)
	settings := map[string]string{"start": "main", "lifeline": "to_person", "overlong": "to_person"}
	if nodes, ok := strings.CutPrefix(example, "\n"); ok {
		main += nodes + "\n" + begin
		settings["start"] = "begin"
	} else {
		name, value, _ := strings.Cut(example, ": ")
		settings[name] = value
	}
	for _, name := range []string{"budget", "overlong", "lifeline", "start"} {
		if value := settings[name]; value != "" {
			main = name + ": " + value + "\n" + main
		}
	}
	m, err := menus.Load(fstest.MapFS{"menu.yaml": {Data: []byte(main)}, "phrases.yaml": {Data: phrases}})
	require.NoError(t, err)
	return check.Check(m, spring)
}
