package acd

import (
	"fmt"
	"slices"
	"time"
)

// command takes what agents do. It fails when that cannot be done now.
func (t *transition) command(e Event) error {
	switch e := e.(type) {
	case SignIn:
		return t.signIn(e)
	case SignOut:
		return t.signOut(e.Agent)
	case Ready:
		return t.ready(e.Agent)
	case SetAway:
		return t.setAway(e)
	case DeclineOffer:
		return t.refuse(e.Agent)
	case Prolong:
		return t.prolong(e.Agent)
	case File:
		return t.file(e)
	}
	return t.talk(e)
}

// talk takes what an agent does with the call.
func (t *transition) talk(e Event) error {
	switch e := e.(type) {
	case Hold:
		return t.hold(e.Agent)
	case Resume:
		return t.resume(e.Agent)
	case Transfer:
		return t.transfer(e)
	case Consult:
		return t.consult(e)
	case CompleteTransfer:
		return t.handOverBy(e.Agent)
	case EndCall:
		return t.finish(e.Agent)
	}
	return fmt.Errorf("acd: no such event: %T", e)
}

func (t *transition) ready(name string) error {
	s, ok := t.state.Sessions[name]
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
		t.putSession(s)
	}
	return nil
}

func (t *transition) refuse(name string) error {
	s, ok := t.state.Sessions[name]
	if !ok || s.Mode != Ringing {
		return ErrNoCall
	}
	t.declined(t.state.Interactions[s.Interaction])
	return nil
}

func (t *transition) joinFor(k Interaction) time.Duration {
	if k.Case != "" {
		return dialFor
	}
	return joinFor
}

// call is the interaction that an agent has, in one of the states.
func (t *transition) call(name string, states ...InteractionState) (Interaction, error) {
	s, ok := t.state.Sessions[name]
	if !ok {
		return Interaction{}, ErrSignedOut
	}
	k := t.state.Interactions[s.Interaction]
	switch {
	case s.Mode != OnCall:
		return Interaction{}, ErrNoCall
	case !slices.Contains(states, k.State):
		return Interaction{}, ErrNotYet
	}
	return k, nil
}

// stays is the interaction that an agent has, in one of the states, unless the agent is
// gone and would leave the caller alone on hold.
func (t *transition) stays(name string, states ...InteractionState) (Interaction, error) {
	if t.state.Sessions[name].leaving() {
		return Interaction{}, ErrSignedOut
	}
	return t.call(name, states...)
}

func (t *transition) hold(name string) error {
	k, err := t.stays(name, Talking)
	if err != nil {
		return err
	}
	t.become(k, Held)
	t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	return nil
}

// resume brings the caller back. A colleague's leaving closes the conference, so
// after a consultation there is a new one, to which the agent's line is led as
// it comes out of the old.
func (t *transition) resume(name string) error {
	k, err := t.call(name, Held, Consulting)
	if err != nil {
		return err
	}
	if k.State == Consulting {
		joined := k.Offer.Joined
		t.dismiss(k)
		k.Offer = Offer{}
		if joined {
			k.Conference = t.next("room-")
		}
	}
	t.become(k, Talking)
	t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	return nil
}

// transfer hands the caller on; the place in the queue is kept.
func (t *transition) transfer(e Transfer) error {
	k, err := t.call(e.Agent, Talking, Held)
	if err != nil {
		return err
	}
	queue := k.Queue
	if e.Colleague != "" {
		if c, ok := t.state.Sessions[e.Colleague]; !ok || c.Mode != Available || c.Unseen || e.Colleague == e.Agent {
			return ErrNobody
		}
	} else if _, ok := t.rules.Open[e.Queue]; !ok {
		return ErrNoQueue
	} else {
		queue = e.Queue
	}
	apart := k.State == Held
	k.Record.Ended, k.Record.Result = t.now, HandedOn
	t.closeTalk(k)
	k.Queue, k.Carrier, k.Passed = queue, "", []string{e.Agent}
	k = t.back(k)
	k.Wanted, k.HandedOn = e.Colleague, true
	t.put(k)
	if apart {
		t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
	return nil
}

func (t *transition) consult(e Consult) error {
	k, err := t.stays(e.Agent, Talking, Held)
	if err != nil {
		return err
	}
	free := t.available()
	i := slices.IndexFunc(free, func(s AgentSession) bool {
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
		t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
	return nil
}

func (t *transition) handOverBy(name string) error {
	k, err := t.call(name, Consulting)
	if err != nil {
		return err
	}
	if !k.Offer.Joined {
		return ErrNotYet
	}
	k.Conference = t.next("room-") // the first agent's leaving closes the old one
	t.handOver(k)
	return nil
}

// handOver leaves the caller with the colleague. Their line is not sent to the
// conference, for to leave it would close it: it comes out of the old one by itself.
func (t *transition) handOver(k Interaction) {
	k.Record.Ended, k.Record.Result = t.now, HandedOn
	t.end(k.Record)
	if s, ok := t.state.Sessions[k.Agent]; ok {
		t.hangUp(&s)
		t.wrapUp(s, k.Record)
	}
	colleague := t.state.Sessions[k.Offer.Agent]
	t.turnTo(colleague, OnCall)
	k.Agent, k.Offer, k.Entered = colleague.Name, Offer{}, t.now
	k.Record = t.record(k)
	k.Record.Answered, k.Record.Agent, k.Record.Continued = t.now, colleague.Name, true
	t.count.offered(k.Record, colleague.Name)
	t.count.answered(k.Record, false)
	t.become(k, Talking)
	t.do(RedirectCaller{Call: k.Call, Step: k.Step})
}

// leaveConsultation sends the colleague who was consulted away. That closes the
// conference, so there is a new one for the agent.
func (t *transition) leaveConsultation(k Interaction) {
	t.dismiss(k)
	k.Offer = Offer{}
	k.Conference = t.next("room-")
	t.become(k, Held)
}

// finish ends a talk; a colleague who was consulted leaves it.
func (t *transition) finish(name string) error {
	s, ok := t.state.Sessions[name]
	if ok && s.Mode == Consulted {
		t.leaveConsultation(t.state.Interactions[s.Interaction])
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
