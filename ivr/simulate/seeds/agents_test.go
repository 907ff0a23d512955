package seeds

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
)

// dutyNumber is rung for fraud out of hours.
const dutyNumber = "+8613700000001"

var queues = []string{"general", "fraud", "refunds", "transactions", "account"}

// agent is who takes calls: by telephone, and with commands as from a page.
type agent struct {
	w        *course
	chance   chance
	name     string
	number   string
	decided  string      // the stay of which they have decided what to do
	declined []time.Time // when they declined on their page
	steady   bool        // always there, and takes every call
}

func newAgent(w *course, i int) *agent {
	return &agent{
		w: w, chance: drawn(w.seed, uint64(3000+i)), name: []string{"amy", "bo", "chen", "di"}[i],
		number: fmt.Sprintf("+861370000010%d", i),
	}
}

// readily takes each call by a key.
type readily struct{ exchange.SilentHuman }

// Answer implements [exchange.Human].
func (readily) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	return exchange.Press("1", p.Length)
}

// mailbox answers, and presses nothing.
type mailbox struct{ exchange.SilentHuman }

// relieve has somebody come who takes every call, and all faults end.
func (w *course) relieve() {
	w.agents = append(w.agents, &agent{w: w, chance: drawn(w.seed, 3999), name: "zoe", number: "+8613700000199", steady: true})
}

// does is a command of the agent. It may be refused.
func (a *agent) does(e acd.Event) bool {
	a.w.acted = true
	err := a.w.hotline.ACD().Do(context.Background(), e)
	a.w.trace.add(a.w.now(), "%s: %T %v", a.name, e, err)
	return err == nil
}

// session is the agent as the ACD knows them.
func (a *agent) session() (acd.AgentSession, acd.Interaction, bool) {
	state := a.w.hotline.ACD().State()
	s, ok := state.Sessions.Find(a.name)
	return s, state.Interactions.Get(s.Interaction), ok
}

// act is what the agent does at an instant.
func (a *agent) act() {
	s, k, here := a.session()
	if s.Mode != acd.OnCall && s.Mode != acd.Consulted && s.Mode != acd.Ringing {
		a.pickUp()
	}
	switch {
	case !here && (a.steady || a.chance.of(0.5)):
		a.does(acd.SignIn{Agent: acd.Agent{Name: a.name, Address: ivr.Masked(a.number), Queues: queues, Languages: []string{"zh-CN", "en-US"}}})
		a.does(acd.Ready{Agent: a.name})
	case !here:
	case s.Mode == acd.Away && (a.steady || a.chance.of(0.3)):
		a.does(acd.Ready{Agent: a.name})
	case s.Mode == acd.WrapUp && (a.steady || a.chance.of(0.3)):
		a.does(acd.File{Agent: a.name, Disposition: pick(a.chance, acd.Dispositions()...), Note: "noted"})
	case a.steady:
	case s.Mode == acd.Ringing && a.chance.of(0.02):
		a.declined = append(a.declined, a.w.now())
		a.does(acd.DeclineOffer{Agent: a.name})
	case s.Mode == acd.Available && a.chance.of(0.01):
		a.does(pick[acd.Event](a.chance, acd.SetAway{Agent: a.name}, acd.SignOut{Agent: a.name}, acd.AgentGone{Agent: a.name}))
	case s.Mode == acd.OnCall:
		a.handle(k)
	}
}

// pickUp says what the agent's telephone does at the next call.
func (a *agent) pickUp() {
	p := exchange.Callee{After: time.Second, Person: readily{}}
	if !a.steady {
		p.After = a.chance.between(0, 15*time.Second)
		p.Outcome = pick(a.chance, exchange.Answers, exchange.Answers, exchange.Answers, exchange.Answers, exchange.NoAnswer, exchange.Busy)
		switch a.chance.IntN(8) {
		case 0:
			p.Person = mailbox{}
		case 1:
			p.Talk, p.Breaks = a.chance.between(time.Second, 30*time.Second), true
		case 2:
			p.Talk, p.Star = a.chance.between(time.Second, 30*time.Second), true
		case 3:
			p.Talk = a.chance.between(time.Second, 60*time.Second)
		}
	}
	a.w.hotline.Exchange.SetParty(a.number, p)
}

// handle is what the agent does with a caller.
func (a *agent) handle(k acd.Interaction) {
	switch {
	case k.State == acd.Consulting && k.Offer.Joined && a.chance.of(0.3):
		a.does(pick[acd.Event](a.chance, acd.Resume{Agent: a.name}, acd.CompleteTransfer{Agent: a.name}, acd.EndCall{Agent: a.name}))
	case k.State == acd.Held && a.chance.of(0.3):
		a.does(acd.Resume{Agent: a.name})
	case k.State == acd.Talking && a.w.now().Sub(k.At) > 4*time.Second && a.decided != k.Record.ID:
		a.decided = k.Record.ID
		a.decide()
	case k.State == acd.Talking && a.w.now().Sub(k.At) > 20*time.Second && a.chance.of(0.2):
		a.does(acd.EndCall{Agent: a.name})
	}
}

// decide is what the agent does with a caller once.
func (a *agent) decide() {
	colleague := pick(a.chance, a.w.agents...).name
	queue := pick(a.chance, queues...)
	switch a.chance.IntN(10) {
	case 0:
		a.does(acd.Transfer{Agent: a.name, Colleague: colleague})
	case 1:
		if a.does(acd.Transfer{Agent: a.name, Queue: queue}) {
			a.w.reached("a caller was handed on")
		}
	case 2, 3:
		if a.does(pick[acd.Event](a.chance, acd.Consult{Agent: a.name, Colleague: colleague}, acd.Consult{Agent: a.name, Queue: queue})) {
			a.w.reached("a colleague was consulted")
		}
	case 4:
		if a.does(acd.Hold{Agent: a.name}) {
			a.w.reached("a caller was put on hold")
		}
	case 5:
		a.does(acd.EndCall{Agent: a.name})
	}
}
