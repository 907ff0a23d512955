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
	// Release gives a lease back that this process holds.
	Release(ctx context.Context, name string) error
	// Mark notes for all processes that something is so, for that long.
	Mark(ctx context.Context, kind string, names []string, keep time.Duration) error
	// Unmark takes back what this process has marked.
	Unmark(ctx context.Context, kind string, names []string) error
	// Marked gives what any process has marked of a kind.
	Marked(ctx context.Context, kind string) (map[string]bool, error)
	// ACDSince gives what has changed of the ACD since a version, which was read before.
	ACDSince(ctx context.Context, version int) (ACDNews, error)
}

// ACDNews is what has changed of the ACD. Interactions, sessions and queues that are
// named and not in State are no more.
type ACDNews struct {
	Version                        int  // that it has now
	Whole                          bool // State is all of it: too much has changed to name it
	State                          acd.State
	Interactions, Sessions, Queues []string
}
