package scenario_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/scenario"
)

const good = `calls:
  - call: A refund's status
    at: 2026-03-02 10:00
    from: "+8613800000001"
    agents: no answer
    waiting: 3
    often: true
    steps:
      - hear: 退款，请按 2
      - press: 2 code 20261001#
      - silence
      - again: 3
      - wait: 5m
      - fail: lookups
      - hang up
    end: queue general
`

func TestAScriptIsRead(t *testing.T) {
	t.Parallel()
	calls, err := scenario.Parse("a.yaml", []byte(good))
	require.NoError(t, err)
	require.Len(t, calls, 1)
	c := calls[0]
	require.Equal(t, "A refund's status", c.Name)
	require.Equal(t, scenario.NoAnswer, c.Agents)
	require.Equal(t, 3, c.Waiting)
	require.True(t, c.Often)
	require.Equal(t, "queue general", c.End)
	require.Equal(t, scenario.Step{Position: scenario.Position{File: "a.yaml", Line: 9, Column: 9}, Do: scenario.Hear, Text: "退款，请按 2"}, c.Steps[0])
	require.Equal(t, []string{"2", "code", "20261001#"}, []string{c.Steps[1].Text, c.Steps[2].Text, c.Steps[3].Text}, "a group for each prompt")
	require.Equal(t, scenario.Silence, c.Steps[4].Do)
	require.Equal(t, scenario.Again, c.Steps[7].Do, "three times")
	require.Equal(t, 5*time.Minute, c.Steps[8].For)
	require.Equal(t, scenario.HangUp, c.Steps[10].Do)
}

type mistake struct{ from, to, want string }

func mistakes() []mistake {
	return []mistake{
		{"press: 2 code 20261001#", "pres: 2", "a.yaml:10:9: \"pres\" is no step; did you mean \"press\"?"},
		{"press: 2 code 20261001#", "press: two", `a.yaml:10:16: press "two": keys are`},
		{"press: 2 code 20261001#", "press:", "a.yaml:10:15: press needs keys"},
		{"again: 3", "again: often", "a.yaml:12:16: again: write how many, 1 to 1000"},
		{"wait: 5m", "wait: long", "a.yaml:13:15: wait: write how long"},
		{"fail: lookups", "fail: me", `a.yaml:14:15: fail: "me" is none of: lookups, cases`},
		{"- hang up", "- hang up: now", "a.yaml:15:9: hang up stands alone"},
		{"agents: no answer", "agents: asleep", `a.yaml:5:13: agents: "asleep" is none of`},
		{"often: true", "often: sometimes", "a.yaml:7:12: often is true or false"},
		{"    end:", "    ends:", `a.yaml:16:5: unknown key "ends"`},
		{"queue general", "in tears", `a.yaml:16:10: "in tears" is no end`},
		{"calls:", "call:", "a.yaml:1:1: is no file of scripts"},
		{"call: A refund's status", "language: en-US", "a.yaml:2:5: has no name"},
		{"waiting: 3", "often: true", "a.yaml:7:5: often is there twice"},
		{"call: A", "call: [", "a.yaml:2:11: the bracket that opens here is not closed"},
	}
}

func TestMistakesNameTheirPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range mistakes() {
		_, err := scenario.Parse("a.yaml", []byte(strings.Replace(good, tt.from, tt.to, 1)))
		require.ErrorContains(t, err, tt.want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("calls:\n  - call: x\n    steps: [silence, {press: '2 #'}]\n"))
	f.Add([]byte("calls: []"))
	f.Fuzz(func(t *testing.T, data []byte) {
		calls, err := scenario.Parse("a.yaml", data)
		if err != nil {
			require.Nil(t, calls)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		for _, c := range calls {
			require.NotEmpty(t, c.Name)
			require.Positive(t, c.Position.Line)
		}
	})
}
