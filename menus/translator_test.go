package menus

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// fenced matches what is the same in every language: a value, or code.
var fenced = regexp.MustCompile("\\{[a-z._]+\\}|`[^`]+`|%s")

// Every sentence of the reference and the schema has its Chinese, and the dictionary contains nothing
// else.
func TestChineseIsWhole(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{}
	listen := func(english string) string {
		asked[english] = true
		return english
	}
	referenceIn(listen, "")
	_, err := schemaIn(listen)
	require.NoError(t, err)
	for _, english := range slices.Sorted(maps.Keys(asked)) {
		require.NotEmpty(t, dictionary()[english], "%q: %s", english, "give it its Chinese in menus/reference_zh.json")
	}
	for english, chinese := range dictionary() {
		require.True(t, asked[english], "%q is said nowhere; take it out of menus/reference_zh.json", english)
		require.Regexp(t, `[\p{Han}，。；]`, chinese, english)
		require.ElementsMatch(t, fenced.FindAllString(english, -1), fenced.FindAllString(chinese, -1), english)
	}
}
