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

// figures counts calls by day, once for everybody who looks.
type figures struct {
	store store.Calls
	over  func(context.Context, ivr.Call) bool // whether a call that has not ended is on the line no more

	mu      sync.Mutex
	today   *day
	counted time.Time // when today was
	before  *day      // the same weekday of last week
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
		f.today = nil
	}
	if f.today == nil || now.Sub(f.counted) >= freshFor || now.Before(f.counted) {
		counted, err := f.count(ctx, date)
		if err != nil {
			return nil, nil, err
		}
		f.today, f.counted = counted, now
	}
	return f.today, f.before, nil
}

// count counts the calls of one day.
func (f *figures) count(ctx context.Context, date time.Time) (*day, error) {
	d := newDay(date)
	for call, err := range f.store.ListCalls(ctx, store.CallFilter{Since: date}) {
		if err != nil {
			return nil, fmt.Errorf("counting the calls of %s: %w", date.Format(time.DateOnly), err)
		}
		d.add(call, f.over(ctx, call))
	}
	return d, nil
}
