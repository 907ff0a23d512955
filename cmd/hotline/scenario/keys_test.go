package scenario_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/scenario"
)

func TestALineOfKeysSaysWhatCallersDo(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]scenario.Step{
		"":                                      nil,
		"2 1 code *# ":                          {{Do: scenario.Press, Text: "2"}, {Do: scenario.Press, Text: "1"}, {Do: scenario.Press, Text: "code"}, {Do: scenario.Press, Text: "*#"}},
		"- bye":                                 {{Do: scenario.Silence}, {Do: scenario.HangUp}},
		"say:退款 say:'I am not sure' say:I'm":    {{Do: scenario.Say, Text: "退款"}, {Do: scenario.Say, Text: "I am not sure"}, {Do: scenario.Say, Text: "I'm"}},
		`say:press+two say:"a+b"`:               {{Do: scenario.Say, Text: "press two"}, {Do: scenario.Say, Text: "a+b"}},
		`mumble:"a refund" talk hang-up`:        {{Do: scenario.Mumble, Text: "a refund"}, {Do: scenario.Talk}, {Do: scenario.HangUp}},
		"wait:90s silence:2 again":              {{Do: scenario.Wait, Text: "90s", For: 90 * time.Second}, {Do: scenario.Silence}, {Do: scenario.Silence}, {Do: scenario.Again}},
		"fail:lookups fail-once:cases gone:201": {{Do: scenario.Fail, Text: "lookups"}, {Do: scenario.FailOnce, Text: "cases"}, {Do: scenario.Gone, Text: "201"}},
		"close:support call-again call-back":    {{Do: scenario.Close, Text: "support"}, {Do: scenario.CallAgain}, {Do: scenario.CallBack}},
	} {
		got, err := scenario.ParseKeys(line)
		require.NoError(t, err, line)
		for i := range got {
			got[i].Position = scenario.Position{}
		}
		require.Equal(t, want, got, line)
	}
}

func TestMistakesInKeysAreNamed(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"1 two":        `key group "two": write keys 0-9 * #, -, code, bye, or one of: talk, say:…`,
		"hear:退款":      `key group "hear:退款": write keys`,
		"press:1":      `key group "press:1": write keys`,
		"say:":         `key group "say:": say needs words after it`,
		"fail":         `key group "fail": fail: "" is none of: lookups`,
		"wait:forever": `key group "wait:forever": wait: write how long, 30s or 5m`,
		"talk:1":       `key group "talk:1": talk stands alone`,
		"silence:0":    `key group "silence:0": silence: write how many`,
	} {
		_, err := scenario.ParseKeys(line)
		require.ErrorContains(t, err, want, line)
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add("2 1 code 20261001#")
	f.Add("say:'a b' wait:5m - bye fail-once:cases")
	f.Fuzz(func(t *testing.T, line string) {
		steps, err := scenario.ParseKeys(line)
		if err != nil {
			require.Nil(t, steps)
			return
		}
		for _, s := range steps {
			require.NotEmpty(t, s.Do)
		}
	})
}
