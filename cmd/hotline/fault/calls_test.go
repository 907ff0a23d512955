package fault

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// countCalls reads what `calls list --json` says: how many calls there are, and how many
// have ended.
func countCalls(t *testing.T, out string) (total, ended int) {
	t.Helper()
	for line := range strings.Lines(out) {
		var call map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &call), line)
		total++
		if call["ended"] != nil && call["ended"] != "" {
			ended++
		}
	}
	return total, ended
}
