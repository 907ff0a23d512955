package dispatch

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// forgotten is how long a caller on the line may not ask what to hear next before they are
// taken to be gone: several rounds of the wait.
const forgotten = 3 * time.Minute

// lastWord is when each call that waits has last asked what to hear. Its methods may be
// called from any goroutine.
type lastWord struct {
	mu   sync.Mutex
	seen map[string]time.Time
	news map[string]bool // those noted since they were last taken
}

func nobodyHeard() *lastWord {
	return &lastWord{seen: map[string]time.Time{}, news: map[string]bool{}}
}

// note keeps that a call has asked.
func (l *lastWord) note(call string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[call], l.news[call] = now, true
}

// takeNews returns the calls that were noted since it was last called, sorted: other
// processes do not know of them yet.
func (l *lastWord) takeNews() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	news := slices.Sorted(maps.Keys(l.news))
	l.news = map[string]bool{}
	return news
}

// learned keeps which calls other processes have heard.
func (l *lastWord) learned(calls map[string]bool, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for call := range calls {
		l.seen[call] = now
	}
}

// silent returns the calls in queues that were not heard of for long, sorted. One that is not
// known to have been heard of, as after a restart, is given the time anew.
func (l *lastWord) silent(state acd.State, now time.Time) []string {
	waiting := waitingCalls(state)
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.seen, func(call string, _ time.Time) bool { return !waiting[call] })
	maps.DeleteFunc(l.news, func(call string, _ bool) bool { return !waiting[call] })
	var lost []string
	for _, call := range slices.Sorted(maps.Keys(waiting)) {
		switch last, known := l.seen[call]; {
		case !known:
			l.seen[call] = now
		case now.Sub(last) > forgotten:
			lost = append(lost, call)
		}
	}
	return lost
}

// waitingCalls returns the calls of the callers who wait on the line. The ID of one who was
// called back and then cut off is not that of the call.
func waitingCalls(state acd.State) map[string]bool {
	calls := map[string]bool{}
	for k := range state.Interactions.Values() {
		if k.Call != "" && (k.State == acd.Waiting || k.State == acd.Offered) {
			calls[k.Call] = true
		}
	}
	return calls
}
