package fault

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ends reads what `calls list --json` says: which calls there are, and whether each has ended.
func ends(t *testing.T, out string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for line := range strings.Lines(out) {
		var call map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &call), line)
		sid, _ := call["call"].(string)
		require.NotEmpty(t, sid, line)
		all[sid] = call["ended"] != nil && call["ended"] != ""
	}
	return all
}

// notClosed returns an error for each call whose end was told and that has not ended or is not known,
// and for each that is known and was never made.
func notClosed(told []string, ended map[string]bool) (wrong []error) {
	made := map[string]bool{}
	for _, sid := range told {
		made[sid] = true
		if has, known := ended[sid]; !known || !has {
			wrong = append(wrong, fmt.Errorf("the end of %s was told: it is known: %v, and has ended: %v", sid, known, has))
		}
	}
	for sid := range ended {
		if !made[sid] {
			wrong = append(wrong, fmt.Errorf("nobody made call %s", sid))
		}
	}
	return wrong
}

// A call that goes on after its end is seen, and one that is not known or was never made.
func TestAnOpenCallIsSeen(t *testing.T) {
	t.Parallel()
	out := `{"call":"CA1","ended":"2026-03-02T10:00:00+08:00"}` + "\n" + `{"call":"CA2"}` + "\n"
	require.Equal(t, map[string]bool{"CA1": true, "CA2": false}, ends(t, out))
	require.Empty(t, notClosed([]string{"CA1"}, map[string]bool{"CA1": true}))
	require.Len(t, notClosed([]string{"CA1", "CA2", "CA3"}, ends(t, out)), 2)
	require.Len(t, notClosed(nil, ends(t, out)), 2)
}
