// Package run plays a day on all processors: how many agents are needed, and what becomes of callers. The
// result does not depend on how many processors there are.
package run

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"github.com/okpay/hotline/ivr/rehearse"
)

// Chance gives the streams of chance of a seed: the same seed is the same day, byte for byte.
func Chance(seed uint64) func(uint64) rehearse.Source {
	return func(stream uint64) rehearse.Source {
		return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // a rehearsal is to be repeated, not secret
	}
}

// A few days are played where one alone says little of the agents needed.
const (
	enoughCalls = 10_000
	mostSamples = 10
)

// Day finds the agents needed, and plays the day with the roster, or else with them, on all processors.
func Day(ctx context.Context, d *rehearse.Day, seed uint64) (rehearse.Report, error) {
	return player{workers: runtime.GOMAXPROCS(0), pause: ctx.Err}.day(ctx, d, seed)
}

// player is how a day is played.
type player struct {
	workers int          // as many goroutines work
	pause   func() error // before each event; its error ends the day
}

func (p player) day(ctx context.Context, d *rehearse.Day, seed uint64) (rehearse.Report, error) {
	samples, err := p.sampled(ctx, d, seed)
	if err != nil {
		return rehearse.Report{}, err
	}
	queues := slices.Sorted(maps.Keys(d.Menu.Queues))
	needs := make([]rehearse.Need, len(queues))
	if err := p.atOnce(ctx, len(queues), func(i int) (err error) {
		needs[i], err = rehearse.Needs(queues[i], samples)
		return err
	}); err != nil {
		return rehearse.Report{}, err
	}
	staff := d.Roster()
	if !d.Rostered() {
		for _, n := range needs {
			staff = append(staff, d.Staff(n.Queue, n.Agents)...)
		}
	}
	played, err := samples[0].Day.Play(samples[0].Visits, staff)
	if err != nil {
		return rehearse.Report{}, err
	}
	return d.ReportOf(played, needs, seed, len(samples)), nil
}

// sampled takes the callers of the day, and of others like it, through the menu.
func (p player) sampled(ctx context.Context, d *rehearse.Day, seed uint64) ([]rehearse.Sample, error) {
	samples := make([]rehearse.Sample, max(1, min(enoughCalls/d.Profile.Calls, mostSamples)))
	for i := range samples {
		day := *d
		day.Chance = Chance(seed + uint64(i)<<32) // the first is the day itself
		day.Pause = p.pause
		parts := make([][]rehearse.Contact, p.workers)
		if err := p.atOnce(ctx, p.workers, func(part int) (err error) {
			parts[part], err = day.Visits(day.Profile.Calls*part/p.workers, day.Profile.Calls*(part+1)/p.workers)
			return err
		}); err != nil {
			return nil, err
		}
		samples[i] = rehearse.Sample{Day: &day, Visits: rehearse.Merge(parts)}
	}
	return samples, nil
}

// atOnce does n things, as many at a time as there are workers. What is done does not depend on the
// order.
func (p player) atOnce(ctx context.Context, n int, do func(i int) error) error {
	failed, next := make([]error, n), make(chan int)
	var workers sync.WaitGroup
	for range min(n, p.workers) {
		workers.Go(func() {
			for i := range next {
				if failed[i] = ctx.Err(); failed[i] == nil {
					failed[i] = do(i)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
	return errors.Join(failed...)
}
