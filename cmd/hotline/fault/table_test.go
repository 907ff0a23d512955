package fault

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// row is what a fault did.
type row struct {
	id, fault string
	injected  int    // how often
	checked   int    // what was compared after
	what      string // of checked
	lost      int    // of checked
	first     error  // what the first that was lost is
	failed    bool   // the test ended before all was checked
}

// verdict returns what is wrong with a row: something was lost, or nothing happened, so that
// nothing could be lost.
func (r row) verdict() error {
	switch {
	case r.lost > 0:
		return fmt.Errorf("%d of %d %s are lost: %w", r.lost, r.checked, r.what, r.first)
	case r.injected == 0:
		return errors.New("nothing was injected")
	case r.checked == 0:
		return errors.New("nothing was checked")
	}
	return nil
}

// tally counts a row while its test runs.
type tally struct {
	mu sync.Mutex
	row
}

// tallied begins a row: what is injected, and what is checked then. When the test ends the row is in the
// table, and the test fails by its verdict.
func tallied(t *testing.T, id, fault, what string) *tally {
	t.Helper()
	count := &tally{row: row{id: id, fault: fault, what: what}}
	t.Cleanup(func() {
		count.mu.Lock()
		defer count.mu.Unlock()
		if count.failed = t.Failed(); !count.failed || count.lost > 0 {
			if err := count.verdict(); err != nil {
				t.Error(err)
			}
		}
		results.add(count.row)
	})
	return count
}

// hit counts faults that were injected.
func (c *tally) hit(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.injected += n
}

// check counts one outcome; err is what is wrong with it, nil for nothing.
func (c *tally) check(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.checked++; err == nil {
		return
	}
	if c.lost++; c.first == nil {
		c.first = err
	}
}

// losses counts outcomes; there is an error for each that is wrong.
func (c *tally) losses(outcomes int, wrong []error) {
	for _, err := range wrong {
		c.check(err)
	}
	for range outcomes - len(wrong) {
		c.check(nil)
	}
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
	fmt.Printf("%-4s %-54s %9s %9s %-46s %5s\n", "id", "fault", "injected", "checked", "", "lost")
	for _, r := range t.rows {
		failed := ""
		if r.failed {
			failed = " FAILED"
		}
		fmt.Printf("%-4s %-54s %9d %9d %-46s %5d%s\n", r.id, r.fault, r.injected, r.checked, r.what, r.lost, failed)
	}
}

// A row in which something was lost, or in which nothing happened, is no good one.
func TestARowIsJudged(t *testing.T) {
	t.Parallel()
	count := tally{row: row{what: "steps"}}
	require.ErrorContains(t, count.verdict(), "nothing was injected")
	count.hit(2)
	require.ErrorContains(t, count.verdict(), "nothing was checked")
	count.losses(2, nil)
	require.NoError(t, count.verdict())
	count.losses(2, []error{errors.New("another answer")})
	require.ErrorContains(t, count.verdict(), "1 of 4 steps are lost: another answer")
}
