package terminal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
)

func TestTablesAreForPeople(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"退款", "1"}, {"fraud", "22"}}
	var plain, rich bytes.Buffer
	require.NoError(t, Console{Out: &plain}.Rows([]string{"kind", "n"}, rows))
	require.Equal(t, "退款\t1\nfraud\t22\n", plain.String())
	require.NoError(t, Console{Out: &rich, Rich: true}.Rows([]string{"kind", "n"}, rows))
	require.Equal(t, " KIND   N  \n 退款   1  \n fraud  22 \n", rich.String())
}

// What people have written makes no terminal do anything, and looks like one value of one
// record.
func TestATerminalObeysNoText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := Console{Out: &out}
	require.NoError(t, c.Fields("note", "a\x1b[2Jb\u202ec\nstate        closed", "name", "👩\u200d💻 王"))
	require.NoError(t, c.Rows(nil, [][]string{{"a\tb\r\n", "\u0085\u2028"}}))
	require.Equal(t, "note         a�[2Jb�c state        closed\nname         👩\u200d💻 王\na b  \t� \n", out.String())
}

// Records are listed as JSON where a program asks, and as a table otherwise; none are said to be none
// where no program reads it.
func TestListing(t *testing.T) {
	t.Parallel()
	listing := Listing[string]{
		What: "words", Header: []string{"word"},
		Row:    func(w string) []string { return []string{w} },
		Record: func(w string) any { return map[string]string{"word": w} },
	}
	print := func(asJSON bool, words ...string) (string, string) {
		var out, told bytes.Buffer
		require.NoError(t, listing.Print(Console{Out: &out, Err: &told}, asJSON, Each(words)))
		return out.String(), told.String()
	}
	out, told := print(false, "a", "b")
	require.Equal(t, "a\nb\n", out)
	require.Empty(t, told)
	out, told = print(true, "a", "b")
	require.Equal(t, "{\"word\":\"a\"}\n{\"word\":\"b\"}\n", out)
	require.Empty(t, told)
	out, told = print(false)
	require.Empty(t, out)
	require.Equal(t, "no words\n", told)
	out, told = print(true)
	require.Empty(t, out+told)
	broken := func(yield func(string, error) bool) { yield("", errors.New("the store is gone")) }
	require.ErrorContains(t, listing.Print(Console{}, false, broken), "the store is gone")
}

func TestSecretsAreReadAsALine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]ivr.Secret{
		"2580\n": "2580", "2580": "2580", " a b \r\nmore\n": " a b ", "": "",
		strings.Repeat("x", 5000): ivr.Secret(strings.Repeat("x", longestLine)),
	} {
		got, err := Console{In: strings.NewReader(in)}.ReadSecret("Secret", true)
		require.NoError(t, err)
		require.Equal(t, want.Reveal(), got.Reveal())
	}
	_, err := Console{In: iotest.ErrReader(errors.New("broken pipe"))}.ReadSecret("Secret", true)
	require.ErrorContains(t, err, "broken pipe")
	_, err = Console{}.ReadSecret("Secret", false)
	require.ErrorContains(t, err, "--stdin")
}

// A bar is shown to whoever asks for it, or sits at a terminal.
func TestProgress(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ asked, lively, shown bool }{"asked": {true, false, true}, "lively": {false, true, true}, "neither": {}} {
		var errs bytes.Buffer
		bar := Console{Err: &errs, Lively: tt.lively}.Progress(tt.asked, "writing", "records", 2)
		bar.Set(1)
		bar.Add(1)
		bar.End()
		require.Equal(t, tt.shown, strings.Contains(errs.String(), "(2/2"), name)
		require.Equal(t, tt.shown, strings.HasSuffix(errs.String(), "\n"), name)
	}
}
