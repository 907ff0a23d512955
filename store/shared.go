package store

import (
	"context"
	"maps"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// Shared is the side of a store on which several processes work at a time: what they
// must agree upon. A store of one process does not have it.
type Shared interface {
	// Lease takes a lease, or keeps it for longer, and reports whether this process
	// holds it: of all processes one at most does. It is free again when it is not
	// kept for that long.
	Lease(ctx context.Context, name string, keep time.Duration) (held bool, err error)
	// Release gives a lease back that this process holds.
	Release(ctx context.Context, name string) error
	// Mark tells the other processes what this one has seen; it holds for that long.
	Mark(ctx context.Context, kind string, names []string, keep time.Duration) error
	// Unmark takes back what this process has marked.
	Unmark(ctx context.Context, kind string, names []string) error
	// MarkedElsewhere gives what other processes have marked of a kind.
	MarkedElsewhere(ctx context.Context, kind string) (map[string]bool, error)
	// ACDSince gives what has changed of the ACD since a version, which was read before.
	ACDSince(ctx context.Context, version int) (ACDNews, error)
	// LatestVersion gives the number of the menus' latest version; 0 for none.
	LatestVersion(ctx context.Context) (int, error)
}

// The kinds of marks.
const (
	MarkAlive = "alive" // a process that sends
	MarkHeard = "heard" // a call that has asked what to hear next
	MarkPage  = "page"  // an agent with a desk page
)

// ACDNews is what has changed of the ACD. Interactions, sessions and queues that are
// named and not in State were removed.
type ACDNews struct {
	Version                        int  // that it has now
	Whole                          bool // State is all of it: too much has changed to name it
	State                          acd.State
	Interactions, Sessions, Queues []string
}

// Apply returns the ACD as it is now, of what it was before the news.
func (n ACDNews) Apply(before acd.State) acd.State {
	if n.Whole {
		return n.State
	}
	return acd.State{
		Interactions: renewed(before.Interactions, n.State.Interactions, n.Interactions),
		Sessions:     renewed(before.Sessions, n.State.Sessions, n.Sessions),
		Queues:       renewed(before.Queues, n.State.Queues, n.Queues),
		Serial:       n.State.Serial,
	}
}

// renewed returns a map in which the named keys are as in another.
func renewed[T any](before, now map[string]T, names []string) map[string]T {
	if len(names) == 0 {
		return before
	}
	all := maps.Clone(before)
	for _, name := range names {
		if v, is := now[name]; is {
			all[name] = v
		} else {
			delete(all, name)
		}
	}
	return all
}
