package rehearse

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDistributionsAreReadAndWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1m30s", "exponential 3m0s", "uniform 10s 40s", "lognormal 4m0s 0.6"} {
		var d Distribution
		require.NoError(t, d.UnmarshalText([]byte(text)))
		written, err := d.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(written))
	}
	for _, text := range []string{"", "soon", "-3s", "9h", "exponential", "uniform 10s", "uniform 40s 10s", "lognormal 4m", "lognormal 4m -1", "lognormal 4m NaN", "normal 4m 1", "3m 4m"} {
		require.Error(t, new(Distribution).UnmarshalText([]byte(text)), text)
	}
}

func TestDistributionsHaveTheirMeans(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"90s", "exponential 3m", "uniform 10s 40s", "lognormal 4m 0.6"} {
		var d Distribution
		require.NoError(t, d.UnmarshalText([]byte(text)))
		chance, sum, squares := rand.New(rand.NewPCG(1, 2)), 0.0, 0.0
		const draws = 20_000
		for range draws {
			drawn := d.draw(chance).Seconds()
			sum, squares = sum+drawn, squares+drawn*drawn
		}
		mean := sum / draws
		require.InEpsilon(t, d.Mean().Seconds(), mean, 0.03, text)
		if d.shape == lognormal {
			require.InEpsilon(t, d.ratio, math.Sqrt(squares/draws-mean*mean)/mean, 0.05, text)
		}
	}
}

// The profile that the documentation shows can be played.
func TestProfileOfTheDocumentation(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "rehearsal.yaml"))
	require.NoError(t, err)
	p, err := ReadProfile("rehearsal.yaml", text, Usual(), okpayMenu(t))
	require.NoError(t, err)
	require.Equal(t, 2400, p.Calls)
	require.InDelta(t, 0.82, float64(p.Callers.Known), 1e-9)
	require.InDelta(t, 17, p.Choices["main"]["person"], 0)
	require.Equal(t, Lognormal(6*time.Minute, 0.6), p.agents("fraud").Talk)
	require.Equal(t, Always(4*time.Second), p.agents("fraud").Answer)
	require.Len(t, p.Roster, 4)
	require.Len(t, p.Roster[1].Hours, 2)
}

func TestEmptyProfileIsTheUsual(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "# nothing yet\n", "{}"} {
		p, err := ReadProfile("day.yaml", []byte(text), Usual(), okpayMenu(t))
		require.NoError(t, err)
		require.Equal(t, Usual().Calls, p.Calls)
		require.Equal(t, Usual().ByHour, p.ByHour)
	}
}

// Each mistake is a line that says where it is and what to write instead.
func TestMistakesInProfilesAreNamed(t *testing.T) {
	t.Parallel()
	m := okpayMenu(t)
	for text, want := range map[string]string{
		"calls: 0":                        "1:1: 0 calls is not from 1 to 1000000; write how many the day has",
		"calls: many":                     `1:8: "many" is not a whole number; write one, as in 12`,
		"calls: 1.5":                      `1:8: "1.5" is not a whole number; write one, as in 12`,
		"calls: [5]":                      "1:8: is a list or a mapping; write a whole number, as in 12",
		"calls:":                          "1:7: is empty; give it a value, or leave it out",
		"calls: 5\ncalls: 6":              "2:1: calls is given twice, first in line 1; take one out",
		"calls: 5\n---\ncalls: 6":         "2:1: a second document begins here; a file is one, so take out the line ---",
		"calls: 5\n\tseed: 1":             "2:1: a tab indents this line; indent with spaces",
		"calls: &n 5\nby_hour: { 9: *n }": "2:15: *n stands for something written elsewhere; write it out here",
		"cals: 5":                         `1:1: unknown key "cals"; did you mean "calls"?`,
		"- 5":                             "1:1: is not a mapping; write key: value",
		"by_hour: [1, 2]":                 "1:10: is not a mapping; write key: value",
		"by_hour: { 24: 1 }":              "1:12: there is no hour 24; hours are 0 to 23",
		"by_hour: { noon: 1 }":            `1:12: "noon" is not a whole number; write one, as in 12`,
		"by_hour: { 9: -1 }":              "1:12: -1 is not a number from 0 to 1e+09; write how many, in proportion",
		"by_hour: { 9: NaN }":             "1:12: NaN is not a number from 0 to 1e+09; write how many, in proportion",
		"by_hour: { 9: 0 }":               "1:1: no hour has callers; give one a number above 0, or leave by_hour out",
		"by_hour: { 9: 1, 09: 2 }":        "1:18: 9 is given twice; take one out",
		"callers: { known: 120% }":        `1:19: "120%" is no share; write it as 85%, from 0% to 100%`,
		"callers: { known: NaN% }":        `1:19: "NaN%" is no share; write it as 85%, from 0% to 100%`,
		"callers: { known: 5x% }":         `1:19: "5x%" is no share; write it as 85%, from 0% to 100%`,
		"callers: { patience: long }":     `1:22: "long": write a time as 90s, exponential 3m, uniform 10s 40s, or lognormal 4m 0.6`,
		"callers: { patience: 0s }":       "1:12: with a patience of less than 1s nobody would wait; write that or more",
		"callers:\n  callback: 70%\n  message: 40%\n":                                               "3:3: callback and message are 110% together; a caller takes one of the two, so write 100% or less",
		"choices: { mian: { 1: 1 } }":                                                               `1:12: there is no node "mian"; did you mean "main"?`,
		"choices: { main: { hangup: 1 } }":                                                          `1:20: main has no exit "hangup"; did you mean "hang_up"?`,
		"choices: { main: { 1: 0 } }":                                                               "1:12: nobody chooses anything at main; give an exit a number above 0, or take it out",
		"choices: { goodbye: { done: 1 } }":                                                         "1:12: callers choose nothing at goodbye; take it out",
		"queues: { refund: {} }":                                                                    `1:11: there is no queue "refund"; did you mean "refunds"?`,
		"queues: { refunds: { speech: 3m } }":                                                       `1:22: unknown key "speech"; there are: answer, talk, wrap_up`,
		"roster: { agents: 3 }":                                                                     "1:9: is not a list; write [one, two], or each on a line that begins with -",
		"roster: [{ agents: 3, queues: [fraud] }]":                                                  `1:10: the shift is never on duty; write hours: "09:00-12:00, 13:00-18:00"`,
		`roster: [{ agents: 3, queues: [], hours: "09:00-18:00" }]`:                                 "1:23: the shift serves no queue; write queues: [account, fraud, general, refunds, transactions]",
		`roster: [{ agents: -3, queues: [fraud], hours: "09:00-18:00" }]`:                           "1:12: -3 agents; write how many are on duty, 1 to 5000",
		`roster: [{ agents: 3, queues: [frod], hours: "09:00-18:00" }]`:                             `1:32: there is no queue "frod"; did you mean "fraud"?`,
		`roster: [{ agents: 3, queues: [fraud, fraud], hours: "09:00-18:00" }]`:                     "1:39: fraud is named twice; name it once",
		`roster: [{ agents: 3, queues: [fraud], hours: "9-18" }]`:                                   `1:47: "9-18" are no opening times; write them as 09:00-18:00, or closed`,
		`roster: [{ agents: 3, queues: [fraud], hours: "09:00-18:00", languages: [fr] }]`:           `1:74: the menu has no language "fr"; there are: en-US, zh-CN`,
		`roster: [{ agents: 3, queues: [fraud], hours: "09:00-18:00", languages: [zh-CN, zh-CN] }]`: "1:81: zh-CN is named twice; name it once",
	} {
		_, err := ReadProfile("day.yaml", []byte(text), Usual(), m)
		require.EqualError(t, err, "day.yaml:"+want, text)
	}
	_, err := ReadProfile("day.yaml", []byte("queues: { refund: {} }\nby_hour: { 24: 1 }"), Usual(), m)
	require.EqualError(t, err, "day.yaml:1:11: there is no queue \"refund\"; did you mean \"refunds\"?\nday.yaml:2:12: there is no hour 24; hours are 0 to 23", "all at once, in the file's order")
}

// What a profile says stands above what was learnt, and what it leaves out stays as it was learnt.
func TestProfileStandsAboveWhatWasLearnt(t *testing.T) {
	t.Parallel()
	learnt := Usual()
	learnt.Queues = map[string]Agents{"fraud": {Talk: Always(time.Minute), WrapUp: Always(time.Minute)}, "refunds": {Talk: Always(2 * time.Minute)}}
	learnt.Choices = map[string]map[string]float64{"main": {"1": 1}, "refunds": {"1": 1}}
	p, err := ReadProfile("day.yaml", []byte("agents: { talk: 3m }\nqueues: { fraud: { answer: 0s } }\nchoices: { main: { 2: 1 } }"), learnt, okpayMenu(t))
	require.NoError(t, err)
	require.Equal(t, Agents{Answer: Always(0), Talk: Always(3 * time.Minute), WrapUp: Always(time.Minute)}, p.agents("fraud"))
	require.Equal(t, Agents{Answer: Usual().Agents.Answer, Talk: Always(3 * time.Minute), WrapUp: Usual().Agents.WrapUp}, p.agents("refunds"))
	require.Equal(t, map[string]map[string]float64{"main": {"2": 1}, "refunds": {"1": 1}}, p.Choices)
	require.Equal(t, Always(time.Minute), learnt.Queues["fraud"].Talk, "what was learnt is not changed")
}
