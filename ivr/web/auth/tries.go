package auth

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/okpay/hotline/store"
)

const (
	// freeTries are those of one name before guessing takes time.
	freeTries = 5
	// freeOfAddress are those of one address, which a whole office may share.
	freeOfAddress = 30

	firstWait = time.Second
	// longestWait is between two tries that have something in common, and longestForCode
	// between two codes of one person: there are a million codes, and three of them are right.
	longestWait    = time.Minute
	longestForCode = 15 * time.Minute
	// forgiven is how long after the last try all are forgotten.
	forgiven = 30 * time.Minute
	// mostKeys bounds how many are kept, and sweepEvery how often the others are removed.
	mostKeys   = 20_000
	sweepEvery = time.Minute
)

// tries counts sign-ins that did not succeed, by what they have in common. The store keeps
// them: they outlive a restart, and are one count for all processes.
type tries struct {
	store store.SignIns

	mu    sync.Mutex
	swept time.Time
}

// key is what tries have in common: how many of it are free, and how long the others wait
// at most.
type key struct {
	name    string
	free    int
	longest time.Duration
}

func nameKey(name string) key { return key{"name " + hashOf(name), freeTries, longestWait} }

func deviceKey(mark string) key { return key{"device " + hashOf(mark), freeTries, longestWait} }

// sessionKey is of passwords that are asked for again in a session.
func sessionKey(id string) key { return key{"session " + id, freeTries, longestWait} }

// codeKey is of codes that follow a right password; of is what the password was counted by.
func codeKey(of key) key { return key{"code " + of.name, freeTries, longestForCode} }

// addressKey takes the half of an IPv6 address that a household has.
func addressKey(address string) key {
	if addr, err := netip.ParseAddr(address); err == nil && addr.Unmap().Is6() {
		if network, err := addr.WithZone("").Prefix(64); err == nil {
			address = network.String()
		}
	}
	return key{"address " + address, freeOfAddress, longestWait}
}

// take counts a try before it is looked at, so that a hundred at once are no
// better than one after another. Where it is too soon, it counts nothing and
// returns how long to wait.
func (t *tries) take(ctx context.Context, now time.Time, keys ...key) (wait time.Duration, err error) {
	if err := t.sweep(ctx, now); err != nil {
		return 0, err
	}
	err = t.change(ctx, keys, func(seen []store.Tries) {
		wait = 0
		for i, k := range keys {
			wait = max(wait, k.left(seen[i], now))
		}
		if wait > 0 {
			return
		}
		for i, before := range seen {
			if now.Sub(before.Last) > forgiven {
				before.Count = 0
			}
			seen[i] = store.Tries{Count: before.Count + 1, Last: now}
		}
	})
	return wait, err
}

// left is how long the next try of a key has to wait.
func (k key) left(before store.Tries, now time.Time) time.Duration {
	over := before.Count - k.free
	if over < 0 {
		return 0
	}
	due := k.longest
	if over < 10 { // 1, 2, 4, 8, 16, 32 s, and so on
		due = min(firstWait<<over, k.longest)
	}
	return min(max(before.Last.Add(due).Sub(now), 0), due)
}

// forget takes back what was counted for who succeeded.
func (t *tries) forget(ctx context.Context, keys ...key) error {
	return t.change(ctx, keys, func(seen []store.Tries) { clear(seen) })
}

// giveBack takes one try back from what a right sign-in shares with others: an office
// that signs in from one address does not lock itself out, and who has one password
// has no more tries at others'.
func (t *tries) giveBack(ctx context.Context, keys ...key) error {
	return t.change(ctx, keys, func(seen []store.Tries) {
		for i := range seen {
			if seen[i].Count--; seen[i].Count <= 0 {
				seen[i] = store.Tries{}
			}
		}
	})
}

func (t *tries) change(ctx context.Context, keys []key, change func([]store.Tries)) error {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	if err := t.store.ChangeTries(ctx, names, change); err != nil {
		return fmt.Errorf("counting sign-ins: %w", err)
	}
	return nil
}

// sweep removes what is old, and the oldest when there is too much.
func (t *tries) sweep(ctx context.Context, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if since := now.Sub(t.swept); since >= 0 && since < sweepEvery {
		return nil
	}
	if _, err := t.store.SweepTries(ctx, now.Add(-forgiven), mostKeys); err != nil {
		return fmt.Errorf("forgetting old tries: %w", err)
	}
	t.swept = now
	return nil
}
