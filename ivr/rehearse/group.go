package rehearse

import (
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// group is queues that share agents, with the ACD that distributes their callers. Queues that share none
// have nothing to do with each other in an ACD, so each group has one of its own: the result is the
// same, and smaller ACDs are quicker.
type group struct {
	state acd.State
	modes map[string]mode // by agent
}

func newGroup() *group { return &group{modes: map[string]mode{}} }

// mode is what an agent does, and since when.
type mode struct {
	status acd.AgentStatus
	since  time.Time
}

// groups returns the groups of a menu's queues by queue, and the queues' names in order.
func groups(queues []string, staff []Duty) map[string]*group {
	of := map[string]*group{}
	for _, queue := range queues {
		of[queue] = newGroup()
	}
	for _, duty := range staff {
		for _, queue := range duty.Queues[1:] {
			first, other := of[duty.Queues[0]], of[queue]
			for _, q := range queues {
				if of[q] == other {
					of[q] = first
				}
			}
		}
	}
	return of
}

// group returns the group of a queue; a department that is no queue of the menu gets one of its own,
// which nobody serves.
func (r *run) group(queue string) *group {
	g := r.groups[queue]
	if g == nil {
		g = newGroup()
		r.groups[queue] = g
	}
	return g
}

// staffed implements [agents].
func (r *run) staffed(queue string) bool { return r.group(queue).state.Staffed(queue) }

// after implements [agents]: what became of a caller's talk.
func (r *run) after(call, queue string) ivr.Answered {
	return r.group(queue).state.AfterTalk(call)
}

// step takes an ACD through an event and sees to what it wants. A command may come too late, as when
// a shift is over: it is refused, and that is all.
func (r *run) step(g *group, e acd.Event) error {
	change, err := g.state.Step(e, r.now, r.context())
	if err != nil {
		if slices.Contains(acd.Refusals(), err) {
			return nil
		}
		return err
	}
	g.state = change.State
	for _, name := range change.Sessions {
		r.changed(g, name)
	}
	for _, v := range change.Records {
		r.result.record(v)
	}
	for _, d := range change.Days.List() {
		if d.Queue != "" {
			r.result.days.Add(d.DayOf, d.Stats)
		}
	}
	for _, a := range change.Actions {
		if err := r.carryOut(g, a); err != nil {
			return err
		}
	}
	return nil
}

// changed counts what an agent has done until now.
func (r *run) changed(g *group, name string) {
	s, on := g.state.Sessions.Find(name)
	before, was := g.modes[name]
	if was && on && before.status == s.Mode {
		return
	}
	if was {
		r.result.worked(r.duties[name].Queues, before.status, before.since, r.now)
	}
	if delete(g.modes, name); on {
		g.modes[name] = mode{s.Mode, r.now}
	}
}

// context is what the ACD is told of the hotline now. Lines open and close at whole minutes.
func (r *run) context() acd.Rules {
	if minute := r.now.Truncate(time.Minute); !minute.Equal(r.minute) {
		r.minute, r.rules.Open = minute, map[string]bool{}
		for _, queue := range r.queues {
			r.rules.Open[queue] = r.menu.Open(queue, minute, nil)
		}
	}
	return r.rules
}
