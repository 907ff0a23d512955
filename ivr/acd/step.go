package acd

import (
	"slices"
	"time"
)

// Rules are what the ACD goes by: which queues are open, how long it waits, what is promised.
type Rules struct {
	Open   map[string]bool // every queue there is, and whether its line is open now
	WrapUp time.Duration   // how long it lasts when nobody prolongs it; 0 is a minute
	// Promises are the service levels, by queue.
	Promises map[string]Promise
	Zone     *time.Location // of the days that figures are kept by; nil is UTC
	// Series begins the ids that are drawn. Where several change parts of one state at a time,
	// each draws from a series of its own; "" is the one of a state that is changed as a whole.
	Series string
}

// How long the ACD waits for what may never come.
const (
	ringFor    = 25 * time.Second // the carrier rings for 20
	acceptFor  = 30 * time.Second // the whisper, and a key
	joinFor    = 20 * time.Second // a caller on the line into the conference
	dialFor    = 90 * time.Second // a callback: the telephone, the greeting, a key
	noTalk     = 3 * time.Second  // a conference that ends sooner was no talk: the caller waits again
	retryAfter = 15 * time.Minute // from one attempt of a callback to the next
)

// missesMost is how many offers in a row an agent may miss, and is then taken to be away.
const missesMost = 2

// TriesMost is how often a callback is dialled by itself, whatever becomes of the
// attempts; its case is then left to people.
const TriesMost = 3

// Priorities above those that queues give.
const (
	// PriorityMost is the highest that a queue may have, and PrioritySenior what its callers of age have on
	// top. PriorityCutOff, of a caller whose talk was broken off, is above both.
	PriorityMost   = 99
	PrioritySenior = 10
	PriorityCutOff = 200
)

// Priority is that of a caller in a queue of a priority of its own.
func Priority(queue int, senior bool) int {
	if senior {
		return queue + PrioritySenior
	}
	return queue
}

// Change is what an event makes of an ACD state.
type Change struct {
	State   State
	Actions []Action
	Records []QueueRecord // to be kept; one with a known ID replaces the earlier
	Days    Days          // what is to be added to the figures
	// What differs from the ACD before, by key, sorted.
	Interactions, Sessions, Queues []string
}

// Step takes the ACD through an event. The error of a command says why it is
// refused, as a key of the ACD's words; the ACD is then as it was.
func (f State) Step(e Event, now time.Time, r Rules) (Change, error) {
	t := &transition{state: f, now: now, rules: r, count: counter{r, Days{}}}
	if err := t.take(e); err != nil {
		return Change{State: f}, err
	}
	matching{t}.match()
	return Change{
		State: t.state, Actions: t.actions, Records: t.records, Days: t.count.days,
		Interactions: once(t.interactions), Sessions: once(t.sessions), Queues: once(t.queues),
	}, nil
}

// once returns each of some keys once, sorted.
func once(keys []string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// take has the subject of an event take it; the error of a command says why it is refused.
func (t *transition) take(e Event) error {
	switch e := e.(type) {
	case Enqueued, CallBack, CallBackDone, Left, Dialled, Joined, CallerReturned, ConferenceEnded, DequeueFailed:
		callers{t}.take(e)
	case AgentRinging, AgentAnswered, Accepted, Declined, LegEnded:
		legs{t}.take(e)
	case AgentChanged, AgentGone, PageClosed, Restarted:
		presence{t}.take(e)
	case Tick:
		t.tick(e)
	default:
		return t.command(e)
	}
	return nil
}
