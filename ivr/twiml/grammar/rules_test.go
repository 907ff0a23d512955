package grammar

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGrammarIsWhole(t *testing.T) {
	t.Parallel()
	rules := rules()
	require.Equal(t, 60, len(rules))
	require.Equal(t, 900, len(strings.Split(rules["Say"].Attributes["voice"], "|")))
	for class, r := range rules {
		for name, child := range r.Children {
			require.Contains(t, rules, child, "%s in %s", name, class)
		}
	}
}

// A check or a code for something outside the grammar would never be used.
func TestChecksAndCodesAreOfTheGrammar(t *testing.T) {
	t.Parallel()
	names := []string{}
	for name := range checks {
		names = append(names, name)
	}
	for name := range codes {
		names = append(names, name)
	}
	for _, name := range names {
		class, attribute, _ := strings.Cut(name, ".")
		require.Contains(t, Of(class).Attributes, attribute, name)
	}
}
