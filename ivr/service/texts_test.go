package service

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLongTextsAreSplitAtASentence(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"short"}, textParts("short"))
	first, second := strings.Repeat("话", 1500)+"。", strings.Repeat("短", 300)+"。"
	require.Equal(t, []string{first, second}, textParts(first+second))
	first, second = strings.Repeat("word ", 310)+"ends.", strings.Repeat("more ", 60)+"here."
	require.Equal(t, []string{first, second}, textParts(first+" "+second))
	require.Len(t, textParts(strings.Repeat("好", 3300)), 3, "without a sentence or a space")
}

func TestNothingOfALongTextIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(strings.Fields(rapid.StringOfN(rapid.RuneFrom([]rune("话😀a .。!")), 0, 6000, -1).Draw(r, "text")), " ")
		var joined strings.Builder
		for _, part := range textParts(text) {
			if units := len(utf16.Encode([]rune(part))); units > longestText {
				r.Fatalf("a part has %d units", units)
			}
			joined.WriteString(part)
		}
		if bare := strings.NewReplacer(" ", ""); bare.Replace(joined.String()) != bare.Replace(text) {
			r.Fatal("something is lost")
		}
	})
}
