package rehearse

import (
	"cmp"
	"container/heap"
	"time"
)

// agenda is what is to happen, in the order of time; what was put first comes first at the same instant.
type agenda struct {
	items []item
	next  int // counts what was ever put
}

type item struct {
	at     time.Time
	number int
	do     func() error
}

// Len, Less, Swap, Push and Pop implement [heap.Interface].
func (a *agenda) Len() int { return len(a.items) }
func (a *agenda) Less(i, j int) bool {
	x, y := &a.items[i], &a.items[j]
	return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.number, y.number)) < 0
}
func (a *agenda) Swap(i, j int) { a.items[i], a.items[j] = a.items[j], a.items[i] }
func (a *agenda) Push(x any)    { a.items = append(a.items, x.(item)) }
func (a *agenda) Pop() any {
	last := len(a.items) - 1
	x := a.items[last]
	a.items[last] = item{}
	a.items = a.items[:last]
	return x
}

// put lets something happen at an instant.
func (a *agenda) put(at time.Time, do func() error) {
	heap.Push(a, item{at, a.next, do})
	a.next++
}

// take takes off what comes first.
func (a *agenda) take() item { return heap.Pop(a).(item) }
