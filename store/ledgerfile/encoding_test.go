package ledgerfile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/store/ledgerfile"
)

func encoded(t require.TestingT, in encoding.Encoding, text string) string {
	written, err := in.NewEncoder().String(text)
	require.NoError(t, err)
	return written
}

func TestEncodingIsOneForTheWholeFile(t *testing.T) {
	t.Parallel()
	plain := accountsHeader + goodAccount
	for name, test := range map[string]struct {
		text string
		want ledgerfile.Encoding
	}{
		"UTF-8":           {plain, ledgerfile.UTF8},
		"ASCII":           {accountsHeader + "a1,Ann,,+14155550123,en-US,\n", ledgerfile.UTF8},
		"byte order mark": {"\ufeff" + plain, ledgerfile.UTF8},
		"GB18030":         {encoded(t, simplifiedchinese.GB18030, plain), ledgerfile.GB18030},
		"GBK, a rare character": {
			encoded(t, simplifiedchinese.GBK, accountsHeader+strings.Replace(goodAccount, "测试甲", "朱镕基", 1)), ledgerfile.GB18030,
		},
		"GB18030, four bytes": {
			encoded(t, simplifiedchinese.GB18030, accountsHeader+strings.Replace(goodAccount, "测试甲", "測試𠮷甲", 1)), ledgerfile.GB18030,
		},
		"UTF-16LE": {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), plain), ledgerfile.UTF16LE},
		"UTF-16BE": {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), plain), ledgerfile.UTF16BE},
	} {
		found, err := ledgerfile.Check(t.Context(), ledgerfile.Input{Name: name, Text: strings.NewReader(test.text)})
		require.NoError(t, err, name)
		require.Equal(t, test.want, found.Encoding, name)
		require.Equal(t, 1, found.Rows, name)
	}
}

func TestOneOddByteNamesItsRowWherever(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.IntRange(1, 40).Draw(t, "rows")
		odd := rapid.IntRange(0, total-1).Draw(t, "odd")
		bytes := rapid.SampledFrom([]string{"\xe9", "\xff", "\x80", "\xc9\xcf"}).Draw(t, "bytes")
		rows := strings.Split(strings.Repeat(goodAccount, total), "\n")
		rows[odd] = strings.Replace(rows[odd], "测试甲", "测试甲"+bytes, 1)
		_, read, bad := read(accountsHeader + strings.Join(rows, "\n"))
		require.Len(t, bad, 1)
		var problem *ledgerfile.Problem
		require.ErrorAs(t, bad[0], &problem)
		require.Equal(t, odd+2, problem.Line)
		require.Equal(t, "name", problem.Column)
		require.Len(t, read, total-1)
		for _, row := range read {
			require.Equal(t, &wantAccount, row.Account)
		}
	})
}

func TestLatinTextIsNotChinese(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Müller", "Café Zürich", "José Núñez", "Bäckerei", "Ann “A” Smith"} {
		_, rows, bad := read(encoded(t, charmap.Windows1252, accountsHeader+strings.Replace(goodAccount, "测试甲", name, 1)))
		require.Empty(t, rows, name)
		require.ErrorContains(t, errors.Join(bad...), "file:2: name: is not UTF-8", name)
	}
}

func TestLostCharactersAreAMistake(t *testing.T) {
	t.Parallel()
	_, rows, bad := read(accountsHeader + strings.Replace(goodAccount, "测试甲", "测\ufffd甲", 1))
	require.Empty(t, rows)
	require.ErrorContains(t, errors.Join(bad...), "file:2: name: holds U+FFFD")
}

func TestWhatIsNoTextIsRefusedForWhatItIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"PK\x03\x04rest":     "workbook (.xlsx)",
		"\xd0\xcf\x11\xe0..": "workbook (.xls)",
		"\x1f\x8b..":         "compressed (gzip)",
		"a\x00c\x00":         "UTF-16 without a byte order mark",
	} {
		_, rows, bad := read(text)
		require.Empty(t, rows)
		require.ErrorContains(t, errors.Join(bad...), want)
	}
}
