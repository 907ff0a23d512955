package console

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

const (
	// slot is the span of time that a point of the day's line stands for.
	slot = 15 * time.Minute
	// freshFor is how long a count of today's calls is shown before they are
	// counted again: for all who look together.
	freshFor = 5 * time.Second
	week     = 7
	// settledAfter is how long after its beginning a call is surely listed, whatever server took it.
	settledAfter = time.Minute
)

// passage is a way that callers took: a node, and the exit by which they left.
type passage struct{ node, exit string }

// day is what is counted of a day's calls.
type day struct {
	Date     time.Time // its first instant
	Total    int
	Live     int // on the line
	Outcomes map[ivr.Outcome]int
	Slots    []int // calls that began, by slot; as many as the day has
	passages map[passage]int
}

func newDay(date time.Time) *day {
	slots := int(date.AddDate(0, 0, 1).Sub(date) / slot)
	return &day{Date: date, Outcomes: map[ivr.Outcome]int{}, Slots: make([]int, slots), passages: map[passage]int{}}
}

func (d *day) add(c ivr.Call, over bool) {
	i := int(c.Began.Sub(d.Date) / slot)
	if c.Began.Before(d.Date) || i >= len(d.Slots) {
		return
	}
	d.Total++
	d.Slots[i]++
	switch {
	case c.Ended():
		d.Outcomes[c.Outcome]++
	case !over:
		d.Live++
	}
	for _, p := range c.Path {
		d.passages[passage{p.Node, p.Exit}]++
	}
}

// passed counts the callers who left a node by an exit.
func (d *day) passed(node, exit string) int { return d.passages[passage{node, exit}] }

// plus adds what is counted of other calls of the day.
func (d *day) plus(other *day) {
	d.Total += other.Total
	d.Live += other.Live
	for outcome, calls := range other.Outcomes {
		d.Outcomes[outcome] += calls
	}
	for i, calls := range other.Slots {
		d.Slots[i] += calls
	}
	for p, callers := range other.passages {
		d.passages[p] += callers
	}
}

// figures counts calls by day, once for everybody who looks. What a call counts as is settled when
// it has ended, so that a count of today reads only the calls since the oldest that goes on.
type figures struct {
	store store.Calls
	over  func(context.Context, ivr.Call) bool // whether a call that has not ended is on the line no more

	mu      sync.Mutex
	today   *day
	counted time.Time // when today was
	settled *day      // of today, the calls that began before since
	since   time.Time
	before  *day // the same weekday of last week
}

// days gives today, and the same weekday of last week.
func (f *figures) days(ctx context.Context, now time.Time) (today, before *day, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	date := page.Midnight(now)
	if f.today == nil || !f.today.Date.Equal(date) {
		if f.before, err = f.count(ctx, date.AddDate(0, 0, -week)); err != nil {
			return nil, nil, err
		}
		f.today, f.settled, f.since = nil, newDay(date), date
	}
	if f.today == nil || now.Sub(f.counted) >= freshFor || now.Before(f.counted) {
		counted, err := f.countOn(ctx, now)
		if err != nil {
			return nil, nil, err
		}
		f.today, f.counted = counted, now
	}
	return f.today, f.before, nil
}

// count counts the calls of one day that is over.
func (f *figures) count(ctx context.Context, date time.Time) (*day, error) {
	d := newDay(date)
	for call, err := range f.store.ListCalls(ctx, store.CallFilter{Since: date, Until: date.AddDate(0, 0, 1)}) {
		if err != nil {
			return nil, fmt.Errorf("counting the calls of %s: %w", date.Format(time.DateOnly), err)
		}
		d.add(call, f.over(ctx, call))
	}
	return d, nil
}

// countOn counts the calls of today, and settles those that began before the oldest call which goes
// on or is still new.
func (f *figures) countOn(ctx context.Context, now time.Time) (*day, error) {
	today, older, since := newDay(f.settled.Date), newDay(f.settled.Date), time.Time{}
	for call, err := range f.store.ListCalls(ctx, store.CallFilter{Since: f.since}) { // the newest first
		if err != nil {
			return nil, fmt.Errorf("counting the calls of today: %w", err)
		}
		today.add(call, f.over(ctx, call))
		if since.IsZero() || !call.Ended() || now.Sub(call.Began) < settledAfter {
			older, since = newDay(f.settled.Date), call.Began
		} else if call.Began.Before(since) {
			older.add(call, false)
		}
	}
	today.plus(f.settled)
	if !since.IsZero() {
		f.settled.plus(older)
		f.since = since
	}
	return today, nil
}
