package service

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/okpay/hotline/store"
)

// locks are the counts of tries that a step has read, so that its commit knows what it
// was built on. Their keys are hashes: no number is in the store for having been typed.
type locks struct {
	core *core
	now  time.Time
	read map[string]store.Lock // nil until one is
}

// lockLife is how long a key stays locked, and for how long wrong tries count.
const lockLife = 30 * time.Minute

// of reads a lock, once a step.
func (l *locks) of(ctx context.Context, key string) (store.Lock, error) {
	if lock, read := l.read[key]; read {
		return lock, nil
	}
	lock, err := l.core.Store.Lock(ctx, key)
	if err != nil {
		return lock, fmt.Errorf("reading a lock: %w", err)
	}
	if l.read == nil {
		l.read = map[string]store.Lock{}
	}
	l.read[key] = lock
	return lock, nil
}

// ofLate is a lock as it counts now: tries of lockLife ago are forgiven, and so are those of a clock
// that was far ahead, which would lock until that time has come. The clocks of two machines differ by
// far less than lockLife.
func (l *locks) ofLate(lock store.Lock) store.Lock {
	over := lock.Count > 0 && !l.now.Before(lock.Since.Add(lockLife))
	ahead := lock.Since.After(l.now.Add(lockLife)) || lock.Until.After(l.now.Add(2*lockLife))
	if over || ahead {
		return store.Lock{Version: lock.Version}
	}
	return lock
}

// hash names a lock without telling what it is of.
func (c *core) hash(parts ...string) string { return hex.EncodeToString(c.mac(parts...)) }

func (c *core) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, c.Secret)
	for _, p := range parts {
		_, _ = io.WriteString(h, p)
		_, _ = h.Write([]byte{0})
	}
	return h.Sum(nil)
}
