package fault

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

var (
	program string // the built hotline
	seed    = uint64(time.Now().UnixNano())
	times   = 1 // how much more often than in a quick run each fault is done
	results table
	root    string // of the repository
)

func TestMain(m *testing.M) {
	if s, err := strconv.ParseUint(os.Getenv("HOTLINE_SEED"), 10, 64); err == nil {
		seed = s
	}
	if n, err := strconv.Atoi(os.Getenv("HOTLINE_FAULTS")); err == nil && n > 0 {
		times = n
	}
	os.Exit(run(m))
}

// thorough skips a test that a quick run has no time for, or that a busy machine disturbs.
func thorough(t *testing.T) {
	t.Helper()
	if times == 1 {
		t.Skip("make fault does this")
	}
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "hotline-fault")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if root, err = filepath.Abs(filepath.Join("..", "..", "..")); err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "hotline")
	build := exec.Command("go", "build", "-o", program, "github.com/okpay/hotline/cmd/hotline")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building hotline: %v\n%s", err, out)
		return 1
	}
	status := m.Run()
	results.print(seed)
	return status
}

// choices are a test's own source of chance: the same for the same seed.
func choices(t *testing.T) *rand.Rand {
	t.Helper()
	name := uint64(0)
	for _, c := range t.Name() {
		name = name*31 + uint64(c)
	}
	t.Logf("HOTLINE_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, name))
}

// choicesQuietly are a source of chance for what a test does not depend upon.
func choicesQuietly() *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }
