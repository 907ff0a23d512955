package acd

import (
	"fmt"
	"slices"
)

// talks has what agents do with a call they have taken, and how it ends: holding, handing on
// and consulting, each with its rules of who is still on the line.
type talks struct{ t *transition }

// take takes what an agent does with the call.
func (tk talks) take(e Event) error {
	switch e := e.(type) {
	case Hold:
		return tk.hold(e.Agent)
	case Resume:
		return tk.resume(e.Agent)
	case Transfer:
		return tk.transfer(e)
	case Consult:
		return tk.consult(e)
	case CompleteTransfer:
		return tk.completeTransfer(e.Agent)
	case EndCall:
		return tk.endCall(e.Agent)
	}
	return fmt.Errorf("acd: no such event: %T", e)
}

// call is the interaction that an agent has, in one of the states.
func (tk talks) call(name string, states ...InteractionState) (Interaction, error) {
	s, ok := tk.t.session(name)
	if !ok {
		return Interaction{}, ErrSignedOut
	}
	k := tk.t.callOf(s)
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
func (tk talks) stays(name string, states ...InteractionState) (Interaction, error) {
	if s, _ := tk.t.session(name); s.leaving() {
		return Interaction{}, ErrSignedOut
	}
	return tk.call(name, states...)
}

// hold has the caller hear hold music.
func (tk talks) hold(name string) error {
	k, err := tk.stays(name, Talking)
	if err != nil {
		return err
	}
	tk.t.become(k, Held)
	tk.t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	return nil
}

// resume brings the caller back. A colleague's leaving closes the conference, so
// after a consultation there is a new one, to which the agent's line is led as
// it comes out of the old.
func (tk talks) resume(name string) error {
	k, err := tk.call(name, Held, Consulting)
	if err != nil {
		return err
	}
	if k.State == Consulting {
		joined := k.Offer.Joined
		tk.dismiss(k)
		k.Offer = Offer{}
		if joined {
			k.Conference = tk.t.next("room-")
		}
	}
	tk.t.become(k, Talking)
	tk.t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	return nil
}

// transfer hands the caller on; the place in the queue is kept.
func (tk talks) transfer(e Transfer) error {
	k, err := tk.call(e.Agent, Talking, Held)
	if err != nil {
		return err
	}
	queue := k.Queue
	if e.Colleague != "" {
		if with, ok := tk.t.session(e.Colleague); !ok || with.Mode != Available || with.Unseen || e.Colleague == e.Agent {
			return ErrNobody
		}
	} else if _, ok := tk.t.rules.Open[e.Queue]; !ok {
		return ErrNoQueue
	} else {
		queue = e.Queue
	}
	apart := k.Apart()
	k.Record.Ended, k.Record.Result = tk.t.now, HandedOn
	tk.closeTalk(k)
	k.Queue, k.Carrier, k.Passed = queue, "", []string{e.Agent}
	k = callers(tk).back(k)
	k.Wanted, k.HandedOn = e.Colleague, true
	tk.t.put(k)
	if apart {
		tk.t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
	return nil
}

// endCall ends a talk; a colleague who was consulted leaves it.
func (tk talks) endCall(name string) error {
	s, ok := tk.t.session(name)
	if ok && s.Mode == Consulted {
		tk.leaveConsultation(tk.t.callOf(s))
		return nil
	}
	k, err := tk.call(name, Joining, Talking, Held, Consulting)
	switch {
	case err != nil:
		return err
	case k.State == Joining && k.Case != "":
		callbacks(tk).unreached(k)
	case k.State == Joining:
		tk.cutOff(k)
	default:
		tk.over(k, Answered)
	}
	return nil
}
