package rehearse

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/ivr/speech"
	"github.com/okpay/hotline/menus"
)

// walk takes callers through a menu by the engine.
type walk struct {
	menu    *menus.Menu
	profile *Profile
	exits   map[string][]string // of the nodes of which the profile speaks
	paces   map[ivr.Say]time.Duration
}

func newWalk(d *Day) *walk {
	w := &walk{menu: d.Menu, profile: &d.Profile, exits: map[string][]string{}, paces: map[ivr.Say]time.Duration{}}
	for name := range d.Profile.Choices { // in no order: each is put for itself
		w.exits[name] = d.Menu.Tree.Nodes[name].Node.Exits()
	}
	return w
}

// stop is where a call stops to wait for agents.
type stop uint8

const (
	ended  stop = iota // the call is over
	queued             // the caller waits in the queue of the call
	talks              // the caller is connected with an agent
)

// hop is what a stretch of a call came to.
type hop struct {
	stop   stop
	at     time.Time     // when it stopped
	spoken time.Duration // before it stopped, in the last step
	events []timed       // for the ACD
	failed error         // the menu could not go on, and the call went to its fallback
}

// mostSteps bounds the steps of one stretch: a caller who goes on longer hangs up.
const mostSteps = 200

// follow takes a call through an event and on through the menu, until it waits for agents or ends.
func (w *walk) follow(c *caller, e ivr.Event, at time.Time, a agents) (hop, error) {
	h := hop{at: at}
	for range mostSteps {
		before := c.call
		r, err := engine.Run(w.menu.Tree, c.call, e, h.at, func(q ivr.Query) ivr.Answered { return c.answer(q, h.at, a) })
		if err != nil {
			if r.Verbs == nil {
				return h, fmt.Errorf("playing a caller: %w", err)
			}
			h.failed = err
		}
		c.call = r.Call
		c.call.Path = nil // only whispers speak of it, and it would be copied at every node
		h.events = append(h.events, w.told(c, before, r, h.at)...)
		last := len(r.Verbs) - 1
		h.spoken = w.spoken(r.Verbs[:last])
		h.at = h.at.Add(h.spoken)
		switch verb := r.Verbs[last].(type) {
		case ivr.Enqueue:
			h.stop = queued
			return h, nil
		case ivr.JoinConference:
			h.stop = talks
			return h, nil
		case ivr.Hangup:
			return h, nil
		default:
			var took time.Duration
			if e, took = w.next(c, verb); e == nil {
				return h, nil
			}
			h.at = h.at.Add(took)
		}
	}
	return h, nil
}

// next is what ends a verb at which the caller does something, and how long it takes; nil when the
// caller hangs up.
func (w *walk) next(c *caller, verb ivr.Verb) (ivr.Event, time.Duration) {
	if _, waits := w.menu.Tree.Nodes[c.call.Node].Node.(ivr.QueueNode); waits {
		return ivr.Input{Digits: "1"}, reaction // called back, and asked for a key
	}
	if _, dialling := verb.(ivr.Dial); dialling {
		return w.dialled(c)
	}
	act, stays := w.act(c)
	if !stays {
		return nil, 0
	}
	switch verb := verb.(type) {
	case ivr.Gather:
		return w.input(c, verb, act)
	case ivr.Record:
		if act.Do == node.Speak {
			return ivr.Recorded{URL: "rehearsed", Length: message}, message
		}
		return ivr.Input{}, verb.Silence
	}
	return nil, 0
}

// onDuty is the share of calls to people on duty that somebody answers.
const onDuty = 0.9

// dialled is how a call to people on duty ends.
func (w *walk) dialled(c *caller) (ivr.Event, time.Duration) {
	const ringing = 12 * time.Second
	if c.chance.Float64() >= onDuty {
		return ivr.Dialed{Status: "no-answer"}, 2 * ringing
	}
	talk := w.profile.Agents.Talk.draw(c.chance)
	return ivr.Dialed{Status: "completed", Bridged: true, Talked: talk}, ringing + talk
}

// told is what a step means for the ACD, as the hotline itself tells it.
func (w *walk) told(c *caller, before ivr.Call, r engine.Result, at time.Time) (events []timed) {
	for _, effect := range r.Effects {
		switch e := effect.(type) {
		case ivr.OpenCase:
			if e.Kind == ivr.CaseCallback {
				c.callback = e.Number
				events = append(events, w.callBack(c, e.Number, e.Department, at))
			}
		case ivr.AddDepartment:
			if e.Number == c.callback {
				events = append(events, w.callBack(c, e.Number, e.Department, at))
			}
		}
	}
	switch last := r.Verbs[len(r.Verbs)-1].(type) {
	case ivr.Enqueue, ivr.JoinConference, ivr.Leave:
		_ = last
	default:
		if before.Queue != "" {
			events = append(events, timed{at, before.Queue, acd.Left{Call: before.ID, Why: acd.LeftBy(r.Passed)}})
		}
	}
	return events
}

func (w *walk) callBack(c *caller, number, department string, at time.Time) timed {
	queue := c.call.Queue
	if queue == "" {
		queue = department
	}
	return timed{at, queue, acd.CallBack{
		Case: number, Call: c.call.ID, Queue: queue, Language: c.call.Language, Number: c.call.From,
		Since: c.call.Queued, Priority: w.priority(queue, c), Senior: c.senior(),
	}}
}

func (w *walk) priority(queue string, c *caller) int {
	return acd.Priority(w.menu.Queues[queue].Priority, c.senior())
}

// How long sounds are whose length the menu does not say.
const (
	music = 30 * time.Second
	sound = 5 * time.Second
)

// mostPaces bounds the texts whose length is remembered: those with a case's number never come again.
const mostPaces = 10_000

// spoken is how long verbs are heard.
func (w *walk) spoken(verbs []ivr.Verb) (d time.Duration) {
	for _, verb := range verbs {
		switch v := verb.(type) {
		case ivr.Say:
			d += w.pace(v)
		case ivr.Pause:
			d += v.Length
		case ivr.Play:
			d += sound
		case ivr.Music:
			d += music
		case ivr.Gather:
			d += w.spoken(v.Prompt)
		}
	}
	return d
}

func (w *walk) pace(s ivr.Say) time.Duration {
	d, known := w.paces[s]
	if !known {
		if d = speech.Pace(s.Language, s.Voice, s.Text); len(w.paces) < mostPaces {
			w.paces[s] = d
		}
	}
	return d
}
