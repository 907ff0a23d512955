// Package replaytest invents recorded calls: callers who press random keys, and look-ups with random
// results. The engine answers them, so their journals are what the service would have kept.
package replaytest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// Recording is a call as it was made.
type Recording struct {
	Call    ivr.Call
	Journal []store.Entry
	Heard   [][]ivr.Verb // by step
}

// Way returns the call's summary.
func (r Recording) Way() store.CallSummary {
	w := store.CallSummary{Revision: r.Call.Revision, Callback: r.Call.Callback, Node: r.Call.Node, Outcome: r.Call.Outcome}
	for _, p := range r.Call.Path {
		w.Path = append(w.Path, store.Stop{Node: p.Node})
	}
	return w
}

// Tape returns the call as a store returns it.
func (r Recording) Tape() store.RecordedCall {
	return store.RecordedCall{
		Call: r.Call.ID,
		Way:  func() (store.CallSummary, error) { return r.Way(), nil },
		Entries: func() iter.Seq2[store.Entry, error] {
			return func(yield func(store.Entry, error) bool) {
				for _, e := range r.Journal {
					if !yield(e, nil) {
						return
					}
				}
			}
		},
	}
}

// longest is the most steps of an invented call.
const longest = 24

// Record makes the n-th invented call, on a menu, at some time in the thirty days after from. The same
// n gives the same call.
func Record(m *menus.Menu, n int, from time.Time) Recording {
	c := caller{random: rand.New(rand.NewPCG(uint64(n), 7)), menu: m}
	c.at = from.Add(time.Duration(c.random.IntN(30*24*60)) * time.Minute)
	for event := c.begin(n); event != nil && len(c.made.Heard) < longest; event = c.next() {
		c.take(event)
		c.at = c.at.Add(time.Duration(5+c.random.IntN(30)) * time.Second)
	}
	c.take(ivr.Ended{Status: "completed"})
	return c.made
}

// caller makes one call.
type caller struct {
	random *rand.Rand
	menu   *menus.Menu
	at     time.Time
	made   Recording
}

func (c *caller) begin(n int) ivr.Event {
	from := ivr.Masked(fmt.Sprintf("+8613%09d", n))
	if c.oneIn(20) {
		from = "" // withheld
	}
	return ivr.Started{ID: fmt.Sprintf("CA%032d", n), Revision: c.menu.Tree.Revision, From: from, To: "+8610000000", Language: c.menu.Tree.Languages[0].Name, Limited: c.oneIn(50)}
}

func (c *caller) oneIn(n int) bool { return c.random.IntN(n) == 0 }

// take applies an event to the call, and records the result.
func (c *caller) take(event ivr.Event) {
	r, err := engine.Run(c.menu.Tree, c.made.Call, event, c.at, c.lookUp)
	if err != nil {
		return
	}
	for _, h := range r.Events {
		c.made.Journal = append(c.made.Journal, store.Entry{Seq: len(c.made.Journal), At: c.at, Step: h.Step, Node: h.Node, Event: h.Event})
	}
	c.made.Call, c.made.Heard = r.Call, append(c.made.Heard, r.Verbs)
}

// next returns the caller's next event; nil to hang up.
func (c *caller) next() ivr.Event {
	verbs := c.made.Heard[len(c.made.Heard)-1]
	if len(verbs) == 0 || c.oneIn(10) {
		return nil
	}
	switch v := verbs[len(verbs)-1].(type) {
	case ivr.Gather:
		return c.answer(v)
	case ivr.Enqueue:
		return ivr.QueueLeft{Result: pick(c, ivr.Bridged, ivr.HungUp, ivr.LeftQueue, ivr.QueueFull), Waited: time.Duration(c.random.IntN(600)) * time.Second}
	case ivr.Record:
		return ivr.Recorded{URL: "https://recordings.test/1", Length: time.Duration(c.random.IntN(3)) * 5 * time.Second, Key: "#"}
	}
	return nil
}

// answer presses keys mostly, is silent at times, and now and then presses a wrong key.
func (c *caller) answer(g ivr.Gather) ivr.Event {
	switch {
	case c.oneIn(8):
		return ivr.Input{}
	case c.oneIn(25):
		return ivr.Input{Digits: ivr.Masked(pick(c, "0", "7"))}
	case c.oneIn(25):
		return ivr.Input{Digits: "*"}
	case g.Digits == 1:
		return ivr.Input{Digits: ivr.Masked(fmt.Sprint(1 + c.random.IntN(5)))}
	}
	return ivr.Input{Digits: ivr.Masked(strings.Repeat("9", pick(c, 6, 8))), Finish: "#"}
}

func pick[T any](c *caller, of ...T) T { return of[c.random.IntN(len(of))] }
