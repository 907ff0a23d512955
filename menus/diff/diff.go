// Package diff lists what changes for callers when one menu replaces another, in their words. What
// callers cannot notice, such as names of nodes, comments or the order of keys, is no change.
package diff

import (
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// Of compares two menus, for calls from now on.
func Of(before, after *menus.Menu, now time.Time) Changes {
	c := newComparison(before, after, now)
	c.cover()
	c.lines()
	c.queues()
	c.phrases()
	c.recordings()
	c.nodes()
	c.distances()
	c.persons()
	c.acceptances()
	return c.found.sorted()
}

// Proved is [Of] with what check reports of both: if they were proved with [check.Prove], also how the
// time to a person changes from each node.
func Proved(before, after *menus.Menu, was, is check.Report, now time.Time) Changes {
	c := newComparison(before, after, now)
	c.found.list = Of(before, after, now)
	c.proofs(was, is)
	timing{c}.compare(was.Spoken, is.Spoken)
	return c.found.sorted()
}
