package script_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/script"
)

const good = `calls:
  - call: A refund's status
    at: 2026-03-02 10:00
    from: "+8613800000001"
    steps:
      - hear: 退款，请按 2
      - press: 2
      - silence
      - press: "2026000001#"
      - hang up
    end: queue general
`

func TestAScriptIsRead(t *testing.T) {
	t.Parallel()
	calls, err := script.Parse("a.yaml", []byte(good))
	require.NoError(t, err)
	require.Len(t, calls, 1)
	require.Equal(t, "A refund's status", calls[0].Name)
	require.Equal(t, script.Step{Position: script.Position{File: "a.yaml", Line: 7, Column: 9}, Do: "press", Text: "2"}, calls[0].Steps[1])
	require.Equal(t, "queue general", calls[0].End)
}

func TestMistakesNameTheirPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ from, to, want string }{
		{"press: 2", "pres: 2", "a.yaml:7:9: is no step"},
		{"press: 2", "press: two", `a.yaml:7:9: press "two": keys are`},
		{"    end:", "    ends:", `a.yaml:11:5: unknown key "ends"`},
		{"calls:", "call:", "a.yaml:1:1: is no file of scripts"},
		{"call: A refund's status", "at: x", "a.yaml:2:5: has no name"},
		{"call: A", "call: [", "a.yaml:1:1: is no YAML"},
	} {
		_, err := script.Parse("a.yaml", []byte(strings.Replace(good, tt.from, tt.to, 1)))
		require.ErrorContains(t, err, tt.want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Fuzz(func(t *testing.T, data []byte) {
		calls, err := script.Parse("a.yaml", data)
		if err != nil {
			require.Nil(t, calls)
			require.NotContains(t, err.Error(), "\n")
		}
	})
}
