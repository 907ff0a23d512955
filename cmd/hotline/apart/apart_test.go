//go:build unix

package apart

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain lets this program be the other process, too.
func TestMain(m *testing.M) {
	if os.Args[0] != "hotline" {
		os.Exit(m.Run())
	}
	if err := Work(context.Background(), os.Stdin, os.Stdout, look); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// seen is what the other process is like.
type seen struct {
	Args       []string
	Processors int
	Memory     int64
	Nice       []int // of each thread
}

// look keeps threads busy for a moment, and says what its process is like.
func look(_ context.Context, job string) (seen, error) {
	if job != "look" {
		return seen{}, fmt.Errorf("%s: there is no such job", job)
	}
	var busy sync.WaitGroup
	for range 4 {
		busy.Go(func() {
			runtime.LockOSThread() // ends with its thread
			time.Sleep(50 * time.Millisecond)
		})
	}
	s := seen{Args: os.Args, Processors: runtime.GOMAXPROCS(0), Memory: debug.SetMemoryLimit(-1)}
	time.Sleep(20 * time.Millisecond)
	threads, err := os.ReadDir("/proc/self/task")
	for _, thread := range threads {
		id, _ := strconv.Atoi(thread.Name())
		if raw, err := syscall.Getpriority(syscall.PRIO_PROCESS, id); err == nil {
			s.Nice = append(s.Nice, 20-raw) // as the system call counts it
		}
	}
	busy.Wait()
	return s, err
}

// All threads of the other process let callers go first, and it keeps within what it may take.
func TestAnotherProcessLetsOthersGoFirst(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("threads are looked at as Linux lists them")
	}
	var got seen
	require.NoError(t, Command{Name: "look", Memory: 300, Processors: 2}.Do(t.Context(), "look", &got))
	require.Equal(t, []string{"hotline", "look"}, got.Args)
	require.Equal(t, 2, got.Processors)
	require.Equal(t, int64(300<<20), got.Memory)
	require.Greater(t, len(got.Nice), 4)
	for _, n := range got.Nice {
		require.Equal(t, nice, n, got.Nice)
	}
}

func TestWhatGoesWrongInAnotherProcessIsTold(t *testing.T) {
	t.Parallel()
	var got seen
	err := Command{Name: "look", Memory: 300, Processors: 1}.Do(t.Context(), "dance", &got)
	require.EqualError(t, err, "its process ended before it was done (exit status 1): dance: there is no such job")
	gone, leave := context.WithCancel(t.Context())
	leave()
	require.ErrorIs(t, Command{Name: "look"}.Do(gone, "look", &got), context.Canceled)
	require.ErrorContains(t, Work(t.Context(), strings.NewReader("hello"), os.Stderr, look), "its input is no job")
}
