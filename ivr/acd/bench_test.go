package acd

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// crowded is an ACD with 500 agents, of whom 499 talk and the last wraps up, and so many
// callers who wait.
func crowded(t testing.TB, waiting int) State {
	t.Helper()
	const agents = 500
	var f State
	do := func(events ...Event) {
		for _, e := range events {
			change, err := f.Step(e, noon, opened)
			require.NoError(t, err)
			f = change.State
		}
	}
	languages := []string{"zh-CN", "en-US"}
	for i := range agents {
		name, call := fmt.Sprintf("agent%03d", i), fmt.Sprintf("CAtalk%03d", i)
		do(SignIn{Agent: Agent{Name: name, Address: "client:x", Queues: queues[i%2:], Languages: languages[i%2:]}}, Ready{name},
			Enqueued{Call: call, Queue: "refunds", Language: "en-US", Step: 3, There: true})
		offer := f.Interactions.Get(call).Offer.ID
		do(Accepted{offer, "leg of " + offer}, Joined{Call: call, Step: 4})
	}
	for i := range waiting {
		do(Enqueued{Call: fmt.Sprintf("CA%05d", i), Queue: queues[1-i%2], Language: languages[1-i%3%2], Step: 3, There: true, Priority: i % 5})
	}
	do(EndCall{"agent499"})
	require.NoError(t, f.Check())
	return f
}

var (
	crowds = []int{1, 500, 5000}
	// steps are what happens again and again while callers wait.
	steps = []struct {
		name    string
		changes bool
		do      func(f State) error
	}{
		{"round of the wait", false, func(f State) error {
			k, _ := f.ByCall("CA00000")
			f.Position(k.ID, noon)
			f.Staffed(k.Queue)
			_, err := f.Step(Enqueued{Call: k.Call, Queue: k.Queue, Language: k.Language, Step: 3, There: true}, noon, opened)
			return err
		}},
		{"caller in no queue", false, func(f State) error {
			_, err := f.Step(Left{Call: "CAelsewhere"}, noon, opened)
			return err
		}},
		{"second", false, func(f State) error {
			_, err := f.Step(Tick{}, noon.Add(time.Second), opened)
			return err
		}},
		{"agent freed", true, func(f State) error {
			change, err := f.Step(File{Agent: "agent499", Disposition: Resolved}, noon, opened)
			if len(change.Actions) != 1 {
				return fmt.Errorf("the agent is offered nobody: %v", change.Actions)
			}
			return err
		}},
	}
)

func BenchmarkStep(b *testing.B) {
	for _, waiting := range crowds {
		f := crowded(b, waiting)
		for _, step := range steps {
			b.Run(fmt.Sprintf("%s/%d", step.name, waiting), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					require.NoError(b, step.do(f))
				}
			})
		}
	}
}

// A step costs the same with one caller who waits and with thousands. What changes nobody's
// state allocates not one object more; what does, a few more for the depth of the trees.
func TestStepCostsTheSameHoweverManyWait(t *testing.T) {
	const deeper = 1.5
	least := map[string]float64{}
	for _, waiting := range crowds {
		f := crowded(t, waiting)
		for _, step := range steps {
			allocated := testing.AllocsPerRun(10, func() { require.NoError(t, step.do(f)) })
			if waiting == crowds[0] {
				least[step.name] = allocated
			}
			most := least[step.name]
			if step.changes {
				most *= deeper
			}
			require.LessOrEqual(t, allocated, most, "%s, %d wait", step.name, waiting)
		}
	}
}
