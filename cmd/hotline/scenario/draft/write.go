package draft

import (
	"fmt"
	"os"
	"path/filepath"
)

// Write writes drafts into a file, and makes its folder if there is none.
func Write(file string, drafts []Draft) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // scripts are no secret, nor is their folder
		return err
	}
	return os.WriteFile(file, []byte(YAML(drafts)), 0o644) //nolint:gosec // as above
}

// String says why there is no draft.
func (m Missed) String() string { return fmt.Sprintf("no draft for %s %s: %s", m.Node, m.Name, m.Why) }
