package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/mutation"
	"github.com/okpay/hotline/menus/check"
)

// mutants is the result of leading exits elsewhere, one at a time, and playing the
// scripts that take them again.
type mutants struct {
	exits     []unmet             // that were led elsewhere
	noticed   map[check.Exit]bool // of each of them whether the scripts noticed, wherever it led
	tried     int                 // menus in which one exit leads elsewhere
	survivors []trial             // that no script noticed
	unlike    []unmet             // exits for which no other node sounds different
	twins     [][]string          // nodes that no caller can tell apart
	took      time.Duration
}

// killed is how many menus some script noticed.
func (m mutants) killed() int { return m.tried - len(m.survivors) }

// percent is the share of menus that some script noticed.
func (m mutants) percent() int { return percent(m.killed(), m.tried) }

// trial is a menu in which one exit leads elsewhere, with the scripts that take this
// exit and pass on the right menu.
type trial struct {
	mutation.Mutant
	exit  unmet
	taken []played
}

// mutate leads every exit that scripts take elsewhere, and plays those scripts again.
func (l runner) mutate(ctx context.Context, results []played) (mutants, error) {
	began := time.Now()
	menu, err := mutation.New(l.menu)
	if err != nil {
		return mutants{}, err
	}
	m := mutants{twins: menu.Twins(), noticed: map[check.Exit]bool{}}
	trials := m.plan(l, menu, results)
	verdicts := each(trials, func(_ int, t trial) verdict { return l.try(ctx, menu, t) })
	for i, v := range verdicts {
		if v.err != nil {
			return mutants{}, v.err
		}
		if !v.noticed {
			m.noticed[trials[i].exit.Exit] = false
			m.survivors = append(m.survivors, trials[i])
		}
	}
	m.took = time.Since(began)
	return m, ctx.Err()
}

// plan lists the mutants to be tried, each of whose exits counts as noticed at first.
func (m *mutants) plan(l runner, menu *mutation.Menu, results []played) []trial {
	taken := takenBy(results)
	var trials []trial
	for _, exit := range exitsOf(l.menu) {
		scripts := taken[exit.Exit]
		if len(scripts) == 0 {
			continue
		}
		list := menu.Mutants(exit.Node, exit.Name)
		if len(list) == 0 {
			m.unlike = append(m.unlike, exit)
			continue
		}
		m.exits, m.noticed[exit.Exit] = append(m.exits, exit), true
		for _, mutant := range list {
			trials = append(trials, trial{mutant, exit, scripts})
		}
	}
	m.tried = len(trials)
	return trials
}

// takenBy lists, for each exit, the scripts that come by it, the quickest first.
func takenBy(results []played) map[check.Exit][]played {
	quickest := slices.Clone(results)
	slices.SortStableFunc(quickest, func(a, b played) int { return cmp.Compare(a.took, b.took) })
	taken := map[check.Exit][]played{}
	for _, r := range quickest {
		seen := map[check.Exit]bool{}
		for _, exit := range exitsIn(r.passed) {
			if !seen[exit] {
				seen[exit] = true
				taken[exit] = append(taken[exit], r)
			}
		}
	}
	return taken
}

// verdict is whether some script noticed a mutant.
type verdict struct {
	noticed bool
	err     error
}

// try plays the scripts of a trial until one fails.
func (l runner) try(ctx context.Context, menu *mutation.Menu, t trial) verdict {
	l.menu = menu.Lead(t.Mutant)
	for _, script := range t.taken {
		again := l.play(ctx, script.Call)
		if _, broken := errors.AsType[callFault](again.err); broken || again.failure != nil {
			return verdict{noticed: true}
		}
		if again.err != nil {
			return verdict{err: again.err}
		}
	}
	return verdict{}
}
