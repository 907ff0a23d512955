package acd

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever happens, the index of a state leads to those who are found by going through all.
func TestIndexAgreesWithGoingThroughAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := newCarrier(t)
		c.held = true
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			c.step()
		}
	})
}

// oracle answers by going through everything what [State] answers by its index.
type oracle struct{ state State }

func (o oracle) interaction(fits func(Interaction) bool) (Interaction, bool) {
	for k := range o.state.Interactions.Values() {
		if fits(k) {
			return k, true
		}
	}
	return Interaction{}, false
}

func (o oracle) session(fits func(AgentSession) bool) (AgentSession, bool) {
	for s := range o.state.Sessions.Values() {
		if fits(s) {
			return s, true
		}
	}
	return AgentSession{}, false
}

func (o oracle) byCall(call string) (Interaction, bool) {
	if k, ok := o.state.Interactions.Find(call); ok {
		return k, true
	}
	return o.interaction(func(k Interaction) bool { return k.Call == call && call != "" })
}

// waiting lists those who wait, in order; of one queue, offered or not, or of all ("").
func (o oracle) waiting(queue string) (line []Interaction) {
	for k := range o.state.Interactions.Values() {
		if k.State == Waiting && queue == "" || queue != "" && k.Queue == queue && (k.State == Waiting || k.State == Offered) {
			line = append(line, k)
		}
	}
	slices.SortFunc(line, before)
	return line
}

func (o oracle) position(id string) int {
	k := o.state.Interactions.Get(id)
	return slices.IndexFunc(o.waiting(k.Queue), func(other Interaction) bool { return other.ID == id }) + 1
}

func (o oracle) staffed(queue string) bool {
	_, ok := o.session(func(s AgentSession) bool {
		return s.Mode != Away && !s.Unseen && s.After != SignedOut && slices.Contains(s.Queues, queue)
	})
	return ok
}

func (o oracle) overdue(now time.Time) (ids []string) {
	for k := range o.state.Interactions.Values() {
		if pending(k) && now.After(k.Offer.Deadline) || k.State == Joining && now.Sub(k.At) > joinLimit(k) {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

func (o oracle) againDue(now time.Time) (ids []string) {
	for k := range o.state.Interactions.Values() {
		if k.State == Waiting && !k.NotBefore.IsZero() && !now.Before(k.NotBefore) {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

func (o oracle) wrappedUp(now time.Time) (names []string) {
	for s := range o.state.Sessions.Values() {
		if s.Mode == WrapUp && !now.Before(s.Until) {
			names = append(names, s.Name)
		}
	}
	return names
}

// match offers callers to agents by going through all of both.
func (o oracle) match(t *transition) {
	m := matching{t}
	free := o.available()
	for _, k := range o.waiting("") {
		if early := k.Case == "" && !k.There || k.Case != "" && (!t.rules.Open[k.Queue] || !k.NotBefore.IsZero()); early {
			continue
		}
		i := o.choose(&k, free)
		if i < 0 {
			continue
		}
		m.offer(k, free[i])
		if free = slices.Delete(free, i, i+1); len(free) == 0 {
			return
		}
	}
}

func (o oracle) available() (free []AgentSession) {
	for s := range o.state.Sessions.Values() {
		if s.Mode == Available && (s.Standing || s.Address != "") && !s.Unseen {
			free = append(free, s)
		}
	}
	slices.SortStableFunc(free, func(a, b AgentSession) int { return a.Idle.Compare(b.Idle) })
	return free
}

func (o oracle) choose(k *Interaction, free []AgentSession) int {
	if k.Wanted != "" {
		if i := slices.IndexFunc(free, func(s AgentSession) bool { return s.Name == k.Wanted }); i >= 0 {
			return i
		}
		k.Wanted = ""
	}
	_, spoken := o.session(func(s AgentSession) bool {
		return s.Mode != Away && slices.Contains(s.Queues, k.Queue) && slices.Contains(s.Languages, k.Language)
	})
	fits := func(s AgentSession) bool {
		return slices.Contains(s.Queues, k.Queue) && (slices.Contains(s.Languages, k.Language) || !spoken)
	}
	if i := slices.IndexFunc(free, func(s AgentSession) bool { return fits(s) && !slices.Contains(k.Passed, s.Name) }); i >= 0 {
		return i
	}
	i := slices.IndexFunc(free, fits)
	if i >= 0 {
		k.Passed = nil
	}
	return i
}

// agrees: an event of a state makes the same offers, whether everything is gone through or not.
func (o oracle) agrees(t *rapid.T, e Event, now time.Time, r Rules) {
	quick := &transition{state: o.state, now: now, rules: r, count: counter{r, Days{}}}
	slow := &transition{state: o.state, now: now, rules: r, count: counter{r, Days{}}}
	if _, ticks := e.(Tick); ticks {
		require.Equal(t, o.overdue(now), o.state.index.until(due, now, false))
		require.Equal(t, o.wrappedUp(now), o.state.index.until(wrapping, now, true))
		require.Equal(t, o.againDue(now), o.state.index.until(later, now, true))
	}
	if quick.take(e) != nil || slow.take(e) != nil {
		return
	}
	matching{quick}.match()
	oracle{slow.state}.match(slow)
	require.Equal(t, slow.actions, quick.actions)
	require.Equal(t, slow.state, quick.state)
}

// finds: everyone in a state is found by all that is known of them, and nobody else is.
func (o oracle) finds(t *rapid.T, calls, legs, offers []string) {
	for _, call := range append(calls, "", "CAnobody") {
		same(t, o.byCall, o.state.ByCall, call)
	}
	for _, offer := range append(offers, "") {
		same(t, func(offer string) (Interaction, bool) {
			return o.interaction(func(k Interaction) bool { return k.Offer.ID == offer && offer != "" })
		}, o.state.ByOffer, offer)
		same(t, func(offer string) (string, bool) {
			s, ok := o.session(func(s AgentSession) bool { return s.Asked.Offer == offer && offer != "" })
			return s.Asked.Interaction, ok
		}, o.state.AskedFor, offer)
	}
	for _, leg := range append(legs, "") {
		same(t, func(leg string) (AgentSession, bool) {
			return o.session(func(s AgentSession) bool { return s.Leg == leg && leg != "" })
		}, o.state.ByLeg, leg)
	}
	for _, queue := range queues {
		require.Equal(t, o.waiting(queue), o.state.Waiting(queue))
		require.Equal(t, o.staffed(queue), o.state.Staffed(queue))
	}
	for id := range o.state.Interactions.Keys() {
		position, _ := o.state.Position(id, noon)
		require.Equal(t, o.position(id), position)
	}
}

func same[T any](t *rapid.T, slow, quick func(string) (T, bool), of string) {
	want, there := slow(of)
	got, found := quick(of)
	require.Equal(t, there, found, of)
	require.Equal(t, want, got, of)
}
