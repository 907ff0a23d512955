package page_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// dialect is what pages do not say: a transfer is "transfer" and 转接, a case is 工单.
var dialect = regexp.MustCompile(`(?i)\bhand(s|ed)? (on|over|to)\b|\bhanded\b|\bin vain\b|\bmend\b|\brooms?\b|\bthe house\b|\bgo away\b|转给|转交|交给|请教|事项`)

func TestPagesSpeakTheFieldsWords(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../*/words.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var words map[string]map[string]string
		require.NoError(t, json.Unmarshal(text, &words))
		for key, in := range words {
			for language, said := range in {
				require.NotRegexp(t, dialect, said, "%s: %s in %s", file, key, language)
			}
		}
	}
}
