package rehearse

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
)

// ErrNoCalls says that there are no recorded calls to learn from.
var ErrNoCalls = errors.New("there are no calls to learn from")

// Learn returns a profile of recorded calls and stays in queues, for a menu. What they cannot say stays as
// in [Usual]: how long agents take to answer and to wrap up, and whatever happened too seldom.
func Learn(calls iter.Seq2[ivr.Call, error], stays iter.Seq2[acd.QueueRecord, error], m *menus.Menu) (Profile, error) {
	l := learner{menu: m, days: map[string]bool{}, byHour: map[int]float64{}, choices: map[string]map[string]float64{}, talks: map[string][]time.Duration{}}
	for call, err := range calls {
		if err != nil {
			return Profile{}, fmt.Errorf("learning from calls: %w", err)
		}
		l.call(call)
	}
	if l.calls == 0 {
		return Profile{}, ErrNoCalls
	}
	for stay, err := range stays {
		if err != nil {
			return Profile{}, fmt.Errorf("learning from stays in queues: %w", err)
		}
		l.stay(stay)
	}
	return l.profile(), nil
}

// seldom is how often something must have happened to be learned from.
const seldom = 10

// learner counts what recorded calls show.
type learner struct {
	menu    *menus.Menu
	days    map[string]bool
	calls   int
	byHour  map[int]float64
	choices map[string]map[string]float64

	withheld, known, seniors int

	offered, abandoned, callbacks, messages int
	waited                                  time.Duration
	reached, unreached                      int
	talks                                   map[string][]time.Duration // by queue; "" is all
}

func (l *learner) call(c ivr.Call) {
	if c.Callback != "" || c.Outcome == ivr.Staff {
		return
	}
	began := c.Began.In(l.menu.Tree.Zone)
	l.calls++
	l.days[began.Format(time.DateOnly)] = true
	l.byHour[began.Hour()]++
	switch {
	case c.From == "":
		l.withheld++
	case c.Account != nil:
		l.known++
		if born, err := time.Parse(time.DateOnly, c.Account.BirthDate); err == nil && !born.AddDate(65, 0, 0).After(began) {
			l.seniors++
		}
	}
	for _, p := range c.Path {
		l.chose(p.Node, p.Exit)
	}
	l.chose(c.Node, HangUp)
}

// chose counts a choice at a node where callers choose, if the menu still has both.
func (l *learner) chose(at, exit string) {
	here, ok := l.menu.Tree.Nodes[at]
	if !ok {
		return
	}
	_, chooses := here.Node.(node.Playable)
	if _, waits := here.Node.(ivr.QueueNode); waits || !chooses || exit != HangUp && !slices.Contains(here.Node.Exits(), exit) {
		return
	}
	if l.choices[at] == nil {
		l.choices[at] = map[string]float64{}
	}
	l.choices[at][exit]++
}

func (l *learner) stay(v acd.QueueRecord) {
	if !v.Answered.IsZero() && !v.Ended.IsZero() {
		l.talks[""] = append(l.talks[""], v.Ended.Sub(v.Answered))
		l.talks[v.Queue] = append(l.talks[v.Queue], v.Ended.Sub(v.Answered))
	}
	if strings.HasPrefix(v.Interaction, acd.CallbackID("")) {
		l.reached += count(!v.Answered.IsZero())
		l.unreached += count(v.Result == acd.Unreached)
		return
	}
	l.offered++
	l.waited += max(0, v.Waited())
	l.abandoned += count(v.Answered.IsZero() && v.Result == acd.Abandoned)
	l.callbacks += count(v.Result == "callback")
	l.messages += count(v.Result == "message")
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (l *learner) profile() Profile {
	p := Usual()
	p.Calls = max(1, l.calls/len(l.days))
	if l.calls >= seldom {
		p.ByHour = l.byHour
	}
	p.Choices = map[string]map[string]float64{}
	for name, exits := range l.choices { // in no order: each is put for itself
		if sum(slices.Collect(maps.Values(exits))) >= seldom {
			p.Choices[name] = exits
		}
	}
	p.Callers.Withheld = part(l.withheld, l.calls, p.Callers.Withheld)
	p.Callers.Known = part(l.known, l.calls-l.withheld, p.Callers.Known)
	p.Callers.Senior = part(l.seniors, l.known, p.Callers.Senior)
	p.Callers.Callback = part(l.callbacks, l.offered, p.Callers.Callback)
	p.Callers.Message = part(l.messages, l.offered, p.Callers.Message)
	p.Callers.Reached = part(l.reached, l.reached+l.unreached, p.Callers.Reached)
	if l.abandoned >= seldom { // the likeliest mean of an exponential patience, of which most was not seen to its end
		p.Callers.Patience = Exponential((l.waited / time.Duration(l.abandoned)).Round(time.Second))
	}
	if d, ok := likest(l.talks[""]); ok {
		p.Agents.Talk = d
	}
	p.Queues = map[string]Agents{}
	for name := range l.menu.Queues { // in no order: each is put for itself
		if d, ok := likest(l.talks[name]); ok {
			p.Queues[name] = Agents{Talk: d}
		}
	}
	return p
}

// part is a share of a whole, or what is usual where the whole says little.
func part(some, whole int, usual Share) Share {
	if whole < seldom {
		return usual
	}
	return Share(some) / Share(whole)
}

// likest is the lognormal distribution with the mean and the deviation of times.
func likest(times []time.Duration) (Distribution, bool) {
	if len(times) < seldom {
		return Distribution{}, false
	}
	sum, squares := 0.0, 0.0
	for _, t := range times {
		sum += t.Seconds()
		squares += t.Seconds() * t.Seconds()
	}
	mean := sum / float64(len(times))
	if mean <= 0 {
		return Distribution{}, false
	}
	deviation := math.Sqrt(max(0, squares/float64(len(times))-mean*mean))
	return Lognormal(time.Duration(mean*float64(time.Second)).Round(time.Second), deviation/mean), true
}
