package dispatch_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

var (
	shardQueues = []string{"q0", "q1", "q2", "q3"}
	shardAgents = []string{"amy", "bo", "chen", "di", "eve", "fay"}
	shardRules  = acd.Rules{Open: map[string]bool{"q0": true, "q1": true, "q2": true, "q3": true}}
)

// What several processes make of events, in groups of queues that agents join and part, while processes are lost, is
// what one state machine makes of them: an event after the other, or those of each group after those of the others where
// they came at the same time.
func TestShardsAreOneACD(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	var stores []*postgres.Store
	for _, as := range []string{"", "", "?default_transaction_isolation=serializable"} { // as CockroachDB is
		s, err := postgres.Open(t.Context(), url+as, postgres.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		stores = append(stores, s)
	}
	base, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, base.Close(context.Background())) })
	rapid.Check(t, func(t *rapid.T) {
		s := newSharded(t, base, stores)
		for range rapid.IntRange(1, 12).Draw(t, "phases") {
			s.phase()
			s.agree()
		}
	})
}

// sharded are processes that share an ACD, and the one state that they must come to.
type sharded struct {
	t         *rapid.T
	base      *pgx.Conn
	clock     *clock
	processes []*shardProcess
	one       acd.State
	calls     int
	steps     int
	rung      map[string]bool // offers
}

// shardProcess is a process, and how its next change of the ACD ends.
type shardProcess struct {
	*postgres.Store
	*dispatch.Dispatcher
	fate fate
}

// fate is when a process is lost: not at all, before its next change is written, or after that.
type fate int

const (
	lives fate = iota
	dieBefore
	diesAfter
)

var errLost = errors.New("the process is lost")

// CommitACD writes a change, or is lost.
func (p *shardProcess) CommitACD(ctx context.Context, c store.ACDCommit) error {
	if p.fate == dieBefore {
		return errLost
	}
	if err := p.Store.CommitACD(ctx, c); err != nil {
		return err
	}
	if p.fate == diesAfter {
		return errLost
	}
	return nil
}

func newSharded(t *rapid.T, base *pgx.Conn, stores []*postgres.Store) *sharded {
	s := &sharded{t: t, base: base, clock: &clock{now: noon}, rung: map[string]bool{}}
	for _, table := range []string{"acd", "acd_inbox", "outgoing", "queue_records", "day_stats", "leases", "marks", "calls", "claims", "journal", "call_traits", "cases", "deliveries"} {
		s.sql("DELETE FROM " + table)
	}
	for _, kept := range stores {
		p := &shardProcess{Store: kept}
		s.restart(p)
		s.processes = append(s.processes, p)
	}
	s.claim()
	return s
}

func (s *sharded) sql(text string, args ...any) {
	_, err := s.base.Exec(context.Background(), text, args...)
	require.NoError(s.t, err)
}

// restart has a process begin anew: what it held lapses.
func (s *sharded) restart(p *shardProcess) {
	s.sql("DELETE FROM leases WHERE holder = $1", []byte(p.Instance()))
	p.fate = lives
	p.Dispatcher = dispatch.New(dispatch.Config{
		Store: p, Clock: s.clock.Now, Random: rand.Reader, Log: zerolog.New(io.Discard), Notice: func() {},
		Rules: func(time.Time) acd.Rules { return shardRules },
	})
}

// claim lets some seconds pass, in which leases are asked for.
func (s *sharded) claim() {
	for range 3 {
		for _, p := range s.processes {
			require.NoError(s.t, p.Claim(context.Background()))
		}
	}
}

func (s *sharded) some() *shardProcess { return rapid.SampledFrom(s.processes).Draw(s.t, "process") }

// phase lets something happen.
func (s *sharded) phase() {
	s.clock.pass(time.Duration(rapid.IntRange(0, 9).Draw(s.t, "seconds")) * time.Second)
	switch rapid.IntRange(0, 9).Draw(s.t, "phase") {
	case 0, 1:
		s.atOnce()
	case 2, 3:
		s.throughInbox()
	case 4:
		s.lose()
	case 5:
		s.tick()
	case 6:
		s.happens(s.some(), s.agentComes())
	default:
		s.happens(s.some(), s.draw(shardQueues, shardAgents))
	}
}

// happening is an event as the state then is: ids differ from one state to another.
type happening func(acd.State) acd.Event

// happens has an event happen at a process, and to the one state.
func (s *sharded) happens(p *shardProcess, h happening) {
	err := p.Do(context.Background(), h(p.State()))
	require.Equal(s.t, s.step(h), err)
}

// step takes the one state through an event.
func (s *sharded) step(h happening) error {
	change, err := s.one.Step(h(s.one), s.clock.Now(), shardRules)
	if err == nil {
		s.one = change.State
	}
	return err
}

// draw draws something that may happen to some agents in some queues.
func (s *sharded) draw(queues, agents []string) happening {
	queue, agent := rapid.SampledFrom(queues).Draw(s.t, "queue"), rapid.SampledFrom(agents).Draw(s.t, "agent")
	colleague := rapid.SampledFrom(agents).Draw(s.t, "colleague")
	now := func(e acd.Event) happening { return func(acd.State) acd.Event { return e } }
	switch rapid.IntRange(0, 13).Draw(s.t, "what") {
	case 0, 1, 2:
		s.calls++
		return now(acd.Enqueued{Call: fmt.Sprint("CA", s.calls), Queue: queue, Step: 1, There: true, Priority: rapid.IntRange(0, 2).Draw(s.t, "priority")})
	case 3, 4:
		return now(acd.Ready{Agent: agent})
	case 5, 6:
		return accepts(agent)
	case 7, 8:
		return joins(agent)
	case 9:
		return now(rapid.SampledFrom([]acd.Event{acd.Hold{Agent: agent}, acd.Resume{Agent: agent}, acd.EndCall{Agent: agent}, acd.CompleteTransfer{Agent: agent}, acd.DeclineOffer{Agent: agent}, acd.SetAway{Agent: agent}}).Draw(s.t, "command"))
	case 10:
		return now(rapid.SampledFrom([]acd.Event{
			acd.Transfer{Agent: agent, Queue: queue}, acd.Transfer{Agent: agent, Colleague: colleague},
			acd.Consult{Agent: agent, Queue: queue}, acd.Consult{Agent: agent, Colleague: colleague},
		}).Draw(s.t, "to others"))
	case 11:
		return now(acd.File{Agent: agent, Disposition: acd.Resolved})
	case 12:
		return now(acd.LegEnded{Leg: "leg " + agent, Lost: rapid.Bool().Draw(s.t, "lost")})
	}
	return leaves(queue)
}

// accepts has an agent take what they are asked to take.
func accepts(agent string) happening {
	return func(f acd.State) acd.Event {
		return acd.Accepted{Offer: f.Interactions.Get(f.Sessions.Get(agent).Interaction).Offer.ID, Leg: "leg " + agent}
	}
}

// joins has the caller come whom an agent has taken, back to the carrier's queue if they wait again.
func joins(agent string) happening {
	return func(f acd.State) acd.Event {
		k := f.Interactions.Get(f.Sessions.Get(agent).Interaction)
		return acd.Joined{Call: cmp.Or(k.Call, "CAof "+k.ID), Interaction: k.ID, Step: k.Step}
	}
}

// leaves has the caller hang up who is the first of a queue.
func leaves(queue string) happening {
	return func(f acd.State) acd.Event {
		for _, k := range f.Waiting(queue) {
			return acd.Left{Call: k.Call}
		}
		return acd.Left{Call: "CAunknown"}
	}
}

// agentComes has an agent sign in, or serve other queues: that joins and parts groups.
func (s *sharded) agentComes() happening {
	name := rapid.SampledFrom(shardAgents).Draw(s.t, "who")
	served := rapid.SliceOfNDistinct(rapid.SampledFrom(shardQueues), 0, 2, rapid.ID[string]).Draw(s.t, "serves")
	slices.Sort(served)
	agent := acd.Agent{Name: name, Address: "client:x", Queues: served, Languages: []string{"zh-CN"}}
	e := rapid.SampledFrom([]acd.Event{acd.SignIn{Agent: agent}, acd.AgentChanged{Agent: agent}, acd.PageClosed{Agent: name}}).Draw(s.t, "agent's")
	return func(acd.State) acd.Event { return e }
}

// atOnce has things happen in all groups at the same time, each at any of the processes.
func (s *sharded) atOnce() {
	s.happens(s.some(), s.agentComes())
	var all sync.WaitGroup
	var course [][]happening
	for _, group := range acd.Groups(s.one, shardQueues) {
		queues := slices.DeleteFunc(slices.Clone(group), func(q string) bool { return !slices.Contains(shardQueues, q) })
		var agents []string
		for agent := range s.one.Sessions.Values() {
			if len(agent.Queues) > 0 && slices.Contains(group, agent.Queues[0]) {
				agents = append(agents, agent.Name)
			}
		}
		if len(agents) == 0 {
			agents = []string{"nobody"}
		}
		var happenings []happening
		for range rapid.IntRange(1, 5).Draw(s.t, "events") {
			happenings = append(happenings, s.draw(queues, agents))
		}
		course = append(course, happenings)
	}
	errs := make([]error, len(course))
	refused := make([][]error, len(course))
	for i, happenings := range course {
		var at []*shardProcess
		for range happenings {
			at = append(at, s.some())
		}
		all.Go(func() {
			for n, h := range happenings {
				err := at[n].Do(context.Background(), h(at[n].State()))
				if err != nil && !slices.Contains(acd.Refusals(), err) {
					errs[i] = err
				}
				refused[i] = append(refused[i], err)
			}
		})
	}
	all.Wait()
	require.NoError(s.t, errors.Join(errs...))
	for i, happenings := range course {
		for n, h := range happenings {
			require.Equal(s.t, s.step(h), refused[i][n])
		}
	}
}

// throughInbox has calls leave events, and what is done about the same at some process; then those who dispatch take
// what is left.
func (s *sharded) throughInbox() {
	for range rapid.IntRange(1, 6).Draw(s.t, "calls") {
		s.calls++
		call := fmt.Sprint("CA", s.calls)
		queue, other := rapid.SampledFrom(shardQueues).Draw(s.t, "queue"), rapid.SampledFrom(shardQueues).Draw(s.t, "other")
		facts := []acd.Event{acd.Enqueued{Call: call, Queue: queue, Step: 1, There: true}}
		facts = append(facts, rapid.SampledFrom([][]acd.Event{
			nil, {acd.Enqueued{Call: call, Queue: other, Step: 2, There: true}}, {acd.Left{Call: call}},
			{acd.CallBack{Case: call, Call: call, Queue: other, Number: "+8613900000009"}},
		}).Draw(s.t, "then")...)
		for _, e := range facts {
			s.tell(e)
		}
		then := rapid.SampledFrom([]acd.Event{nil, acd.Left{Call: call}, acd.CallBackDone{Case: call}}).Draw(s.t, "done")
		if then != nil {
			s.happens(s.some(), func(acd.State) acd.Event { return then })
		}
	}
	s.drain()
}

// tell has a call's step leave an event for the ACD at some process.
func (s *sharded) tell(e acd.Event) {
	s.steps++
	id := fmt.Sprint("step", s.steps)
	require.NoError(s.t, s.some().Commit(context.Background(), store.Commit{
		Claim: store.StepKey{Call: id, Step: "0"}, Call: ivr.Call{ID: id, Began: noon, At: s.clock.Now()}, ACD: []acd.Event{e},
	}))
	require.NoError(s.t, s.step(func(acd.State) acd.Event { return e }))
}

// drain has every process take what is its own.
func (s *sharded) drain() {
	for _, p := range rapid.Permutation(s.processes).Draw(s.t, "order") {
		require.NoError(s.t, p.Drain(context.Background()))
	}
}

// lose loses a process in the middle of a change, or between two, while events wait for it. The others replace it.
func (s *sharded) lose() {
	p := s.some()
	p.fate = rapid.SampledFrom([]fate{lives, dieBefore, diesAfter}).Draw(s.t, "fate")
	h := s.draw(shardQueues, shardAgents)
	was := s.one
	if err := p.Do(context.Background(), h(p.State())); !errors.Is(err, errLost) || p.fate == diesAfter {
		_ = s.step(h)
	} else {
		s.one = was
	}
	s.calls++
	s.tell(acd.Enqueued{Call: fmt.Sprint("CA", s.calls), Queue: rapid.SampledFrom(shardQueues).Draw(s.t, "queue"), Step: 1, There: true})
	s.restart(p)
	s.claim()
	s.drain()
}

// tick lets time pass, in each group at the process that dispatches it.
func (s *sharded) tick() {
	s.claim()
	s.clock.pass(time.Duration(rapid.IntRange(0, 100).Draw(s.t, "wait")) * time.Second)
	dispatched := map[string]int{}
	for _, p := range s.processes {
		for k := range s.one.Interactions.Values() {
			p.Heard(k.Call)
		}
		for _, queue := range p.Dispatched() {
			dispatched[queue]++
		}
	}
	for _, queue := range shardQueues {
		require.Equal(s.t, 1, dispatched[queue], "%s has one dispatcher", queue)
	}
	for _, p := range s.processes {
		require.NoError(s.t, p.Tick(context.Background()))
	}
	require.NoError(s.t, s.step(func(acd.State) acd.Event { return acd.Tick{} }))
}
