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
	p, err := ParseProfile(text, Usual(), okpayMenu(t))
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
		p, err := ParseProfile([]byte(text), Usual(), okpayMenu(t))
		require.NoError(t, err)
		require.Equal(t, Usual().Calls, p.Calls)
		require.Equal(t, Usual().ByHour, p.ByHour)
	}
}

func TestMistakesInProfilesAreNamed(t *testing.T) {
	t.Parallel()
	m := okpayMenu(t)
	for text, want := range map[string]string{
		"calls: 0":                                 "calls: 0 is not from 1",
		"cals: 5":                                  "cals",
		"by_hour: { 24: 1 }":                       "hours are 0 to 23",
		"by_hour: { 9: 0 }":                        "no hour has callers",
		"callers: { known: 120% }":                 "is no share",
		"callers: { patience: long }":              "write a time as",
		"choices: { mian: { 1: 1 } }":              `did you mean "main"`,
		"choices: { main: { 7: 1 } }":              `main has no exit "7"`,
		"choices: { main: { 1: 0 } }":              "nobody chooses anything",
		"choices: { goodbye: { done: 1 } }":        "callers choose nothing at goodbye",
		"queues: { refund: {} }":                   `did you mean "refunds"`,
		"roster: [{ agents: 3, queues: [fraud] }]": "needs agents",
		`roster: [{ agents: 3, queues: [frod], hours: "09:00-18:00" }]`:                   `did you mean "fraud"`,
		`roster: [{ agents: 3, queues: [fraud], hours: "09:00-18:00", languages: [fr] }]`: `no language "fr"`,
	} {
		_, err := ParseProfile([]byte(text), Usual(), m)
		require.ErrorContains(t, err, want, text)
	}
}
