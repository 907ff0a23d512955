package trace

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// candidate is a call that may be continued.
type candidate struct {
	up   *candidate
	who  *Customer // nil for calls that any customer may make
	step Step
	link int32 // where the caller waits
	cost int32 // so far
	hope int32 // with the cost of what lies ahead
	rank int32 // with how often others were continued from its node
	n    int   // order of creation, which makes the search deterministic
}

// candidates is a heap: the plainest first.
type candidates []*candidate

// Len, Less, Swap, Push and Pop implement [heap.Interface].
func (q candidates) Len() int { return len(q) }
func (q candidates) Less(i, j int) bool {
	return q[i].rank < q[j].rank || q[i].rank == q[j].rank && q[i].n < q[j].n
}
func (q candidates) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *candidates) Push(c any)   { *q = append(*q, c.(*candidate)) }
func (q *candidates) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// call returns the steps that led to a candidate.
func (c *candidate) call() Call {
	var call Call
	for at := c; at != nil; at = at.up {
		if at.step.Event != nil {
			call.Steps = append(call.Steps, at.step)
		}
	}
	slices.Reverse(call.Steps)
	call.Start, _ = call.Steps[0].Event.(ivr.Started)
	call.By = c.who
	return call
}
