package speech

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorded is a text of testdata/pace.tsv and the time that espeak-ng took to say it.
type recorded struct {
	lang, text   string
	milliseconds float64
}

// recordings returns those of a language. testdata/record.sh measures them.
func recordings(t testing.TB, lang string) []recorded {
	t.Helper()
	file, err := os.ReadFile("testdata/pace.tsv")
	require.NoError(t, err)
	var list []recorded
	for line := range strings.Lines(string(file)) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		require.Len(t, fields, 3, line)
		ms, err := strconv.ParseFloat(fields[1], 64)
		require.NoError(t, err, line)
		if fields[0] == lang {
			list = append(list, recorded{lang: lang, text: fields[2], milliseconds: ms})
		}
	}
	return list
}

// spokenLanguages are the languages of the recordings.
var spokenLanguages = []string{"zh-CN", "en-US"}

// The model agrees with espeak-ng on OKPAY's own prompts, and on sums, dates and numbers: the median
// ratio is within 10 % of 1, nine in ten are within 25 %, and none is off by half.
func TestPaceIsThatOfTheRecordings(t *testing.T) {
	t.Parallel()
	for _, lang := range spokenLanguages {
		list := recordings(t, lang)
		require.Greater(t, len(list), 120)
		var ratios, errors []float64
		for _, r := range list {
			rate := rateOf(lang)
			ratio := rate.milliseconds(hear(r.text, rate.chinese)) / r.milliseconds
			ratios, errors = append(ratios, ratio), append(errors, math.Abs(ratio-1))
		}
		t.Logf("%s: median %.3f, error of nine in ten %.3f, worst %.3f", lang, quantile(ratios, 0.5), quantile(errors, 0.9), quantile(errors, 1))
		require.InDelta(t, 1, quantile(ratios, 0.5), 0.10, lang)
		require.Less(t, quantile(errors, 0.9), 0.25, lang)
		require.Less(t, quantile(errors, 1), 0.5, lang)
	}
}

// The constants in the code are the fitted ones. When recordings or the counting change, the failure
// prints the new constants.
func TestRatesAreTheLeastSquares(t *testing.T) {
	t.Parallel()
	for _, lang := range spokenLanguages {
		r := rateOf(lang)
		want := fitted(recordings(t, lang))
		require.InDeltaSlice(t, want, []float64{r.edge, r.syllable, r.word, r.letter, r.comma, r.stop}, 0.06, lang)
	}
}

func quantile(list []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[int(q*float64(len(sorted)-1))]
}

// terms returns the factors of a rate's constants, in the order of the formula.
func terms(s said) []float64 {
	return []float64{1, float64(s.syllables), float64(s.words), float64(s.letters), float64(s.commas), float64(s.stops)}
}

// fitted returns the constants with the least squares of relative errors over recordings; 0 for terms
// that never occur.
func fitted(list []recorded) []float64 {
	var normal equations
	for _, r := range list {
		row := terms(hear(r.text, rateOf(r.lang).chinese))
		weight := 1 / (r.milliseconds * r.milliseconds)
		for i := range row {
			for j := range row {
				normal[i][j] += row[i] * row[j] * weight
			}
			normal[i][len(row)] += row[i] * r.milliseconds * weight
		}
	}
	return normal.solved()
}

// equations are six linear equations; the last column is the right side.
type equations [6][7]float64

// solved eliminates without pivoting, since least squares are positive definite; a row of zeros belongs
// to a term that never occurs.
func (m equations) solved() []float64 {
	for i := range m {
		for j := range m {
			if j == i || m[i][i] == 0 {
				continue
			}
			factor := m[j][i] / m[i][i]
			for k := range m[j] {
				m[j][k] -= factor * m[i][k]
			}
		}
	}
	constants := make([]float64, len(m))
	for i, row := range m {
		if row[i] != 0 {
			constants[i] = row[len(m)] / row[i]
		}
	}
	return constants
}
