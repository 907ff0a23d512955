package rehearse

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// run is a day being played with a staff.
type run struct {
	*walk
	day       *Day
	now       time.Time
	end       time.Time // of the day
	agenda    agenda
	queues    []string
	groups    map[string]*group   // by queue
	duties    map[string]Duty     // by agent
	callers   map[string]*live    // by call
	callbacks map[string]callback // by the ACD's interaction
	rules     acd.Rules
	minute    time.Time // of which rules.Open is
	result    *Result
}

// live is a caller who has come to the agents.
type live struct {
	*caller
	index    int
	talking  Source
	group    *group // where the caller waits or waited last
	wait     int    // counts waits: what was put for an earlier one is void
	wants    string // the key that the caller presses when it is offered; "" is none
	speak    time.Duration
	position int // last said
	since    time.Time
	dialled  int // times called back
}

// callback is who is to be called back, and in which group that waits.
type callback struct {
	live  *live
	group *group
}

// How long the carrier and callers take.
const (
	joining   = time.Second      // a caller from the queue into the conference
	pickUp    = 8 * time.Second  // of a caller who is called back
	ringOut   = 25 * time.Second // of one who does not answer
	tickEvery = time.Minute      // the ACD's deadlines that no event of ours stands for, as of callbacks that are due
	drain     = 2 * time.Hour    // after the day, for those who wait or talk
)

// Play plays the day with a staff. The visits are those of [Day.Visits].
func (d *Day) Play(visits []Contact, staff []Duty) (*Result, error) {
	r := &run{
		walk: newWalk(d), day: d, now: d.Date, end: d.end(), queues: slices.Sorted(maps.Keys(d.Menu.Queues)),
		duties: map[string]Duty{}, callers: map[string]*live{}, callbacks: map[string]callback{},
		rules: acd.Rules{Promises: map[string]acd.Promise{}, Zone: d.Menu.Tree.Zone},
	}
	for _, name := range r.queues {
		r.rules.Promises[name] = d.promise(name)
	}
	r.groups, r.result = groups(r.queues, staff), newResult(d.Date, r.end, r.rules.Promises)
	for _, duty := range staff {
		r.roster(duty)
	}
	r.expects(visits)
	r.agenda.put(r.now, r.tick)
	for end := r.end.Add(drain); ; {
		next, ok := r.agenda.take(end)
		if !ok {
			break
		}
		r.now = next.at
		if err := d.pause(); err != nil {
			return nil, err
		}
		if err := next.do(); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.duties)) { // who is still there has worked until midnight
		duty := r.duties[name]
		if m, on := r.group(duty.Queues[0]).modes[name]; on {
			r.result.worked(duty.Queues, m.status, m.since, r.end)
		}
	}
	return r.result, nil
}

// in lets something happen after some time.
func (r *run) in(d time.Duration, do func() error) { r.agenda.put(r.now.Add(d), do) }

// roster puts an agent's shift on the agenda.
func (r *run) roster(d Duty) {
	r.duties[d.Agent] = d
	g := r.group(d.Queues[0])
	agent := acd.Agent{Name: d.Agent, Address: ivr.Masked("client:" + d.Agent), Queues: d.Queues, Languages: d.Languages}
	for _, s := range d.Spans {
		r.agenda.put(s.From, func() error {
			if err := r.step(g, acd.SignIn{Agent: agent}); err != nil {
				return err
			}
			return r.step(g, acd.Ready{Agent: d.Agent})
		})
		if until := s.Until; until.Before(r.end) { // who is there at midnight stays for those who wait
			r.agenda.put(until, func() error { return r.step(g, acd.AgentGone{Agent: d.Agent}) })
		}
	}
}

// tick lets the ACDs see to their deadlines.
func (r *run) tick() error {
	r.in(tickEvery, r.tick)
	done := map[*group]bool{}
	for _, queue := range slices.Sorted(maps.Keys(r.groups)) {
		if g := r.groups[queue]; !done[g] && g.state.Interactions.Len() > 0 {
			done[g] = true
			if err := r.step(g, acd.Tick{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// expects puts the first of the visits on the agenda, which brings the next: what is far off takes no
// place.
func (r *run) expects(visits []Contact) {
	if len(visits) == 0 {
		return
	}
	r.agenda.put(visits[0].begins(), func() error {
		r.arrives(visits[0])
		r.expects(visits[1:])
		return nil
	})
}

// arrives puts a visit on the agenda. A visit is played more than once: its caller is copied.
func (r *run) arrives(v Contact) {
	own := *v.caller
	own.chance = r.day.Chance(stream(v.index, waiting))
	l := &live{caller: &own, index: v.index, talking: r.day.Chance(stream(v.index, talking))}
	r.callers[own.call.ID] = l
	r.goesOn(l, v.hop)
}

// goesOn sees to what a stretch of a call came to.
func (r *run) goesOn(l *live, h hop) {
	if h.failed != nil {
		r.result.Failed++
	}
	for _, e := range h.events {
		r.agenda.put(e.at, func() error { return r.tells(l, e) })
	}
	switch h.stop {
	case queued:
		r.agenda.put(h.at, func() error { return r.enters(l, h.spoken) })
	case talks:
		r.agenda.put(h.at, func() error { return r.joins(l) })
	}
}

// tells passes on to the ACD what has happened to a call.
func (r *run) tells(l *live, e timed) error {
	g := r.group(e.queue)
	switch event := e.event.(type) {
	case acd.CallBack:
		return r.asks(l, g, event)
	case acd.Left:
		if here := g.state.Interactions.Has(event.Call); !here {
			return nil // the talk is over, or the caller is called back
		}
	}
	return r.step(g, e.event)
}

// asks for a callback. Who asks again in another department is called back from the more urgent queue: an
// ACD sees to that where both are its own; from one group to another the callback is moved.
func (r *run) asks(l *live, g *group, e acd.CallBack) error {
	id := acd.CallbackID(e.Case)
	before, known := r.callbacks[id]
	if !known {
		r.result.asked(id, e.Queue, r.now)
	} else if before.group != g {
		k, waits := before.group.state.Interactions.Find(id)
		if !waits || k.State != acd.Waiting || e.Priority <= k.Priority {
			return nil
		}
		if err := r.step(before.group, acd.CallBackDone{Case: e.Case}); err != nil {
			return err
		}
		e.Tried = true
	}
	r.callbacks[id] = callback{l, g}
	return r.step(g, e)
}

// follows takes a caller through an event and on through the menu.
func (r *run) follows(l *live, e ivr.Event) error {
	h, err := r.follow(l.caller, e, r.now, r)
	if err == nil {
		r.goesOn(l, h)
	}
	return err
}

// carryOut does what an ACD wants: telephones ring, callers are fetched and called back. What only moves
// lines that nobody is on is left out.
func (r *run) carryOut(g *group, a acd.Action) error {
	switch a := a.(type) {
	case acd.Ring:
		r.rings(g, a)
	case acd.Dequeue:
		r.fetched(g, a)
	case acd.Dial:
		r.dials(g, a)
	}
	return nil
}

// rings: the agent takes the call after a moment.
func (r *run) rings(g *group, a acd.Ring) {
	k, _ := g.state.ByOffer(a.Offer)
	l := r.callers[k.Call]
	if l == nil {
		l = r.callbacks[k.ID].live
	}
	r.in(r.profile.agents(k.Queue).Answer.draw(l.talking), func() error {
		return r.step(g, acd.Accepted{Offer: a.Offer, Leg: "leg-" + a.Offer})
	})
}

// fetched: the caller is taken out of the queue, to the agent, or waits on when the agent has left meanwhile.
func (r *run) fetched(g *group, a acd.Dequeue) {
	l := r.callers[a.Call]
	l.wait++
	r.in(joining, func() error {
		left := ivr.QueueLeft{Result: ivr.Fetched, Waited: r.now.Sub(l.since)}
		if k, ok := g.state.ByCall(a.Call); ok && k.State != acd.Joining {
			left.Result = ivr.NotYet
		}
		return r.follows(l, left)
	})
}

// dials: a caller is called back, and answers or does not.
func (r *run) dials(g *group, a acd.Dial) {
	l := r.callbacks[a.Interaction].live
	if l.talking.Float64() >= float64(r.profile.Callers.Reached) {
		r.in(ringOut, func() error { return r.step(g, acd.DequeueFailed{Interaction: a.Interaction, Gone: true}) })
		return
	}
	l.dialled++
	call := l.call.ID + "-" + strconv.Itoa(l.dialled)
	r.in(pickUp, func() error {
		if err := r.step(g, acd.Dialled{Interaction: a.Interaction, Call: call}); err != nil {
			return err
		}
		back := *l.caller
		back.call = ivr.Call{}
		again := &live{caller: &back, index: l.index, talking: l.talking, group: g}
		r.callers[call] = again
		return r.follows(again, r.day.started(again.caller, call, g.state.Interactions.Get(a.Interaction).Queue))
	})
}

// joins: caller and agent talk, until the agent ends the talk.
func (r *run) joins(l *live) error {
	g := r.group(l.call.Queue)
	if err := r.step(g, acd.Joined{Call: l.call.ID, Step: l.call.Step}); err != nil {
		return err
	}
	k, ok := g.state.ByCall(l.call.ID)
	if !ok || k.State != acd.Talking {
		return nil
	}
	r.in(r.profile.agents(k.Queue).Talk.draw(l.talking), func() error { return r.ends(l, g, k) })
	return nil
}

// ends the talk; the agent wraps up.
func (r *run) ends(l *live, g *group, k acd.Interaction) error {
	if err := r.step(g, acd.EndCall{Agent: k.Agent}); err != nil {
		return err
	}
	r.wrapsUp(g, k, r.profile.agents(k.Queue).WrapUp.draw(l.talking))
	return r.follows(l, ivr.Dialed{Status: "completed", Bridged: true})
}

// The lengths of wrap-up: the ACD ends it after a minute that the agent does not prolong, and after ten.
const (
	wrapUpMost = 10*time.Minute - time.Second
	prolongs   = time.Minute
	before     = time.Second // its end, the agent prolongs it
)

// wrapsUp lets an agent file the call after some time, and prolong the wrap-up until then.
func (r *run) wrapsUp(g *group, k acd.Interaction, lasts time.Duration) {
	lasts = min(lasts, wrapUpMost)
	for at := prolongs; at <= lasts; at += prolongs {
		r.in(at-before, func() error { return r.step(g, acd.Prolong{Agent: k.Agent}) })
	}
	r.in(lasts, func() error {
		return r.step(g, acd.File{Agent: k.Agent, Record: k.Record.ID, Disposition: acd.Resolved})
	})
}
