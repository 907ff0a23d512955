package auth

import (
	"maps"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const (
	// freeTries are those of one name before guessing takes time.
	freeTries = 5
	// freeOfAddress are those of one address, which a whole office may share.
	freeOfAddress = 30

	firstWait   = time.Second
	longestWait = time.Minute
	// forgiven is how long after the last try all are forgotten.
	forgiven = 30 * time.Minute
	// mostKeys bounds the memory of tries.
	mostKeys = 20_000
)

// tries counts sign-ins that did not succeed, by what they have in common.
type tries struct {
	mu   sync.Mutex
	seen map[string]tried
}

type tried struct {
	count int
	last  time.Time
}

func newTries() *tries { return &tries{seen: map[string]tried{}} }

// key is what tries have in common, and how many of it are free.
type key struct {
	name string
	free int
}

func nameKey(name string) key { return key{"name " + hashOf(name), freeTries} }

func deviceKey(mark string) key { return key{"device " + hashOf(mark), freeTries} }

// addressKey takes the half of an IPv6 address that a household has.
func addressKey(address string) key {
	if addr, err := netip.ParseAddr(address); err == nil && addr.Unmap().Is6() {
		if network, err := addr.WithZone("").Prefix(64); err == nil {
			address = network.String()
		}
	}
	return key{"address " + address, freeOfAddress}
}

// take counts a try before it is looked at, so that a hundred at once are no
// better than one after another. Where it is too soon, it counts nothing and
// tells how long to wait.
func (t *tries) take(now time.Time, keys ...key) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		wait = max(wait, t.left(k, now))
	}
	if wait > 0 {
		return wait
	}
	for _, k := range keys {
		before := t.seen[k.name]
		if now.Sub(before.last) > forgiven {
			before.count = 0
		}
		t.seen[k.name] = tried{before.count + 1, now}
	}
	t.bound(now)
	return 0
}

// left is how long the next try of a key has to wait.
func (t *tries) left(k key, now time.Time) time.Duration {
	before := t.seen[k.name]
	over := before.count - k.free
	if over < 0 {
		return 0
	}
	due := longestWait
	if over < 6 { // 1, 2, 4, 8, 16, 32 s
		due = firstWait << over
	}
	return min(max(before.last.Add(due).Sub(now), 0), due)
}

// forget takes back what was counted for who succeeded.
func (t *tries) forget(keys ...key) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		delete(t.seen, k.name)
	}
}

// giveBack takes one try back from what a right sign-in shares with others: an office
// that signs in from one address does not lock itself out, and who has one password
// has no more tries at others'.
func (t *tries) giveBack(keys ...key) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		if before := t.seen[k.name]; before.count > 1 {
			t.seen[k.name] = tried{before.count - 1, before.last}
		} else {
			delete(t.seen, k.name)
		}
	}
}

// bound forgets what is old, and the oldest half when there is too much.
func (t *tries) bound(now time.Time) {
	if len(t.seen) <= mostKeys {
		return
	}
	maps.DeleteFunc(t.seen, func(_ string, v tried) bool { return now.Sub(v.last) > forgiven })
	if len(t.seen) <= mostKeys {
		return
	}
	oldest := slices.SortedFunc(maps.Keys(t.seen), func(a, b string) int { return t.seen[a].last.Compare(t.seen[b].last) })
	for _, name := range oldest[:len(oldest)/2] {
		delete(t.seen, name)
	}
}
