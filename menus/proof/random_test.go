package proof

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// Whatever callers do and the world answers, they come only where check has been:
// what it takes together differs in nothing that leads calls elsewhere.
func TestRandomCallsStayInsideWhatCheckFollowed(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	w := newWalk(m, time.Date(2026, time.March, 3, 2, 0, 0, 0, time.UTC))
	w.everyone()
	c := w.newChain()
	for seed := range uint64(600) {
		r := roamer{chain: c, random: rand.New(rand.NewPCG(seed, 4))}
		r.hour = core(r.random.IntN(len(w.hours)))
		r.roam(t, seed)
	}
}

// roamer is a random call.
type roamer struct {
	*chain
	random *rand.Rand
	hour   core
	done   []string
	ahead  map[int32]bool // the states that check says may come next; nil: any
}

func (r *roamer) roam(t *testing.T, seed uint64) {
	start := ivr.Started{ID: "CA0", From: caller, To: "+8610000000", Language: r.menu.Tree.Languages[0].Name, Limited: r.random.IntN(5) == 0}
	if r.random.IntN(4) == 0 {
		start.From = ""
	}
	now := r.hours[r.hour].at
	call := ivr.Call{At: now}
	event := ivr.Event(start)
	for range 30 {
		result, err := engine.Run(r.menu.Tree, call, event, now, r.answer(now))
		require.NoError(t, err, "call %d: %v", seed, r.done)
		if _, leaves := listensFor(result.Verbs).(ivr.Leave); leaves {
			result, err = engine.Run(r.menu.Tree, result.Call, ivr.QueueLeft{Result: "leave"}, now, r.answer(now))
			require.NoError(t, err, "call %d: %v", seed, r.done)
		}
		switch listensFor(result.Verbs).(type) {
		case ivr.Hangup, ivr.StandBy:
			return
		}
		call = result.Call
		p, s := r.met(t, seed, call)
		if r.ahead != nil {
			require.True(t, r.ahead[s], "call %d came to %s in a way that check did not follow: %v", seed, call.Node, r.done)
		}
		i := r.random.IntN(len(p.inputs))
		event, r.done = p.inputs[i].event, append(r.done, call.Node+": "+p.inputs[i].name)
		r.ahead = r.leads(s, i)
	}
}

func (r *roamer) answer(now time.Time) func(ivr.Query) ivr.Answered {
	return func(q ivr.Query) ivr.Answered {
		ways := answers(q, now, false)
		return ways[r.random.IntN(len(ways))]
	}
}

// met finds the place of a waiting call, and that callers like this one were
// followed from there.
func (r *roamer) met(t *testing.T, seed uint64, c ivr.Call) (*place, int32) {
	key := placeKey{node: c.Node, state: c.State, language: c.Language}
	if key.state.Held == newNumber {
		key.state.Held = caseNumber
	}
	if _, waits := r.menu.Tree.Nodes[c.Node].Node.(ivr.Waiter); waits {
		key.queue = c.Queue
	}
	p, known := r.places[key]
	require.True(t, known, "call %d came to %+v: %v", seed, key, r.done)
	s, followed := p.with(coreOf(c) | r.hour)
	require.True(t, followed, "call %d, at %+v: %v", seed, key, r.done)
	return p, s
}

// leads are the states to which check says that an input may lead; nil when it
// leads back, to wherever the caller has been.
func (r *roamer) leads(s int32, i int) map[int32]bool {
	found, seen := map[int32]bool{}, map[int32]bool{}
	var follow func(e edge)
	follow = func(e edge) {
		switch {
		case e.to == over || seen[e.to]:
		case r.links[e.to].place.door:
			seen[e.to] = true
			for _, then := range r.from(e.to) {
				follow(then)
			}
		default:
			found[r.links[e.to].state] = true
		}
	}
	for _, e := range r.from(r.waits[s]) {
		if int(e.input) != i {
			continue
		}
		if e.out.back {
			return nil
		}
		follow(e)
	}
	return found
}
