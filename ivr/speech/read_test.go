package speech

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
)

// reader parses spoken values: the inverse of the package, for its tests.
type reader struct{ require.TestingT }

// cardinal parses a Mandarin number.
func (r reader) cardinal(said string) uint64 {
	for _, part := range []struct {
		name string
		unit uint64
	}{{"亿", 1e8}, {"万", 1e4}} {
		if i := strings.LastIndex(said, part.name); i >= 0 {
			low := strings.TrimPrefix(said[i+len(part.name):], "零")
			if low == "" {
				return r.cardinal(said[:i]) * part.unit
			}
			return r.cardinal(said[:i])*part.unit + r.cardinal(low)
		}
	}
	return r.thousands(said)
}

func (r reader) thousands(said string) uint64 {
	places := map[rune]uint64{'十': 10, '百': 100, '千': 1000}
	var total, figure uint64
	if strings.HasPrefix(said, "十") {
		figure = 1
	}
	for _, c := range said {
		if unit, ok := places[c]; ok {
			total, figure = total+figure*unit, 0
			continue
		}
		figure = r.figure(c)
	}
	return total + figure
}

func (r reader) figure(c rune) uint64 {
	switch c {
	case '两':
		return 2
	case '幺':
		return 1
	}
	i := strings.IndexRune("零一二三四五六七八九", c)
	require.GreaterOrEqual(r, i, 0, "%q is no figure", c)
	return uint64(i / len("零"))
}

// figures parses Mandarin digits said one by one.
func (r reader) figures(said string) string {
	var digits strings.Builder
	for _, c := range said {
		digits.WriteString(strconv.FormatUint(r.figure(c), 10))
	}
	return digits.String()
}

// english parses an English number.
func (r reader) english(said string) uint64 {
	n, err := strconv.ParseUint(strings.ReplaceAll(said, ",", ""), 10, 64)
	require.NoError(r, err)
	return n
}

// signed parses the sign before a value.
func signed(said, minus string, understand func(string) uint64) int64 {
	if size, ok := strings.CutPrefix(said, minus); ok {
		return -int64(understand(size))
	}
	return int64(understand(said))
}

// yuan parses renminbi in Mandarin and returns 分.
func (r reader) yuan(said string) uint64 {
	var total uint64
	for _, part := range []struct {
		name string
		unit uint64
	}{{"元", 100}, {"角", 10}, {"分", 1}} {
		if figure, rest, ok := strings.Cut(said, part.name); ok {
			total += r.cardinal(strings.TrimPrefix(figure, "零")) * part.unit
			said = rest
		}
	}
	require.Empty(r, said)
	return total
}

// mandarin parses other currencies in Mandarin and returns minor units.
func (r reader) mandarin(said, currency string) uint64 {
	name, unit := names[currency], power(ivr.Decimals(currency))
	if whole, rest, ok := strings.Cut(said, "点"); ok {
		places := r.figures(strings.TrimSuffix(rest, name.zh))
		for len(places) < ivr.Decimals(currency) {
			places += "0"
		}
		return r.cardinal(whole)*unit + r.english(places)
	}
	major, minor, ok := strings.Cut(said, name.zh)
	if !ok {
		major, minor = "零", said
	}
	total := r.cardinal(major) * unit
	if minor != "" {
		total += r.cardinal(strings.TrimSuffix(minor, name.zhMinor))
	}
	return total
}

// amount parses an amount in English and returns minor units.
func (r reader) amount(said, currency string) uint64 {
	name, unit := names[currency], power(ivr.Decimals(currency))
	var total uint64
	for part := range strings.SplitSeq(said, " and ") {
		figures, called, _ := strings.Cut(part, " ")
		whole, decimals, point := strings.Cut(figures, ".")
		switch {
		case called == name.oneMinor || called == name.minors:
			total += r.english(whole)
		case point:
			total += r.english(whole)*unit + r.english(decimals)
		default:
			require.Contains(r, []string{name.one, name.other}, called)
			total += r.english(whole) * unit
		}
	}
	return total
}

func TestReaderReadsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	r := reader{t}
	require.EqualValues(t, 12_030_045, r.cardinal("一千二百零三万零四十五"))
	require.EqualValues(t, 215, r.cardinal("二百一十五"))
	require.EqualValues(t, 300_506, r.yuan("三千零五元零六分"))
	require.EqualValues(t, 12_850, r.amount("128 dollars and 50 cents", "USD"))
}
