package rehearse

import "time"

// agenda is what is to happen, in the order of time; what was put first comes first at the same instant.
// It is a heap: no item comes before the one at (i-1)/2.
type agenda struct {
	items []item
	next  int // counts what was ever put
}

type item struct {
	at     time.Time
	number int
	do     func() error
}

func (x *item) before(y *item) bool {
	if order := x.at.Compare(y.at); order != 0 {
		return order < 0
	}
	return x.number < y.number
}

// put lets something happen at an instant.
func (a *agenda) put(at time.Time, do func() error) {
	put := item{at, a.next, do}
	a.next++
	a.items = append(a.items, put)
	i := len(a.items) - 1
	for parent := (i - 1) / 2; i > 0 && put.before(&a.items[parent]); parent = (i - 1) / 2 {
		a.items[i] = a.items[parent]
		i = parent
	}
	a.items[i] = put
}

// take takes off what comes first, before an instant; false when there is nothing.
func (a *agenda) take(end time.Time) (first item, ok bool) {
	if len(a.items) == 0 || !a.items[0].at.Before(end) {
		return item{}, false
	}
	first = a.items[0]
	n := len(a.items) - 1
	last := a.items[n]
	a.items[n] = item{}
	if a.items = a.items[:n]; n == 0 {
		return first, true
	}
	i := 0
	for child := 1; child < n; child = 2*i + 1 {
		if child+1 < n && a.items[child+1].before(&a.items[child]) {
			child++
		}
		if !a.items[child].before(&last) {
			break
		}
		a.items[i] = a.items[child]
		i = child
	}
	a.items[i] = last
	return first, true
}
