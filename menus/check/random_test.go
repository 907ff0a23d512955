package check_test

import (
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/checktest"
	"github.com/okpay/hotline/menus/check/rules"
)

// On random menus, check finds what the enumerator finds, and the enumerator agrees with the calls that
// check shows.
func TestRandomMenus(t *testing.T) {
	t.Parallel()
	seeds := 10 // make menus tries 300
	if n, err := strconv.Atoi(os.Getenv("HOTLINE_SEEDS")); err == nil {
		seeds = n
	}
	loaded, bad, clean := 0, 0, 0
	for seed := range uint64(seeds) { //nolint:gosec // counts
		m, err := menus.Load(checktest.Generate(seed))
		if err != nil {
			continue
		}
		loaded++
		ends := checktest.Enumerate(m, instants(m), checktest.Bounds{Depth: 6, Calls: 150, Runs: 500})
		found := check.Check(m, spring)
		if len(ends) > 0 {
			bad++
		}
		if !check.Failed(found) {
			clean++
			require.Empty(t, ends, "seed %d: check is clean, but\n%v\n%s", seed, ends, texted(seed))
		}
		for _, f := range found {
			shows(t, m, f, seed)
		}
	}
	t.Logf("%d menus loaded of %d: %d with bad ends, %d clean", loaded, seeds, bad, clean)
	require.Greater(t, bad, seeds/5, "too few menus have faults")
	require.Greater(t, clean, seeds/50, "too few menus have none")
}

// shows checks that the call shown by a finding ends as the finding says.
func shows(t *testing.T, m *menus.Menu, f check.Finding, seed uint64) {
	t.Helper()
	if len(f.Trace.Steps) == 0 {
		return
	}
	switch f.Rule {
	case rules.Dropped, rules.Breaks, rules.Person, rules.Private:
		var call checktest.Call
		for _, s := range f.Trace.Steps {
			call = append(call, checktest.Step{At: s.At, Event: s.Event, Answers: s.Answers})
		}
		require.Contains(t, checktest.Play(m, call), f.Rule, "seed %d: %s\n%s\n%s", seed, f, call, texted(seed))
	}
}

// instants returns one in business hours, one out of hours, and one at the weekend.
func instants(m *menus.Menu) []time.Time {
	zone := m.Tree.Zone
	return []time.Time{
		time.Date(2026, time.March, 3, 10, 0, 0, 0, zone), time.Date(2026, time.March, 3, 20, 0, 0, 0, zone), time.Date(2026, time.March, 7, 11, 0, 0, 0, zone),
	}
}

func texted(seed uint64) string {
	var b strings.Builder
	for _, name := range []string{"menu.yaml", "people.yaml"} {
		data, err := fs.ReadFile(checktest.Generate(seed), name)
		fmt.Fprintf(&b, "-- %s --\n%s\n%v\n", name, data, err)
	}
	return b.String()
}
