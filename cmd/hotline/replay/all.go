package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// Summary is the result of replaying many calls.
type Summary struct {
	Calls   int
	Fates   map[Fate]int
	Assumed int     // calls that were replayed assuming that no operator had closed a schedule
	Groups  []Group // of calls that differ or hear other words; the largest first
}

// Group is calls that differ at the same step.
type Group struct {
	Fate     Fate
	Step     Step
	Calls    int
	Outcomes map[ivr.Outcome]int // how they ended when they were made
	Reworded int                 // number of calls that had heard other words before, and might have gone differently
	Before   string              // what the first of them heard then
	After    string              // and would hear
	Examples []string            // ids of some of them, in order

	first string // the call that Before and After are from
}

// examples is how many calls of a group are listed.
const examples = 5

// Menus returns the menus that calls began with, by their revision.
type Menus func(ctx context.Context, revision string) (*menus.Menu, error)

// All replays calls on a menu. report, if not nil, is called with every call that does not go as
// before, one at a time, in no order.
func All(ctx context.Context, calls iter.Seq2[store.RecordedCall, error], old Menus, after *menus.Menu, report func(Outcome)) (Summary, error) {
	b := bench{old: old, after: after, between: map[string]*Comparison{}}
	total := tally{fates: map[Fate]int{}, groups: map[groupKey]*Group{}, report: report}
	work, failed := make(chan []store.RecordedCall, runtime.GOMAXPROCS(0)), make(chan error, 1)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for batch := range work {
				if err := b.replay(ctx, batch, &total); err != nil {
					select {
					case failed <- err:
					default:
					}
				}
			}
		})
	}
	err := hand(ctx, calls, work)
	close(work)
	workers.Wait()
	select {
	case err = <-failed:
	default:
	}
	return total.summary(), err
}

// batch is how many calls a worker takes at a time.
const batch = 64

func hand(ctx context.Context, calls iter.Seq2[store.RecordedCall, error], work chan<- []store.RecordedCall) error {
	var some []store.RecordedCall
	for call, err := range calls {
		if err != nil {
			return fmt.Errorf("reading the journals: %w", err)
		}
		if some = append(some, call); len(some) == batch {
			select {
			case work <- some:
			case <-ctx.Done():
				return ctx.Err()
			}
			some = nil
		}
	}
	work <- some
	return nil
}

// bench keeps the comparisons with the menus that calls began with.
type bench struct {
	old     Menus
	after   *menus.Menu
	mu      sync.Mutex
	between map[string]*Comparison
}

func (b *bench) replay(ctx context.Context, calls []store.RecordedCall, total *tally) error {
	for _, call := range calls {
		outcome, err := b.one(ctx, call)
		if errors.Is(err, store.ErrDamaged) { // it keeps nobody from the others
			outcome, err = Outcome{Call: call.Call, Fate: Broken, Problem: "its record is damaged"}, nil
		}
		if err != nil {
			return err
		}
		total.add(outcome)
	}
	return nil
}

// one replays one call.
func (b *bench) one(ctx context.Context, call store.RecordedCall) (Outcome, error) {
	way, err := call.Way()
	if err != nil {
		return Outcome{}, fmt.Errorf("reading the call %s: %w", call.Call, err)
	}
	c, err := b.comparison(ctx, way.Revision)
	if err != nil {
		return Outcome{}, err
	}
	if c == nil {
		return Outcome{Call: call.Call, Fate: Broken, Problem: "its menu is not kept"}, nil
	}
	outcome, err := c.Call(call, way)
	if err != nil {
		return Outcome{}, fmt.Errorf("reading the journal of %s: %w", call.Call, err)
	}
	return outcome, nil
}

// comparison returns the comparison with the menu that calls began with; nil if that menu is not kept.
func (b *bench) comparison(ctx context.Context, revision string) (*Comparison, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c, known := b.between[revision]
	if known {
		return c, nil
	}
	before, err := b.old(ctx, revision)
	if err == nil {
		c = Between(before, b.after)
	}
	b.between[revision] = c
	return c, ctx.Err()
}

type groupKey struct {
	fate Fate
	step Step
}

// tally counts outcomes.
type tally struct {
	mu      sync.Mutex
	calls   int
	fates   map[Fate]int
	assumed int
	groups  map[groupKey]*Group
	report  func(Outcome)
}

func (t *tally) add(o Outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.calls++
	t.fates[o.Fate]++
	if o.Assumed {
		t.assumed++
	}
	if o.Fate == Same {
		return
	}
	if t.report != nil {
		t.report(o)
	}
	key := groupKey{o.Fate, o.Step}
	g := t.groups[key]
	if g == nil {
		g = &Group{Fate: o.Fate, Step: o.Step, Outcomes: map[ivr.Outcome]int{}}
		t.groups[key] = g
	}
	g.add(o)
}

func (g *Group) add(o Outcome) {
	if g.Calls == 0 || o.Call < g.first {
		g.first, g.Before, g.After = o.Call, o.Before, o.After
	}
	g.Calls++
	if o.Reworded {
		g.Reworded++
	}
	g.Outcomes[o.Outcome]++
	g.Examples = append(g.Examples, o.Call)
	if len(g.Examples) > 2*examples {
		g.Examples = g.some()
	}
}

// some returns the first examples by id, which do not depend on the workers' speed.
func (g *Group) some() []string {
	slices.Sort(g.Examples)
	return g.Examples[:min(len(g.Examples), examples)]
}

func (t *tally) summary() Summary {
	s := Summary{Calls: t.calls, Fates: t.fates, Assumed: t.assumed}
	for _, g := range t.groups {
		g.Examples = g.some()
		s.Groups = append(s.Groups, *g)
	}
	slices.SortFunc(s.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Fate, b.Fate), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Step.Node, b.Step.Node), cmp.Compare(a.Step.Did, b.Step.Did), cmp.Compare(a.Examples[0], b.Examples[0]))
	})
	return s
}
