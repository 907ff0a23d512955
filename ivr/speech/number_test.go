package speech

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMandarinNumbers(t *testing.T) {
	t.Parallel()
	for n, said := range map[int64]string{
		0: "零", 2: "二", 10: "十", 12: "十二", 15: "十五", 20: "二十", 22: "二十二",
		100: "一百", 105: "一百零五", 110: "一百一十", 115: "一百一十五", 200: "两百", 222: "两百二十二",
		1005: "一千零五", 1050: "一千零五十", 2200: "两千两百", 2020: "两千零二十",
		10_000: "一万", 10_020: "一万零二十", 12_000: "一万两千", 20_000: "两万", 20_002: "两万零二",
		100_000: "十万", 100_010: "十万零一十", 105_000: "十万五千", 120_000: "十二万", 200_500: "二十万零五百",
		100_000_000: "一亿", 200_000_000: "两亿", 100_000_005: "一亿零五", 100_050_000: "一亿零五万",
		110_000_000: "一亿一千万", 100_150_000: "一亿零一十五万", 1_000_000_000: "十亿",
		1_000_000_000_000:      "一万亿",
		-15:                    "负十五",
		math.MaxInt64:          "九百二十二亿三千三百七十二万零三百六十八亿五千四百七十七万五千八百零七",
		10_000_000_000_000_000: "一亿亿",
	} {
		require.Equal(t, said, Number("zh-CN", n), n)
	}
}

func TestEnglishNumbers(t *testing.T) {
	t.Parallel()
	for n, said := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 2026: "2,026", 1_234_567: "1,234,567", -1: "minus 1",
		math.MinInt64: "minus 9,223,372,036,854,775,808",
	} {
		require.Equal(t, said, Number("en-US", n), n)
	}
}

// number draws int64s of every length, with the runs of zeros that matter.
func number(t *rapid.T) int64 {
	if rapid.Bool().Draw(t, "any") {
		return rapid.Int64().Draw(t, "n")
	}
	text := rapid.StringMatching(`-?[1-9]([0-9]|0{1,5}){0,9}`).Filter(func(s string) bool { return len(s) <= 18 }).Draw(t, "text")
	n := signed(text, "-", reader{t}.english)
	return n
}

func TestNumbersAreUnderstood(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, r := number(t), reader{t}
		require.Equal(t, n, signed(Number("zh-CN", n), "负", r.cardinal))
		require.Equal(t, n, signed(Number("en-US", n), "minus ", r.english))
	})
}

// The rules of 零 and 两 hold for numbers of any length.
func TestMandarinNumbersAreWellFormed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := number(t)
		said := Number("zh-CN", n)
		for _, wrong := range []string{"零零", "零十", "零百", "零千", "零万", "零亿", "两十", "二百", "二千", "两两"} {
			require.NotContains(t, said, wrong, n)
		}
		require.False(t, strings.HasSuffix(said, "两"))
		require.False(t, n != 0 && strings.HasSuffix(said, "零"))
		require.False(t, strings.HasPrefix(strings.TrimPrefix(said, "负"), "一十"))
	})
}

func TestCounts(t *testing.T) {
	t.Parallel()
	transactions := Noun{Measure: "笔", One: "transaction", Other: "transactions"}
	for _, c := range []struct {
		n      int64
		zh, en string
	}{
		{0, "零笔", "0 transactions"},
		{1, "一笔", "1 transaction"},
		{2, "两笔", "2 transactions"},
		{12, "十二笔", "12 transactions"},
		{22, "二十二笔", "22 transactions"},
		{102, "一百零二笔", "102 transactions"},
		{2000, "两千笔", "2,000 transactions"},
		{-2, "负二笔", "minus 2 transactions"},
	} {
		require.Equal(t, c.zh, Count("zh-CN", c.n, transactions))
		require.Equal(t, c.en, Count("en-US", c.n, transactions))
	}
}

func TestOtherLanguages(t *testing.T) {
	t.Parallel()
	require.Equal(t, "5", Number("en-GB", 5), "English of any country")
	require.Equal(t, "五", Number("", 5), "a call begins in Mandarin")
}
