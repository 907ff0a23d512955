package acd

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Context are what the ACD is told of the hotline.
type Context struct {
	Open   map[string]bool // every queue there is, and whether its line is open now
	WrapUp time.Duration   // how long it lasts when nobody prolongs it; 0 is a minute
	// Promises are the service levels, by queue.
	Promises map[string]Promise
	Zone     *time.Location // of the days that figures are kept by; nil is UTC
}

// How long the ACD waits for what may never come.
const (
	ringFor    = 25 * time.Second // the carrier rings for 20
	acceptFor  = 30 * time.Second // the whisper, and a key
	joinFor    = 20 * time.Second // a caller on the line into the conference
	dialFor    = 90 * time.Second // a callback: the telephone, the greeting, a key
	missesMost = 2                // offers in a row, after which an agent is taken to be away
	noTalk     = 3 * time.Second
	retryAfter = 15 * time.Minute // from one attempt of a callback to the next
)

// TriesMost is how often a callback is dialled by itself, whatever becomes of the
// attempts; its case is then left to people.
const TriesMost = 3

// Priorities above those that queues give.
const (
	// PriorityCutOff is that of a caller whose talk was broken off.
	PriorityCutOff = 100
)

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
func (f State) Step(e Event, now time.Time, r Context) (Change, error) {
	t := transition{state: f.Copy(), now: now, rules: r, count: counter{r, Days{}}, interactions: map[string]bool{}, sessions: map[string]bool{}, queues: map[string]bool{}}
	if err := t.take(e); err != nil {
		return Change{State: f}, err
	}
	t.match()
	return Change{
		State: t.state, Actions: t.actions, Records: t.records, Days: t.count.days,
		Interactions: keys(t.interactions), Sessions: keys(t.sessions), Queues: keys(t.queues),
	}, nil
}

func keys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// transition is one event under way.
type transition struct {
	state                          State
	now                            time.Time
	rules                          Context
	actions                        []Action
	records                        []QueueRecord
	count                          counter
	interactions, sessions, queues map[string]bool
}

func (t *transition) take(e Event) error {
	switch e := e.(type) {
	case Enqueued, CallBack, CallBackDone, Left, Dialled, Joined, ConferenceEnded, DequeueFailed:
		t.caller(e)
	case AgentRinging, AgentAnswered, Accepted, Declined, LegEnded:
		t.telephone(e)
	case AgentChanged, AgentGone, PageClosed, Restarted:
		t.presence(e)
	case Tick:
		t.tick()
	default:
		return t.command(e)
	}
	return nil
}

func (t *transition) do(a ...Action) { t.actions = append(t.actions, a...) }

func (t *transition) put(k Interaction) {
	t.state.Interactions[k.ID] = k
	t.interactions[k.ID] = true
}

func (t *transition) remove(k Interaction) {
	delete(t.state.Interactions, k.ID)
	t.interactions[k.ID] = true
}

func (t *transition) putSession(s AgentSession) {
	t.state.Sessions[s.Name] = s
	t.sessions[s.Name] = true
}

// removeSession ends an agent's shift, and the line with it.
func (t *transition) removeSession(s AgentSession) {
	if s.Leg != "" {
		t.do(HangUp{Leg: s.Leg})
	}
	delete(t.state.Sessions, s.Name)
	t.sessions[s.Name] = true
}

// next draws an id that was never given before.
func (t *transition) next(prefix string) string {
	t.state.Serial++
	return prefix + strconv.Itoa(t.state.Serial)
}

// become gives an interaction a new state.
func (t *transition) become(k Interaction, s InteractionState) Interaction {
	k.State, k.At = s, t.now
	t.put(k)
	return k
}

// turnTo gives an agent a new mode.
func (t *transition) turnTo(s AgentSession, m AgentStatus) AgentSession {
	s.Mode, s.At = m, t.now
	t.putSession(s)
	return s
}

// interactions and agents' sessions are those of the ACD by their keys: the same ACD is
// always gone through in the same order.
func (f State) interactions() []Interaction { return inOrder(f.Interactions) }
func (f State) sessions() []AgentSession    { return inOrder(f.Sessions) }

func inOrder[T any](m map[string]T) []T {
	list := make([]T, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, m[key])
	}
	return list
}

// ByCall is the interaction of a caller's call.
func (f State) ByCall(call string) (Interaction, bool) {
	if k, ok := f.Interactions[call]; ok {
		return k, true
	}
	for _, k := range f.interactions() { // at most one: only callbacks have another id
		if k.Call == call && call != "" {
			return k, true
		}
	}
	return Interaction{}, false
}

// ByOffer is the interaction that an offer is about.
func (f State) ByOffer(offer string) (Interaction, bool) {
	for _, k := range f.interactions() { // at most one
		if k.Offer.ID == offer && offer != "" {
			return k, true
		}
	}
	return Interaction{}, false
}

// ByLeg is the agent at the end of a call to an agent's telephone.
func (f State) ByLeg(leg string) (AgentSession, bool) {
	for _, s := range f.sessions() { // at most one
		if s.Leg == leg && leg != "" {
			return s, true
		}
	}
	return AgentSession{}, false
}

// AskedFor is the interaction that an offer was about, as long as its agent was not
// asked anything else since.
func (f State) AskedFor(offer string) (ticket string, ok bool) {
	for _, s := range f.sessions() { // at most one
		if s.Asked.Offer == offer && offer != "" {
			return s.Asked.Interaction, true
		}
	}
	return "", false
}

// Check tells what on the ACD cannot be: nil on every ACD that Step made.
func (f State) Check() error {
	for _, id := range slices.Sorted(maps.Keys(f.Interactions)) {
		if err := f.checkInteraction(f.Interactions[id]); err != nil {
			return fmt.Errorf("ticket %s, %s: %w", id, f.Interactions[id].State, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Sessions)) {
		if err := f.checkSession(f.Sessions[name]); err != nil {
			return fmt.Errorf("seat %s, %s: %w", name, f.Sessions[name].Mode, err)
		}
	}
	return nil
}
