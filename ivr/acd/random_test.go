package acd

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
)

var (
	agents = []string{"amy", "bo", "chen", "di"}
	queues = []string{"general", "refunds"}
	opened = Rules{
		Open:     map[string]bool{"general": true, "refunds": true},
		Promises: map[string]Promise{"general": {Share: 0.8, Within: 20 * time.Second}, "refunds": {Share: 0.8, Within: 10 * time.Second}},
	}
	noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

// carrier is what really happens on the lines: callers and legs live their own
// lives, and what the ACD hears of them is lost, late and repeated.
type carrier struct {
	t      *rapid.T
	floor  State
	now    time.Time
	calls  []string
	legs   int
	offers []string // every one ever made
	heard  []Event  // all that was ever told, to be told again
	gone   map[string]bool
	filed  map[string]bool // queue records, by ID
	kept   map[string]QueueRecord
	days   Days
	dials  map[string][]time.Time // of each callback
	closed []string               // the cases whose callers were called back, one each time
	held   bool                   // against the oracle, which takes its time
}

func newCarrier(t *rapid.T) *carrier {
	return &carrier{
		t: t, now: noon, gone: map[string]bool{}, filed: map[string]bool{}, kept: map[string]QueueRecord{}, days: Days{},
		dials: map[string][]time.Time{},
	}
}

func (c *carrier) tell(e Event) {
	c.heard = append(c.heard, e)
	if e, ok := e.(CallBack); ok {
		if _, known := c.floor.Interactions.Find(CallbackID(e.Case)); !known {
			delete(c.dials, CallbackID(e.Case)) // asked for anew
		}
	}
	if c.held {
		oracle{c.floor}.agrees(c.t, e, c.now, opened)
	}
	changed, err := c.floor.Step(e, c.now, opened)
	if err != nil {
		require.Equal(c.t, c.floor, changed.State, "a refused command changes nothing")
		return
	}
	c.floor = changed.State
	for _, v := range changed.Records {
		c.kept[v.ID] = v
	}
	for _, d := range changed.Days.List() {
		c.days.Add(d.DayOf, d.Stats)
	}
	require.NoError(c.t, c.floor.Check(), "after %#v", e)
	if c.held {
		oracle{c.floor}.finds(c.t, c.called(), c.rung(), c.offers)
	}
	c.nobodyTwice()
	c.nobodyGone(e, changed.Actions)
	c.filedOnce(e, changed.Records)
	for _, a := range changed.Actions {
		switch a := a.(type) {
		case Ring:
			c.offers = append(c.offers, a.Offer)
		case Dial:
			c.dialled(a.Interaction)
		case CloseCase:
			c.closed = append(c.closed, a.Case)
		}
	}
}

// called lists every call there was.
func (c *carrier) called() (calls []string) {
	for k := range c.floor.Interactions.Values() {
		calls = append(calls, k.Call, "CAof "+k.ID)
	}
	return append(calls, c.calls...)
}

// rung lists the legs of agents.
func (c *carrier) rung() (legs []string) {
	for i := range c.legs {
		legs = append(legs, fmt.Sprintf("LEG%d", i+1))
	}
	for _, offer := range c.offers {
		legs = append(legs, "leg of "+offer)
	}
	return legs
}

// dialled: a callback is dialled three times at most, a quarter of an hour apart,
// whatever went wrong with it.
func (c *carrier) dialled(callback string) {
	before := c.dials[callback]
	if len(before) > 0 {
		require.GreaterOrEqual(c.t, c.now.Sub(before[len(before)-1]), retryAfter)
	}
	c.dials[callback] = append(before, c.now)
	require.LessOrEqual(c.t, len(c.dials[callback]), TriesMost)
}

// nobodyGone: who is gone is asked nothing, and keeps an agent's session only while talking;
// who is rung is rung at the address they have now.
func (c *carrier) nobodyGone(e Event, actions []Action) {
	switch e := e.(type) {
	case SignIn:
		delete(c.gone, e.Agent.Name)
	case AgentGone:
		c.gone[e.Agent] = true
	}
	for name := range c.gone {
		if s, seated := c.floor.Sessions.Find(name); seated {
			require.Equal(c.t, Talking, c.floor.Interactions.Get(s.Interaction).State, "%s is gone", name)
			require.Equal(c.t, OnCall, s.Mode, "%s is gone", name)
		}
	}
	for _, a := range actions {
		switch a := a.(type) {
		case RedirectAgent:
			require.False(c.t, c.gone[a.Agent], "%s is gone", a.Agent)
		case Ring:
			k, ok := c.floor.ByOffer(a.Offer)
			require.True(c.t, ok)
			require.Equal(c.t, c.floor.Sessions.Get(k.Offer.Agent).Address, a.To)
			require.NotEmpty(c.t, a.To)
		}
	}
}

// filedOnce: a call is filed by a command alone, and never again.
func (c *carrier) filedOnce(e Event, visits []QueueRecord) {
	_, filing := e.(File)
	for _, v := range visits {
		if v.Disposition == "" {
			require.False(c.t, c.filed[v.ID], "%s is filed, and is kept as it was before", v.ID)
			continue
		}
		require.True(c.t, filing, "%s is filed by %T", v.ID, e)
		require.False(c.t, c.filed[v.ID], "%s is filed twice", v.ID)
		c.filed[v.ID] = true
	}
}

// afterCall lets an agent do something about the calls that are over.
func (c *carrier) afterCall(agent string) {
	s := c.floor.Sessions.Get(agent)
	visits := []string{"", "unknown", s.Record.ID}
	for _, v := range s.Unfiled {
		visits = append(visits, v.ID)
	}
	visit := rapid.SampledFrom(visits).Draw(c.t, "visit")
	disposition := rapid.SampledFrom(Dispositions()).Draw(c.t, "disposition")
	c.tell(rapid.SampledFrom([]Event{
		Prolong{agent}, File{Agent: agent, Record: visit, Disposition: disposition},
		SetAway{agent, rapid.SampledFrom(Reasons()).Draw(c.t, "reason")},
	}).Draw(c.t, "after the call"))
}

// presence lets something become known of an agent's being there.
func (c *carrier) presence(agent string) {
	phone := rapid.SampledFrom([]ivr.Masked{"", "+8613700000001", "+8613700000002"}).Draw(c.t, "phone")
	skills := rapid.SampledFrom([][]string{queues, queues[:1], queues[1:]}).Draw(c.t, "skills")
	c.tell(rapid.SampledFrom([]Event{
		AgentChanged{Agent{Name: agent, Address: phone, Phone: phone, Queues: skills, Languages: []string{"zh-CN"}}},
		AgentGone{agent}, PageClosed{agent}, Restarted{},
	}).Draw(c.t, "presence"))
}

// nobodyTwice: no agent has two callers, and no caller two agents.
func (c *carrier) nobodyTwice() {
	seen := map[string]string{}
	for id, k := range c.floor.Interactions.All() {
		for _, name := range []string{k.Agent, k.Offer.Agent} {
			if name == "" {
				continue
			}
			require.Emptyf(c.t, seen[name], "%s has %s and %s", name, seen[name], id)
			seen[name] = id
		}
	}
}

func (c *carrier) step() {
	c.now = c.now.Add(time.Duration(rapid.IntRange(0, 12).Draw(c.t, "seconds")) * time.Second)
	if rapid.IntRange(0, 15).Draw(c.t, "quiet") == 0 {
		c.now = c.now.Add(retryAfter)
	}
	agent := rapid.SampledFrom(agents).Draw(c.t, "agent")
	queue := rapid.SampledFrom(queues).Draw(c.t, "queue")
	switch rapid.IntRange(0, 19).Draw(c.t, "what") {
	case 0, 1:
		id := fmt.Sprintf("CA%d", len(c.calls))
		c.calls = append(c.calls, id)
		c.tell(Enqueued{Call: id, Queue: queue, Language: "zh-CN", Step: 3, There: true, Senior: len(c.calls)%3 == 0, Priority: rapid.IntRange(0, 2).Draw(c.t, "priority")})
	case 2:
		c.tell(SignIn{Agent: Agent{Name: agent, Address: "+8613700000001", Queues: queues, Languages: []string{"zh-CN"}}})
		c.tell(Ready{agent})
	case 3:
		c.legs++
		c.tell(SignIn{Agent: Agent{Name: agent, Queues: []string{queue}}, Leg: fmt.Sprintf("LEG%d", c.legs)})
	case 4, 5, 6:
		c.telephone()
	case 7:
		c.tell(rapid.SampledFrom([]Event{Hold{agent}, Resume{agent}, EndCall{agent}, CompleteTransfer{agent}, DeclineOffer{agent}, File{Agent: agent, Disposition: Resolved}, SetAway{Agent: agent}, Ready{agent}, SignOut{agent}}).Draw(c.t, "command"))
	case 8:
		c.tell(rapid.SampledFrom([]Event{Transfer{Agent: agent, Queue: queue}, Transfer{Agent: agent, Colleague: agents[0]}, Consult{Agent: agent, Queue: queue}, Consult{Agent: agent, Colleague: agents[1]}}).Draw(c.t, "transfer"))
	case 15:
		c.afterCall(agent)
	case 17, 18:
		c.presence(agent)
	case 9, 10, 11:
		c.caller()
	case 12:
		number := fmt.Sprint(10000000 + len(c.heard))
		c.tell(CallBack{Case: number, Call: c.someCall(), Queue: queue, Language: "en-US", Number: "+8613900000009"})
		if rapid.IntRange(0, 3).Draw(c.t, "done") == 0 {
			c.tell(CallBackDone{number})
		}
	case 13, 14:
		if len(c.heard) > 0 { // told again, much later
			c.tell(c.heard[rapid.IntRange(0, len(c.heard)-1).Draw(c.t, "again")])
		}
	default:
		c.tell(Tick{})
	}
}

func (c *carrier) someCall() string {
	if len(c.calls) == 0 {
		return "CAnobody"
	}
	return rapid.SampledFrom(c.calls).Draw(c.t, "call")
}

// telephone lets an agent's telephone do something about some offer.
func (c *carrier) telephone() {
	if len(c.offers) == 0 {
		return
	}
	offer := rapid.SampledFrom(c.offers[max(0, len(c.offers)-4):]).Draw(c.t, "offer")
	leg := "leg of " + offer
	c.tell(rapid.SampledFrom([]Event{
		AgentRinging{offer, leg}, AgentAnswered{offer, leg}, Accepted{offer, leg}, Accepted{offer, leg}, Declined{offer},
		LegEnded{Leg: leg, Offer: offer}, LegEnded{Leg: leg, Lost: true},
	}).Draw(c.t, "telephone"))
}

// caller lets a caller's line do something.
func (c *carrier) caller() {
	tickets := slices.Collect(c.floor.Interactions.Keys())
	call := c.someCall()
	ticket := "none"
	if len(tickets) > 0 {
		ticket = rapid.SampledFrom(tickets).Draw(c.t, "ticket")
		if k := c.floor.Interactions.Get(ticket); k.Call != "" {
			call = k.Call
		} else {
			call = "CAof " + ticket
		}
	}
	if k, ok := c.floor.ByCall(call); ok && k.State == Waiting { // went on to another queue
		c.tell(Enqueued{Call: call, Queue: rapid.SampledFrom(queues).Draw(c.t, "next"), Step: 5, There: true})
	}
	c.tell(rapid.SampledFrom([]Event{
		Joined{Call: call, Interaction: ticket, Step: 4}, Joined{Call: call, Interaction: ticket, Step: 4},
		Left{Call: call}, ConferenceEnded{Call: call}, DequeueFailed{Interaction: ticket}, DequeueFailed{Interaction: ticket, Gone: true},
	}).Draw(c.t, "caller"))
}

// Whatever is lost, repeated or late: the ACD is always one that can be, and
// when agents are free again, nobody who waits is forgotten.
func TestNobodyIsOfferedTwiceOrForgotten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := newCarrier(t)
		for range rapid.IntRange(1, 120).Draw(t, "events") {
			c.step()
		}
		c.everyoneIsServed()
		c.addsUp()
	})
}

// addsUp: whatever happened, each stay that was offered ended in one way, and what
// was counted as it happened is what the stays that are kept tell.
func (c *carrier) addsUp() {
	var queue, agent, stays, talks Stats
	for _, d := range c.days.List() {
		if d.Queue != "" {
			queue = queue.Plus(d.Stats)
		} else {
			agent = agent.Plus(d.Stats)
		}
	}
	for _, d := range c.floor.Recount(slices.Collect(maps.Values(c.kept)), opened).List() {
		if d.Queue != "" {
			stays = stays.Plus(d.Stats)
		} else {
			talks = talks.Plus(d.Stats)
		}
	}
	require.Equal(c.t, queue.Offered, queue.Over()+queue.Unreached)
	require.Equal(c.t, queue.Answered, queue.Handled)
	require.Equal(c.t, queue.Talk, agent.Talk)
	require.Equal(c.t, queue.Kept, agent.Kept)
	require.Equal(c.t, agent.Answered, agent.Handled)
	require.LessOrEqual(c.t, agent.Answered, agent.Offered)
	require.LessOrEqual(c.t, queue.Kept, queue.Promised)
	require.Equal(c.t, len(c.closed), queue.Kept, "each callback that reached its caller closed its case")
	slices.Sort(c.closed)
	require.Equal(c.t, len(slices.Compact(c.closed)), stays.Kept, "stays tell only that a case's caller was called back, not how often")
	agent.Offered, agent.Kept = 0, talks.Kept // stays do not tell the calls that were offered
	require.Equal(c.t, agent, talks)
	require.GreaterOrEqual(c.t, queue.Promised, stays.Promised, "a case that is told again is promised twice, and its stays are those of one callback")
	queue.Promised, queue.Kept = stays.Promised, stays.Kept
	require.Equal(c.t, queue, stays)
}

// everyoneIsServed: let all that is under way run out, and one agent who takes
// every call come: each interaction is taken in the end.
func (c *carrier) everyoneIsServed() {
	for _, name := range agents { // their calls end, and they go home
		for _, e := range []Event{Resume{name}, EndCall{name}, EndCall{name}, DeclineOffer{name}, File{Agent: name, Disposition: Resolved}, SignOut{name}} {
			c.tell(e)
		}
	}
	for range 3 { // what was being joined, or dialled, runs out
		c.now = c.now.Add(retryAfter)
		c.tell(Tick{})
		for _, name := range agents {
			c.tell(SignOut{name})
		}
	}
	c.now = c.now.Add(retryAfter)
	require.Empty(c.t, c.floor.Sessions)
	for id, k := range c.floor.Interactions.All() { // all come to the carrier's queue in the end
		if k.Case == "" {
			c.tell(Enqueued{Call: k.Call, Queue: k.Queue, Step: k.Step, There: true})
			require.True(c.t, c.floor.Interactions.Get(id).There)
		}
	}
	c.tell(SignIn{Agent: Agent{Name: "zoe", Address: "client:zoe", Queues: queues}})
	c.tell(Ready{"zoe"})
	for left := c.floor.Interactions.Len(); left > 0; left-- {
		first := c.floor.queueHead()
		k := c.floor.Interactions.Get(c.floor.Sessions.Get("zoe").Interaction)
		require.Equal(c.t, Offered, k.State, "nobody who waits is forgotten")
		require.Equal(c.t, first, k.ID, "the first is asked about first")
		c.tell(Accepted{k.Offer.ID, "leg of " + k.Offer.ID})
		call := k.Call
		if call == "" {
			call = "CAlast of " + k.ID
		}
		c.tell(Joined{Call: call, Interaction: k.ID, Step: 100})
		require.Equal(c.t, Talking, c.floor.Interactions.Get(k.ID).State)
		c.now = c.now.Add(time.Minute)
		c.tell(Left{Call: call})
		c.tell(File{Agent: "zoe", Disposition: "resolved"})
		require.Equal(c.t, left-1, c.floor.Interactions.Len())
	}
}

// queueHead is who has the best claim to be answered.
func (f State) queueHead() string {
	var line []Interaction
	for k := range f.Interactions.Values() {
		line = append(line, k)
	}
	slices.SortFunc(line, before)
	return line[0].ID
}
