package explore

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

// Whatever callers do and the queries return, they come only to states that check has explored.
func TestRandomCallsStayInsideWhatCheckFollowed(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	g, _ := Explore(m, spring, Options{})
	for seed := range uint64(600) {
		r := roamer{graph: g, random: rand.New(rand.NewPCG(seed, 4))}
		r.moment = r.random.IntN(len(g.Moments))
		r.roam(t, seed)
	}
}

// roamer is a random call.
type roamer struct {
	graph  *Graph
	random *rand.Rand
	moment int
	done   []string
	ahead  map[int32]bool // the states that check expects next; nil: any
}

func (r *roamer) roam(t *testing.T, seed uint64) {
	start := ivr.Started{ID: "CA0", From: Caller, To: "+8610000000", Language: r.graph.Menu.Tree.Languages[0].Name, Limited: r.random.IntN(5) == 0}
	if r.random.IntN(4) == 0 {
		start.From = ""
	}
	now := r.graph.Moments[r.moment].At
	call := ivr.Call{At: now}
	event := ivr.Event(start)
	for range 30 {
		result, err := engine.Run(r.graph.Menu.Tree, call, event, now, r.answer(now))
		require.NoError(t, err, "call %d: %v", seed, r.done)
		if _, leaves := Ending(result.Verbs).(ivr.Leave); leaves {
			result, err = engine.Run(r.graph.Menu.Tree, result.Call, ivr.QueueLeft{Result: ivr.LeftQueue}, now, r.answer(now))
			require.NoError(t, err, "call %d: %v", seed, r.done)
		}
		switch Ending(result.Verbs).(type) {
		case ivr.Hangup, ivr.Park:
			return
		}
		call = result.Call
		p, s := r.met(t, seed, call)
		if r.ahead != nil {
			require.True(t, r.ahead[s], "call %d came to %s in a way that check did not follow: %v", seed, call.Node, r.done)
		}
		i := r.random.IntN(len(p.Inputs))
		event, r.done = p.Inputs[i].Event, append(r.done, call.Node+": "+p.Inputs[i].Name)
		r.ahead = r.leads(s, i)
	}
}

func (r *roamer) answer(now time.Time) func(ivr.Query) ivr.Answered {
	return func(q ivr.Query) ivr.Answered {
		ways := answersTo(q, now, false)
		return ways[r.random.IntN(len(ways))]
	}
}

// met returns the place of a waiting call, and checks that callers like this one were followed from
// there.
func (r *roamer) met(t *testing.T, seed uint64, c ivr.Call) (*Place, int32) {
	n, followed := r.graph.LinkOf(c, r.moment)
	require.True(t, followed, "call %d, at %s %+v: %v", seed, c.Node, c.State, r.done)
	return r.graph.Links[n].Place, n
}

// leads returns the links to which an input may lead; nil if it leads back.
func (r *roamer) leads(n int32, input int) map[int32]bool {
	found, seen := map[int32]bool{}, map[int32]bool{}
	var follow func(e Edge)
	follow = func(e Edge) {
		switch {
		case e.To == Over || seen[e.To]:
		case r.graph.Links[e.To].Place.Entry:
			seen[e.To] = true
			for _, then := range r.graph.From(e.To) {
				follow(then)
			}
		default:
			found[e.To] = true
		}
	}
	for _, e := range r.graph.From(n) {
		if int(e.Input) != input {
			continue
		}
		if e.Outcome.Back {
			return nil
		}
		follow(e)
	}
	return found
}
