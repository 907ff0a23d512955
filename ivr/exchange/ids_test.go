package exchange

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIDs(t *testing.T) {
	t.Parallel()
	x := New(Config{IDs: Seed(7)})
	require.Regexp(t, `^CA[0-9a-f]{32}$`, x.newID("CA"))
	require.NotEqual(t, x.newID("CA"), x.newID("CA"))
	require.Equal(t, New(Config{IDs: Seed(7)}).newID("CA"), New(Config{IDs: Seed(7)}).newID("CA"))
	dry := New(Config{IDs: empty{}})
	require.Regexp(t, `^QU[0-9a-f]{32}$`, dry.newID("QU"))
}

// empty is an exhausted source of ids.
type empty struct{}

// Read fails.
func (empty) Read([]byte) (int, error) { return 0, errDry }

var errDry = errors.New("dry")
