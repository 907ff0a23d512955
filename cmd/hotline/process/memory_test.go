package process

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMemoryIsLimitedAsTheContainers(t *testing.T) { //nolint:paralleltest // sets the process's limit
	none := func(string) (string, bool) { return "", false }
	path := t.TempDir() + "/memory.max"
	require.Zero(t, limitMemory(none, path), "no container")
	require.NoError(t, os.WriteFile(path, []byte("max\n"), 0o600))
	require.Zero(t, limitMemory(none, path))
	require.NoError(t, os.WriteFile(path, []byte("107374182400\n"), 0o600))
	require.Equal(t, int64(85899345920), limitMemory(none, path))
	require.Zero(t, limitMemory(func(string) (string, bool) { return "1GiB", true }, path), "the operator's own")
}
