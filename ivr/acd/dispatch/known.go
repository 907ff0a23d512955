package dispatch

import (
	"maps"
	"sync"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// known is the ACD as this process last read or wrote it, and who waits for it to change. Its
// methods may be called from any goroutine.
type known struct {
	mu       sync.RWMutex // guards what follows
	state    acd.State
	version  store.ACDVersion
	changes  int  // how often state was
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

// at reports whether the ACD need not be read, and what is known.
func (k *known) at() (loaded bool, version store.ACDVersion, changes int) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.current, k.version, k.changes
}

// learned takes over what other processes have changed, which was read when the state had been changed so often. It
// reports whether it could: what was read before a later change may be older than that.
func (k *known) learned(news store.ACDNews, changes int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changes != changes {
		return k.version.Covers(news.Version)
	}
	k.take(news, news.Version)
	return true
}

// changed takes over what this process has written, unless that was read back already, and signals
// those who watch.
func (k *known) changed(written store.ACDNews) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.version.Covers(written.Version) {
		k.signal()
		return
	}
	version := maps.Clone(k.version)
	maps.Copy(version, written.Version)
	k.take(written, version)
}

// take takes over news. It is called with mu held.
func (k *known) take(news store.ACDNews, version store.ACDVersion) {
	k.state, k.version = news.Apply(k.state), version
	k.changes++
	k.signal()
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
func (k *known) loaded(state acd.State, version store.ACDVersion) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.state, k.version, k.current = state, version, true
	k.changes++
}

// snapshot returns the ACD and the version that it is in the store.
func (k *known) snapshot() (acd.State, store.ACDVersion) {
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
