package scenario_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/scenario"
)

// What is written is read back as it was.
func TestACallIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	call := scenario.Call{
		Name: "A call: with \"quotes\"", At: "2026-03-02 10:00", From: "+8613800000004", Language: "en-US", Agents: scenario.NoAnswer,
		Waiting: 3, Often: true, Closed: []string{"support", "sales"}, End: "queue general",
		Steps: []scenario.Step{
			{Do: scenario.Fail, Text: "lookups"},
			{Do: scenario.Press, Text: "2"},
			{Do: scenario.Press, Text: "20261001#"},
			{Do: scenario.HearFirst, Text: "现在查不到: 对不起"},
			{Do: scenario.Silence},
			{Do: scenario.Silence},
			{Do: scenario.Wait, For: 90 * time.Second},
			{Do: scenario.Say, Text: "please call me"},
			{Do: scenario.CallAgain},
		},
	}
	read, err := scenario.Parse("a.yaml", []byte("calls:\n"+call.YAML()))
	require.NoError(t, err)
	require.Len(t, read, 1)
	require.Equal(t, call, bare(read[0]))

	call.Failing, call.Steps = []scenario.Failing{scenario.Lookups}, call.Steps[1:]
	read, err = scenario.Parse("a.yaml", []byte("calls:\n"+call.YAML()))
	require.NoError(t, err)
	require.Equal(t, []scenario.Step{{Do: scenario.Fail, Text: "lookups"}, {Do: scenario.Press, Text: "2"}}, bare(read[0]).Steps[:2])
}

func TestStepsAreReadAsALineOfKeysWritesThem(t *testing.T) {
	t.Parallel()
	steps := []scenario.Step{
		{Do: scenario.Press, Text: "2"},
		{Do: scenario.Silence},
		{Do: scenario.Press, Text: scenario.Code},
		{Do: scenario.Say, Text: "please call me"},
		{Do: scenario.Mumble, Text: "退款"},
		{Do: scenario.FailOnce, Text: "cases"},
		{Do: scenario.Talk},
		{Do: scenario.CallBack},
		{Do: scenario.HangUp},
	}
	line := scenario.Keys(steps)
	require.Equal(t, "2 - code say:'please call me' mumble:'退款' fail-once:cases talk call-back bye", line)
	read, err := scenario.ParseKeys(line)
	require.NoError(t, err)
	require.Equal(t, steps, bare(scenario.Call{Steps: read}).Steps)
}

// bare is a call without the positions of its words.
func bare(c scenario.Call) scenario.Call {
	c.Position, c.EndAt = scenario.Position{}, scenario.Position{}
	for i := range c.Steps {
		c.Steps[i].Position = scenario.Position{}
		if c.Steps[i].Do == scenario.Wait || c.Steps[i].Do == scenario.Silence {
			c.Steps[i].Text = ""
		}
	}
	return c
}
