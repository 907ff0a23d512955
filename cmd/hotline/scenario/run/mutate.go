package run

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/mutation"
	"github.com/okpay/hotline/menus/check"
)

// Mutants is the result of leading exits elsewhere, one at a time, and playing the
// scripts that take them again.
type Mutants struct {
	exits     []Unmet             // that were led elsewhere
	noticed   map[check.Exit]bool // of each of them whether the scripts noticed, wherever it led
	tried     int                 // menus in which one exit leads elsewhere
	survivors []trial             // that no script noticed
	unlike    []Unmet             // exits for which no other node sounds different
	twins     [][]string          // nodes that no caller can tell apart
	took      time.Duration
}

// killed is how many menus some script noticed.
func (m Mutants) killed() int { return m.tried - len(m.survivors) }

// Percent is the share of menus that some script noticed.
func (m Mutants) Percent() int { return percent(m.killed(), m.tried) }

// trial is a menu in which one exit leads elsewhere, with the scripts that take this
// exit and pass on the right menu.
type trial struct {
	mutation.Mutant
	exit  Unmet
	taken []Result
}

// Mutate leads every exit that scripts take elsewhere, and plays those scripts again.
func (l Runner) Mutate(ctx context.Context, results []Result) (Mutants, error) {
	began := time.Now()
	menu, err := mutation.New(l.menu)
	if err != nil {
		return Mutants{}, err
	}
	m := Mutants{twins: menu.Twins(), noticed: map[check.Exit]bool{}}
	trials := m.plan(l, menu, results)
	verdicts := Each(trials, func(_ int, t trial) verdict { return l.try(ctx, menu, t) })
	for i, v := range verdicts {
		if v.err != nil {
			return Mutants{}, v.err
		}
		if !v.noticed {
			m.noticed[trials[i].exit.Exit] = false
			m.survivors = append(m.survivors, trials[i])
		}
	}
	m.took = time.Since(began)
	return m, ctx.Err()
}

// plan lists the Mutants to be tried, each of whose exits counts as noticed at first.
func (m *Mutants) plan(l Runner, menu *mutation.Menu, results []Result) []trial {
	taken := takenBy(results)
	var trials []trial
	for _, exit := range ExitsOf(l.menu) {
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
func takenBy(results []Result) map[check.Exit][]Result {
	quickest := slices.Clone(results)
	slices.SortStableFunc(quickest, func(a, b Result) int { return cmp.Compare(a.Took, b.Took) })
	taken := map[check.Exit][]Result{}
	for _, r := range quickest {
		seen := map[check.Exit]bool{}
		for _, exit := range exitsIn(r.Path) {
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
func (l Runner) try(ctx context.Context, menu *mutation.Menu, t trial) verdict {
	l.menu = menu.Lead(t.Mutant)
	for _, script := range t.taken {
		again := l.Play(ctx, script.Call)
		if _, broken := errors.AsType[callFault](again.Err); broken || again.Failure != nil {
			return verdict{noticed: true}
		}
		if again.Err != nil {
			return verdict{err: again.Err}
		}
	}
	return verdict{}
}
