package fault

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

var (
	program string // the built hotline
	seed    = uint64(time.Now().UnixNano())
	times   = 1 // how much more often than in a quick run each fault is done
	results table
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

// row is what a fault did.
type row struct {
	id, fault string
	injected  int    // how often
	checked   int    // what was compared after
	what      string // of checked
	lost      int
}

// table is what all faults did, as make fault prints it.
type table struct {
	mu   sync.Mutex
	rows []row
}

func (t *table) add(r row) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = append(t.rows, r)
}

func (t *table) print(seed uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	slices.SortFunc(t.rows, func(a, b row) int { return cmp.Or(cmp.Compare(len(a.id), len(b.id)), cmp.Compare(a.id, b.id)) })
	slices.SortStableFunc(t.rows, func(a, b row) int { return cmp.Compare(a.id[:1], b.id[:1]) })
	fmt.Printf("seed %d (HOTLINE_SEED=%d repeats its choices)\n", seed, seed)
	fmt.Printf("%-4s %-44s %9s %9s %-28s %5s\n", "id", "fault", "injected", "checked", "", "lost")
	for _, r := range t.rows {
		fmt.Printf("%-4s %-44s %9d %9d %-28s %5d\n", r.id, r.fault, r.injected, r.checked, r.what, r.lost)
	}
}

// choicesQuietly are a source of chance for what a test does not depend upon.
func choicesQuietly() *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }
