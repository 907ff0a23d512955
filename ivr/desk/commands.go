package desk

import (
	"fmt"
	"slices"
	"time"
)

// command takes what agents do. It fails when that cannot be done now.
func (t *turn) command(e Event) error {
	switch e := e.(type) {
	case SignIn:
		return t.signIn(e)
	case SignOut:
		return t.signOut(e.Agent)
	case Ready:
		return t.ready(e.Agent)
	case GoAway:
		return t.goAway(e)
	case Refuse:
		return t.refuse(e.Agent)
	case Prolong:
		return t.prolong(e.Agent)
	case File:
		return t.file(e)
	}
	return t.talk(e)
}

// talk takes what an agent does with the call.
func (t *turn) talk(e Event) error {
	switch e := e.(type) {
	case Hold:
		return t.hold(e.Agent)
	case Resume:
		return t.resume(e.Agent)
	case Transfer:
		return t.transfer(e)
	case Consult:
		return t.consult(e)
	case HandOver:
		return t.handOverBy(e.Agent)
	case Finish:
		return t.finish(e.Agent)
	}
	return fmt.Errorf("desk: no such event: %T", e)
}

func (t *turn) ready(name string) error {
	s, ok := t.floor.Seats[name]
	switch {
	case !ok || s.leaving():
		return ErrSignedOut
	case !s.reachable():
		return ErrNoPhone
	}
	switch s.Mode {
	case Away:
		s.Idle, s.Missed, s.Why = t.now, 0, ""
		t.turnTo(s, Available)
	case WrapUp:
		s.After, s.Why = "", ""
		t.wrappedUp(s)
	case OnCall, Consulted, Ringing:
		s.After, s.Why = "", ""
		t.seat(s)
	}
	return nil
}

func (t *turn) refuse(name string) error {
	s, ok := t.floor.Seats[name]
	if !ok || s.Mode != Ringing {
		return ErrNoCall
	}
	t.declined(t.floor.Tickets[s.Ticket])
	return nil
}

func (t *turn) joinFor(k Ticket) time.Duration {
	if k.Case != "" {
		return dialFor
	}
	return joinFor
}

// call is the ticket that an agent has, in one of the states.
func (t *turn) call(name string, states ...State) (Ticket, error) {
	s, ok := t.floor.Seats[name]
	if !ok {
		return Ticket{}, ErrSignedOut
	}
	k := t.floor.Tickets[s.Ticket]
	switch {
	case s.Mode != OnCall:
		return Ticket{}, ErrNoCall
	case !slices.Contains(states, k.State):
		return Ticket{}, ErrNotYet
	}
	return k, nil
}

// stays is the ticket that an agent has, in one of the states, unless the agent is
// gone and would leave the caller alone on hold.
func (t *turn) stays(name string, states ...State) (Ticket, error) {
	if t.floor.Seats[name].leaving() {
		return Ticket{}, ErrSignedOut
	}
	return t.call(name, states...)
}

func (t *turn) hold(name string) error {
	k, err := t.stays(name, Talking)
	if err != nil {
		return err
	}
	t.become(k, Held)
	t.do(Move{Call: k.Call, Step: k.Step})
	return nil
}

// resume brings the caller back. A colleague's leaving closes the room, so
// after a consultation there is a new one, to which the agent's line is led as
// it comes out of the old.
func (t *turn) resume(name string) error {
	k, err := t.call(name, Held, Consulting)
	if err != nil {
		return err
	}
	if k.State == Consulting {
		joined := k.Offer.Joined
		t.dismiss(k)
		k.Offer = Offer{}
		if joined {
			k.Room = t.next("room-")
		}
	}
	t.become(k, Talking)
	t.do(Move{Call: k.Call, Step: k.Step})
	return nil
}

// transfer hands the caller on; the place in the queue is kept.
func (t *turn) transfer(e Transfer) error {
	k, err := t.call(e.Agent, Talking, Held)
	if err != nil {
		return err
	}
	queue := k.Queue
	if e.Colleague != "" {
		if c, ok := t.floor.Seats[e.Colleague]; !ok || c.Mode != Available || c.Unseen || e.Colleague == e.Agent {
			return ErrNobody
		}
	} else if _, ok := t.rules.Open[e.Queue]; !ok {
		return ErrNoQueue
	} else {
		queue = e.Queue
	}
	apart := k.State == Held
	k.Visit.Ended, k.Visit.Result = t.now, HandedOn
	t.closeTalk(k)
	k.Queue, k.Carrier, k.Passed = queue, "", []string{e.Agent}
	k = t.back(k)
	k.Wanted, k.HandedOn = e.Colleague, true
	t.put(k)
	if apart {
		t.do(Move{Call: k.Call, Step: k.Step})
	}
	return nil
}

func (t *turn) consult(e Consult) error {
	k, err := t.stays(e.Agent, Talking, Held)
	if err != nil {
		return err
	}
	free := t.available()
	i := slices.IndexFunc(free, func(s Seat) bool {
		return s.Name != e.Agent && (s.Name == e.Colleague || e.Colleague == "" && slices.Contains(s.Queues, e.Queue))
	})
	if i < 0 {
		return ErrNobody
	}
	held := k.State == Held
	k.Offer = t.ask(free[i], k.ID)
	k.Offer.Queue = e.Queue
	t.become(k, Consulting)
	if !held {
		t.do(Move{Call: k.Call, Step: k.Step})
	}
	return nil
}

func (t *turn) handOverBy(name string) error {
	k, err := t.call(name, Consulting)
	if err != nil {
		return err
	}
	if !k.Offer.Joined {
		return ErrNotYet
	}
	k.Room = t.next("room-") // the first agent's leaving closes the old one
	t.handOver(k)
	return nil
}

// handOver leaves the caller with the colleague. Their line is not sent to the
// room, for to leave it would close it: it comes out of the old one by itself.
func (t *turn) handOver(k Ticket) {
	k.Visit.Ended, k.Visit.Result = t.now, HandedOn
	t.end(k.Visit)
	if s, ok := t.floor.Seats[k.Agent]; ok {
		t.hangUp(&s)
		t.wrapUp(s, k.Visit)
	}
	colleague := t.floor.Seats[k.Offer.Agent]
	t.turnTo(colleague, OnCall)
	k.Agent, k.Offer, k.Entered = colleague.Name, Offer{}, t.now
	k.Visit = t.visit(k)
	k.Visit.Answered, k.Visit.Agent, k.Visit.Continued = t.now, colleague.Name, true
	t.count.offered(k.Visit, colleague.Name)
	t.count.answered(k.Visit, false)
	t.become(k, Talking)
	t.do(Move{Call: k.Call, Step: k.Step})
}

// leaveConsultation sends the colleague who was consulted away. That closes the
// room, so there is a new one for the agent.
func (t *turn) leaveConsultation(k Ticket) {
	t.dismiss(k)
	k.Offer = Offer{}
	k.Room = t.next("room-")
	t.become(k, Held)
}

// finish ends a talk; a colleague who was consulted leaves it.
func (t *turn) finish(name string) error {
	s, ok := t.floor.Seats[name]
	if ok && s.Mode == Consulted {
		t.leaveConsultation(t.floor.Tickets[s.Ticket])
		return nil
	}
	k, err := t.call(name, Joining, Talking, Held, Consulting)
	switch {
	case err != nil:
		return err
	case k.State == Joining && k.Case != "":
		t.unreached(k)
	case k.State == Joining:
		t.cutOff(k)
	default:
		t.over(k, Answered)
	}
	return nil
}
