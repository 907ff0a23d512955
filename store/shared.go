package store

import (
	"context"
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
	// Leases gives who holds the leases that are held, by their names.
	Leases(ctx context.Context) (map[string]string, error)
	// Instance names this process among those that share the store.
	Instance() string
	// Release gives a lease back that this process holds.
	Release(ctx context.Context, name string) error
	// Mark tells the other processes what this one has seen; it holds for that long.
	Mark(ctx context.Context, kind string, names []string, keep time.Duration) error
	// Unmark takes back what this process has marked.
	Unmark(ctx context.Context, kind string, names []string) error
	// MarkedElsewhere gives what other processes have marked of a kind.
	MarkedElsewhere(ctx context.Context, kind string) (map[string]bool, error)
	// ACDSince gives what has changed of the ACD since a version, which was read before.
	ACDSince(ctx context.Context, version ACDVersion) (ACDNews, error)
	// PartACD parts an ACD that is one shard into one for each queue, as soon as no process of a release
	// lives that knows of one only. Until then every change is one of the whole, too.
	PartACD(ctx context.Context) error
	// LatestVersion gives the number of the menus' latest version; 0 for none.
	LatestVersion(ctx context.Context) (int, error)
}

// The kinds of marks.
const (
	MarkAlive = "alive" // a process that sends
	MarkHeard = "heard" // a call that has asked what to hear next
	MarkPage  = "page"  // an agent with a desk page
	MarkParts = "parts" // a process that knows of the ACD's shards
)

// ACDNews is what has changed of the ACD. Interactions, sessions and queues that are
// named and not in State were removed.
type ACDNews struct {
	Version                        ACDVersion // that it has now
	Whole                          bool       // State is all of it: too much has changed to name it
	State                          acd.State
	Interactions, Sessions, Queues []string
}

// Apply returns the ACD as it is now, of what it was before the news.
func (n ACDNews) Apply(before acd.State) acd.State {
	if n.Whole {
		return n.State
	}
	now := before
	for _, id := range n.Interactions {
		if k, is := n.State.Interactions.Find(id); is {
			now = now.With(k)
		} else {
			now = now.Without(id)
		}
	}
	for _, agent := range n.Sessions {
		if s, is := n.State.Sessions.Find(agent); is {
			now = now.WithSession(s)
		} else {
			now = now.WithoutSession(agent)
		}
	}
	for _, name := range n.Queues {
		if q, is := n.State.Queues.Find(name); is {
			now = now.WithQueue(name, q)
		} else {
			now = now.WithoutQueue(name)
		}
	}
	return now
}
