package process

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAProcessorIsSpared(t *testing.T) { //nolint:paralleltest // sets the process's threads
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	SpareProcessor(func(string) (string, bool) { return "2", true })
	require.Equal(t, before, runtime.GOMAXPROCS(0), "the operator's own")
	SpareProcessor(func(string) (string, bool) { return "", false })
	require.Equal(t, before+1, runtime.GOMAXPROCS(0))
}
