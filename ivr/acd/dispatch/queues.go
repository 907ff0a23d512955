package dispatch

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// QueueStatus is how a queue does.
type QueueStatus struct {
	Name      string
	Open      bool
	Waiting   int
	Longest   time.Duration           // the longest wait of those who wait now
	Agents    map[acd.AgentStatus]int // who serves the queue
	Answered  int                     // today
	Abandoned int                     // today
	// Level is the share of today's callers who were answered within Within, 0
	// to 1; negative: nobody called. Who hung up sooner than that is not counted.
	Level  float64
	Target float64 // the share that should be
	Within time.Duration
}

// Queues gives the present state of every queue, by name, with today's figures.
func (f *Dispatcher) Queues(ctx context.Context) ([]QueueStatus, error) {
	now := f.cfg.Clock()
	state := f.State() // whose reading begins the figures
	rules := f.cfg.Rules(now)
	day := rules.Day(now)
	today := map[string]acd.Stats{}
	for d, err := range f.cfg.Store.DayStats(ctx, day, day) {
		if err != nil {
			return nil, fmt.Errorf("reading today's figures: %w", err)
		}
		if d.Queue != "" {
			today[d.Queue] = d.Stats
		}
	}
	all := present(now, state, rules)
	for i := range all {
		all[i].count(today[all[i].Name])
	}
	return all, nil
}

// Present gives the present state of every queue, by name, without today's figures: the
// store need not answer for it.
func (f *Dispatcher) Present() []QueueStatus {
	now := f.cfg.Clock()
	return present(now, f.State(), f.cfg.Rules(now))
}

func present(now time.Time, state acd.State, rules acd.Rules) []QueueStatus {
	var all []QueueStatus
	for _, name := range slices.Sorted(maps.Keys(rules.Open)) {
		p := rules.Promises[name]
		s := QueueStatus{Name: name, Open: rules.Open[name], Agents: state.StaffByStatus(name), Target: p.Share, Within: p.Within}
		for _, k := range state.Waiting(name) {
			if k.Case == "" {
				s.Waiting++
				s.Longest = max(s.Longest, now.Sub(k.Since))
			}
		}
		all = append(all, s)
	}
	return all
}

// count takes over a day's figures.
func (s *QueueStatus) count(today acd.Stats) {
	s.Answered, s.Abandoned, s.Level = today.Answered, today.Abandoned, -1
	if level, some := today.Level(); some {
		s.Level = level
	}
}

// RecordsOf gives a call's stays in queues, and those of the callbacks that were asked
// for in it, newest first, those that go on included.
func (f *Dispatcher) RecordsOf(ctx context.Context, call string) ([]acd.QueueRecord, error) {
	state := f.State()
	var all []acd.QueueRecord
	for v, err := range f.cfg.Store.QueueRecordsOf(ctx, call) {
		if err != nil {
			return nil, fmt.Errorf("reading the stays in queues of call %s: %w", call, err)
		}
		all = append(all, v)
	}
	all = slices.DeleteFunc(state.WithTalks(all, time.Time{}, time.Time{}), func(v acd.QueueRecord) bool { return v.Call != call && v.Origin != call })
	slices.SortStableFunc(all, func(a, b acd.QueueRecord) int { return b.Entered.Compare(a.Entered) })
	return all, nil
}

// Records gives callers' stays in queues that began in a span of time, newest
// first, those that go on included; the zero until does not bound.
func (f *Dispatcher) Records(ctx context.Context, since, until time.Time) ([]acd.QueueRecord, error) {
	state := f.State()
	var all []acd.QueueRecord
	for v, err := range f.cfg.Store.QueueRecords(ctx, since, until) {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return state.WithTalks(all, since, until), nil
}
