package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

// atTheDesk answers the queues of a script; relief comes when a caller is to be
// called back.
var (
	atTheDesk = desk.Agent{Name: demo.Desks()[0].Name, Address: "client:desk"}
	relief    = desk.Agent{Name: "relief", Address: "client:relief"}
)

// skilled is an agent who answers every queue in every language.
func (l lab) skilled(agent desk.Agent) desk.Agent {
	agent.Queues = slices.Sorted(maps.Keys(l.menu.Queues))
	for _, language := range l.menu.Tree.Languages {
		agent.Languages = append(agent.Languages, language.Name)
	}
	return agent
}

// ready is someone at the desk, who takes each call that is offered by a key.
type ready struct{ exchange.Nobody }

// Answer implements [exchange.Person].
func (ready) Answer(_ context.Context, p exchange.Prompt) exchange.Act {
	return exchange.Press("1", p.Length)
}

// behaving is a party who does what a script has agents do.
func behaving(p exchange.Party, as script.Agents) exchange.Party {
	switch as {
	case script.NoAnswer:
		p.Outcome = exchange.NoAnswer
	case script.Busy, script.Decline:
		p.Outcome = exchange.Busy
	case script.CutOff:
		p.Talk, p.Breaks = shortTalk, true
	}
	return p
}

// shortTalk is over before anything is settled.
const shortTalk = 10 * time.Second

// staff has those there whom a script wants to be there, and those waiting who
// were there before its caller.
func (l lab) staff(ctx context.Context, kept store.Store, at time.Time, c script.Call) error {
	if c.Agents == script.Away {
		if err := offDuty(ctx, kept); err != nil {
			return err
		}
	}
	if len(l.menu.Queues) == 0 {
		return nil
	}
	change, err := l.shelves.floor(beginning{at, c.Agents, c.Waiting}, func() (desk.Change, error) { return l.seat(at, c) })()
	if err != nil {
		return fmt.Errorf("opening the desk: %w", err)
	}
	return kept.CommitFloor(ctx, store.FloorCommit{Change: change})
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

// beginning is all that decides how the floor is when a script begins.
type beginning struct {
	at      time.Time
	agents  script.Agents
	waiting int
}

// seat takes the floor to where a script begins.
func (l lab) seat(at time.Time, c script.Call) (desk.Change, error) {
	o := scene{floor: desk.New(), at: at, queues: slices.Sorted(maps.Keys(l.menu.Queues))}
	if c.Agents != script.Away && c.Agents != script.OnDuty {
		o.do(desk.SignIn{Agent: l.skilled(atTheDesk)}, desk.Ready{Agent: atTheDesk.Name})
	}
	if c.Agents == script.Busy {
		o.occupy()
	}
	for _, queue := range o.queues {
		for i := range c.Waiting {
			o.do(desk.Entering{Call: fmt.Sprintf("before-%s-%d", queue, i), Queue: queue, Priority: l.menu.Queues[queue].Priority, There: true})
		}
	}
	return o.change(), o.err
}

// scene is a floor on its way to where a script begins.
type scene struct {
	floor  desk.Floor
	at     time.Time
	queues []string
	err    error
}

func (o *scene) do(events ...desk.Event) {
	for _, e := range events {
		if o.err != nil {
			return
		}
		var change desk.Change
		change, o.err = o.floor.Step(e, o.at, desk.Rules{})
		o.floor = change.Floor
	}
}

// callBack lets time pass until the hotline calls back, and has the caller answer.
// Somebody comes who is free to make the call.
func (w *world) callBack(ctx context.Context, who exchange.Person) error {
	w.exchange.SetParty(w.from, exchange.Party{After: pickUpAfter, Talk: demoTalk, Person: who})
	second := exchange.Party{After: pickUpAfter, Talk: demoTalk, Person: ready{}}
	if w.agents == script.CutOff {
		second = behaving(second, w.agents)
	}
	w.exchange.SetParty(relief.Address.Reveal(), second)
	for _, event := range []desk.Event{desk.SignIn{Agent: w.relief}, desk.Ready{Agent: relief.Name}} {
		if err := w.server.Floor().Do(ctx, event); err != nil {
			return fmt.Errorf("having somebody come who calls back: %w", err)
		}
	}
	before := w.rung()
	for passed := time.Duration(0); passed < longestHoliday && w.rung() == before; passed += aWhile {
		w.exchange.Pass(aWhile)
		w.exchange.Wait()
	}
	w.settle()
	return nil
}

// A call back is made in the line's hours; until then time passes in short whiles.
const (
	longestHoliday = 12 * 24 * time.Hour
	aWhile         = 5 * time.Minute
)

// rung is how often the caller's own telephone has.
func (w *world) rung() (times int) {
	for _, c := range w.exchange.Calls() {
		if c.To == w.from {
			times++
		}
	}
	return times
}

// occupy has who is at the desk talk to somebody else, who does not hang up.
func (o *scene) occupy() {
	const other, leg = "other", "other-leg"
	o.do(desk.Entering{Call: other, Queue: o.queues[0], There: true})
	k, _ := o.floor.ByCall(other)
	o.do(desk.Accepted{Offer: k.Offer.ID, Leg: leg}, desk.Arrived{Call: other})
}

// change is the floor as one change of an empty one.
func (o *scene) change() desk.Change {
	return desk.Change{
		Floor: o.floor, Tickets: slices.Sorted(maps.Keys(o.floor.Tickets)),
		Seats: slices.Sorted(maps.Keys(o.floor.Seats)), Lines: slices.Sorted(maps.Keys(o.floor.Lines)),
	}
}
