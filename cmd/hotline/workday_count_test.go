package main

import (
	"regexp"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

// tally is what the test itself counts, of a queue or an agent on a day.
type tally struct {
	offered, answered, abandoned, left, unreached, handled int
	promised, kept, senior, inTime, counted                int
	talk                                                   time.Duration
	waits                                                  []time.Duration
}

// tallies are by day and name.
type tallies map[[2]string]*tally

func (t tallies) of(at time.Time, name string) *tally {
	key := [2]string{at.In(shanghai).Format(time.DateOnly), name}
	if t[key] == nil {
		t[key] = &tally{}
	}
	return t[key]
}

// ownCount is a count of what happened that shares nothing with the desk's: from
// what the exchange saw on the lines, and what the agents know that they did.
type ownCount struct {
	queues, agents tallies
	handed         []handing // not come upon yet
	everHanded     []handing
	within         map[string]time.Duration
}

// ownLine is what is being counted of one caller's line.
type ownLine struct {
	*ownCount
	call      string
	senior    bool
	callback  bool // the caller is being called back, and was not reached yet
	waiting   bool // nobody has answered
	continued bool // the stay was answered before it was handed over
	queue     string
	began     time.Time // the stay
	agent     string    // who talks with the caller
	since     time.Time // the talk
	tries     int       // of a callback
}

// count counts everything that the exchange saw.
func (w *workdays) count() *ownCount {
	c := &ownCount{queues: tallies{}, agents: tallies{}, handed: slices.Clone(w.handed), everHanded: w.handed, within: map[string]time.Duration{}}
	menu, err := loadMenu("")
	require.NoError(w.t, err)
	for name, q := range menu.Queues {
		c.within[name] = q.ServiceLevel.Within
	}
	callbacks, asked := map[string]*ownLine{}, w.askedFor() // by the caller's number; by call
	for _, call := range w.exchange.Calls() {
		switch {
		case call.To == demo.Number:
			l := &ownLine{ownCount: c, call: call.Sid, senior: call.From == senior}
			l.follow(call)
			if at, ok := asked[l.call]; ok {
				callbacks[call.From] = l.promise(at)
			}
		case workerAt(call.To) == "":
			l := callbacks[call.To]
			l.tried(call)
			if at, ok := asked[l.call]; ok { // who was handed on may ask for another
				callbacks[call.To] = l.promise(at)
			}
		}
	}
	for _, o := range w.rung.rings {
		if ring, ok := o.Task.(store.ACDAction).Action.(acd.Ring); ok {
			c.agents.of(o.Created, workerAt(ring.To.Reveal())).offered++
		}
	}
	for _, asked := range w.asked { // a consultation rings, too, and is no offer
		c.agents.of(asked.at, asked.colleague).offered--
	}
	return c
}

// askedFor are the instants at which callbacks were asked for, by call.
func (w *workdays) askedFor() map[string]time.Time {
	all := map[string]time.Time{}
	for k, err := range w.store.ListCases(w.t.Context(), store.CaseFilter{Kind: ivr.CaseCallback}) {
		require.NoError(w.t, err)
		all[k.Call] = k.Opened
	}
	return all
}

// enqueued finds the queue that a document sends a caller to.
var enqueued = regexp.MustCompile(`>([a-z]+)</Enqueue>`)

// follow goes through what happened on a caller's line.
func (l *ownLine) follow(call *exchange.Call) {
	for _, e := range call.Events() {
		switch e.Kind {
		case exchange.Requested:
			if found := enqueued.FindStringSubmatch(e.Document); found != nil {
				l.enters(found[1], e.At)
			}
		case exchange.Left:
			if e.Result == "leave" {
				l.leaves()
			}
		case exchange.Connected:
			l.connected(workerAt(e.To), e.At)
		case exchange.Disconnected:
			l.talkEnds(e.At)
		case exchange.Ended:
			l.talkEnds(e.At)
			l.hangsUp(e.At)
		}
	}
}

// enters begins a stay, or goes on with one that was handed over in its queue.
func (l *ownLine) enters(queue string, at time.Time) {
	if l.waiting && l.queue == queue {
		return
	}
	l.talkEnds(at)
	if h, ok := l.handing(at, false); ok {
		at = h.at
		if h.queue == "" {
			l.waiting, l.continued, l.began = true, true, at
			return
		}
	}
	l.begins(queue, at)
}

func (l *ownLine) begins(queue string, at time.Time) {
	l.leaves() // went on without a word
	l.queue, l.began, l.waiting, l.continued = queue, at, true, false
	l.stay().offered++
	l.stay().senior += count(l.senior)
}

// handing takes what the agent did that led here.
func (l *ownLine) handing(before time.Time, consultation bool) (handing, bool) {
	for i, h := range l.handed {
		if h.call == l.call && h.consultation == consultation && !h.at.After(before) {
			l.handed = slices.Delete(l.handed, i, i+1)
			return h, true
		}
	}
	return handing{}, false
}

func (l *ownLine) stay() *tally { return l.queues.of(l.began, l.queue) }

func (l *ownLine) leaves() {
	if l.waiting && !l.continued {
		l.stay().left++
	}
	l.waiting = false
}

func (l *ownLine) hangsUp(at time.Time) {
	if l.waiting && !l.continued {
		l.stay().abandoned++
		l.stay().counted += count(at.Sub(l.began) > l.within[l.queue])
	}
	l.waiting = false
}

// connected begins a talk, unless it is the one that was on hold.
func (l *ownLine) connected(agent string, at time.Time) {
	if agent == l.agent {
		return
	}
	if l.agent != "" { // a colleague who was asked has taken it over
		h, _ := l.handing(at, true)
		l.talkEnds(h.at)
		l.continued, l.began, at = true, h.at, h.at
		l.agents.of(at, agent).offered++
	}
	l.agent, l.since, l.waiting = agent, at, false
	person := l.agents.of(l.began, agent)
	person.answered++
	person.senior += count(l.senior)
	if !l.continued {
		l.answered(at, l.stay(), person)
	}
}

func (l *ownLine) answered(at time.Time, of ...*tally) {
	wait := at.Sub(l.began)
	for _, t := range of {
		t.inTime += count(wait <= l.within[l.queue])
		t.counted++
		t.kept += count(l.callback)
		t.waits = append(t.waits, wait)
	}
	l.stay().answered++
	l.callback = false
}

func (l *ownLine) talkEnds(at time.Time) {
	if l.agent == "" {
		return
	}
	ended := func(h handing) bool {
		return h.call == l.call && !h.consultation && !h.at.Before(l.since) && !h.at.After(at)
	}
	if i := slices.IndexFunc(l.handed, ended); i >= 0 {
		at = l.handed[i].at
	}
	person := l.agents.of(l.began, l.agent)
	person.handled++
	person.talk += at.Sub(l.since)
	l.stay().talk += at.Sub(l.since)
	if !l.continued {
		l.stay().handled++
	}
	l.agent = ""
}

// promise begins the wait of a callback.
func (l *ownLine) promise(at time.Time) *ownLine {
	back := &ownLine{ownCount: l.ownCount, senior: l.senior, callback: true, queue: l.queue}
	back.begins(l.queue, at)
	back.stay().promised++
	return back
}

// triesOfACallback is how often a caller is called back.
const triesOfACallback = 3

// tried is a call to a caller who asked for it.
func (l *ownLine) tried(call *exchange.Call) {
	l.call, l.tries = call.Sid, l.tries+1
	if !slices.ContainsFunc(call.Events(), func(e exchange.Event) bool { return e.Kind == exchange.Connected }) {
		l.stay().unreached++
		l.waiting = false
		if l.tries < triesOfACallback {
			l.begins(l.queue, call.Events()[len(call.Events())-1].At)
		}
		return
	}
	l.follow(call)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
