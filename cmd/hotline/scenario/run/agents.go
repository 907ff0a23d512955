package run

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

// atTheDesk answers the queues of a script; relief comes when a caller is to be
// called back.
var (
	atTheDesk = acd.Agent{Name: demo.Desks()[0].Name, Address: "client:desk"}
	relief    = acd.Agent{Name: "relief", Address: "client:relief"}
)

// skilled is an agent who answers every queue in every language.
func (l Runner) skilled(agent acd.Agent) acd.Agent {
	agent.Queues = slices.Sorted(maps.Keys(l.menu.Queues))
	for _, language := range l.menu.Tree.Languages {
		agent.Languages = append(agent.Languages, language.Name)
	}
	return agent
}

// ready is someone at the desk, who takes each call that is offered by a key.
type ready struct{ exchange.SilentHuman }

// Answer implements [exchange.Person].
func (ready) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	return exchange.Press("1", p.Length)
}

// behaving is a party who does what a script has agents do.
func behaving(p exchange.Callee, as scenario.Agents) exchange.Callee {
	switch as {
	case scenario.NoAnswer:
		p.Outcome = exchange.NoAnswer
	case scenario.Busy, scenario.Decline:
		p.Outcome = exchange.Busy
	case scenario.CutOff:
		p.Talk, p.Breaks = shortTalk, true
	}
	return p
}

// shortTalk is over before anything is settled.
const shortTalk = 10 * time.Second

// staff has those there whom a script wants to be there, and those waiting who
// were there before its caller.
func (l Runner) staff(ctx context.Context, kept store.Store, at time.Time, c scenario.Call) error {
	if c.Agents == scenario.Away {
		if err := offDuty(ctx, kept); err != nil {
			return err
		}
	}
	if len(l.menu.Queues) == 0 {
		return nil
	}
	change, err := l.snapshots.floor(beginning{at, c.Agents, c.Waiting}, func() (acd.Change, error) { return l.signIn(at, c) })()
	if err != nil {
		return fmt.Errorf("opening the desk: %w", err)
	}
	return kept.CommitACD(ctx, store.ACDCommit{Change: change})
}

// offDuty takes those off duty who would be rung.
func offDuty(ctx context.Context, kept store.Store) error {
	agents, err := kept.Agents(ctx)
	if err != nil {
		return err
	}
	for _, agent := range agents {
		if agent.OnDuty = false; err == nil {
			err = kept.PutAgent(ctx, agent)
		}
	}
	return err
}

// beginning is all that decides how the ACD is when a script begins.
type beginning struct {
	at      time.Time
	agents  scenario.Agents
	waiting int
}

// signIn takes the ACD to where a script begins.
func (l Runner) signIn(at time.Time, c scenario.Call) (acd.Change, error) {
	o := scene{at: at, queues: slices.Sorted(maps.Keys(l.menu.Queues))}
	if c.Agents != scenario.Away && c.Agents != scenario.OnDuty {
		o.do(acd.SignIn{Agent: l.skilled(atTheDesk)}, acd.Ready{Agent: atTheDesk.Name})
	}
	if c.Agents == scenario.Busy {
		o.occupy()
	}
	for _, queue := range o.queues {
		for i := range c.Waiting {
			o.do(acd.Enqueued{Call: fmt.Sprintf("before-%s-%d", queue, i), Queue: queue, Priority: l.menu.Queues[queue].Priority, There: true})
		}
	}
	return o.change(), o.err
}

// scene is an ACD state on its way to where a script begins.
type scene struct {
	floor  acd.State
	at     time.Time
	queues []string
	err    error
}

func (o *scene) do(events ...acd.Event) {
	for _, e := range events {
		if o.err != nil {
			return
		}
		var change acd.Change
		change, o.err = o.floor.Step(e, o.at, acd.Rules{})
		o.floor = change.State
	}
}

// callBack lets time pass until the hotline calls back, and has the caller answer.
// Somebody comes who is free to make the call.
func (w *Sandbox) callBack(ctx context.Context, who exchange.Human) error {
	w.Hotline.Exchange.SetParty(w.from, exchange.Callee{After: demo.PickUpAfter, Talk: demo.TalkFor, Person: who})
	second := exchange.Callee{After: demo.PickUpAfter, Talk: demo.TalkFor, Person: ready{}}
	if w.agents == scenario.CutOff {
		second = behaving(second, w.agents)
	}
	w.Hotline.Exchange.SetParty(relief.Address.Reveal(), second)
	for _, event := range []acd.Event{acd.SignIn{Agent: w.relief}, acd.Ready{Agent: relief.Name}} {
		if err := w.Hotline.ACD().Do(ctx, event); err != nil {
			return fmt.Errorf("having somebody come who calls back: %w", err)
		}
	}
	before := w.rung()
	for passed := time.Duration(0); passed < longestHoliday && w.rung() == before; passed += aWhile {
		w.Hotline.Exchange.Advance(aWhile)
		w.Hotline.Exchange.Wait()
	}
	w.Hotline.SettleNow()
	return nil
}

// A call back is made in the line's hours; until then time passes in short whiles.
const (
	longestHoliday = 12 * 24 * time.Hour
	aWhile         = 5 * time.Minute
)

// rung is how often the caller's own telephone has.
func (w *Sandbox) rung() (times int) {
	for _, c := range w.Hotline.Exchange.Calls() {
		if c.To == w.from {
			times++
		}
	}
	return times
}

// occupy has who is at the desk talk to somebody else, who does not hang up.
func (o *scene) occupy() {
	const other, leg = "other", "other-leg"
	o.do(acd.Enqueued{Call: other, Queue: o.queues[0], There: true})
	k, _ := o.floor.ByCall(other)
	o.do(acd.Accepted{Offer: k.Offer.ID, Leg: leg}, acd.Joined{Call: other})
}

// change is the ACD as one change of an empty one.
func (o *scene) change() acd.Change {
	return acd.Change{
		State: o.floor, Interactions: slices.Collect(o.floor.Interactions.Keys()),
		Sessions: slices.Collect(o.floor.Sessions.Keys()), Queues: slices.Collect(o.floor.Queues.Keys()),
	}
}
