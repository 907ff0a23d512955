package dispatch

import (
	"sync"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// known is the ACD as this process last read or wrote it, and who waits for it to change. Its
// methods may be called from any goroutine.
type known struct {
	mu       sync.RWMutex // guards what follows
	state    acd.State
	version  int
	current  bool // false before it is read, and when another process may have changed it
	watchers map[chan struct{}]bool
}

func nothingKnown() *known {
	return &known{watchers: map[chan struct{}]bool{}}
}

// forget has the ACD read again before it is next used.
func (k *known) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.current = false
}

// at reports whether the ACD need not be read, and the version that is known.
func (k *known) at() (loaded bool, version int) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.current, k.version
}

// learned takes over what other processes have changed, unless a newer version is known.
func (k *known) learned(news store.ACDNews) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if news.Version > k.version { // not caught up meanwhile
		k.state, k.version = news.Apply(k.state), news.Version
		k.signal()
	}
}

// signal tells who watches. It is called with mu held.
func (k *known) signal() {
	for changed := range k.watchers {
		select {
		case changed <- struct{}{}:
		default: // told already, and has not looked
		}
	}
}

// loaded takes over what was read.
func (k *known) loaded(state acd.State, version int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.state, k.version, k.current = state, version, true
}

// changed takes over what was written, unless news of others include it, and tells who
// watches.
func (k *known) changed(state acd.State, version int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if version > k.version {
		k.state, k.version = state, version
	}
	k.signal()
}

// snapshot returns the ACD and the version that it is in the store.
func (k *known) snapshot() (acd.State, int) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.state, k.version
}

// watch returns a channel that is signalled after changes; stop ends that.
func (k *known) watch() (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.watchers[c] = true
	return c, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.watchers, c)
	}
}
