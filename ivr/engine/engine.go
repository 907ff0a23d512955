// Package engine takes calls from event to event: the same call, event and
// instant always give the same call and the same reply.
package engine

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Limits keep a broken menu or a restless caller from going on for ever.
const (
	// MaxMoves bounds the nodes passed within one step: more is a circle that
	// never listens.
	MaxMoves = 200
	// MaxAsks bounds the queries of one step, each of which may cost a deadline.
	MaxAsks = 20
	// MaxSteps is how long a caller may walk the menus before a person is sent for.
	MaxSteps = 100
	// MaxPath bounds what a call remembers of its way; the oldest is forgotten.
	MaxPath = 120
)

// Reply is what a step gives: a query to be answered first, or what the
// caller's line does next.
type Reply struct {
	Ask     ivr.Query // nil: the step is complete
	Verbs   []ivr.Verb
	Effects []ivr.Effect
	Passed  []ivr.Transition // the nodes left
}

// Step takes the call through one event. It fails when the menu cannot go on
// (a circle, an exit nobody declared, a value nobody set); the caller of Step
// then sends [ivr.Failed], which always succeeds on a checked tree. A step that
// failed has changed nothing; its reply tells the nodes it had left by then.
func Step(tree *ivr.Tree, call ivr.Call, event ivr.Event, now time.Time) (ivr.Call, Reply, error) {
	s := stepper{tree: tree, call: call.Copy(), now: later(call.At, now)}
	s.call.At = s.now
	if err := s.take(event); err != nil {
		return call, Reply{Passed: s.reply.Passed}, fmt.Errorf("node %s: %w", s.call.Node, err)
	}
	return s.call, s.reply, nil
}

// Waiting is what a caller in a queue hears in one round of the wait. It
// changes nothing; nil when the call waits in no queue.
func Waiting(tree *ivr.Tree, call ivr.Call, w ivr.Wait, now time.Time) []ivr.Verb {
	waiter, ok := tree.Nodes[call.Node].Node.(ivr.Waiter)
	if !ok {
		return nil
	}
	call = call.Copy()
	return waiter.Waiting(&ivr.Turn{Call: &call, Tree: tree, Now: later(call.At, now)}, w)
}

// Whispering is what someone who was rung for the call hears before the
// caller. It changes nothing; nil when nobody is being rung.
func Whispering(tree *ivr.Tree, call ivr.Call, o ivr.OfferInfo, now time.Time) []ivr.Verb {
	whisperer, ok := tree.Nodes[call.Node].Node.(ivr.Whisperer)
	if !ok {
		return nil
	}
	call = call.Copy()
	return whisperer.Whisper(&ivr.Turn{Call: &call, Tree: tree, Now: later(call.At, now)}, o)
}

// Private is the event as it may be kept: secret digits are stars. A single
// key, or zeros alone, is a command and no secret.
func Private(tree *ivr.Tree, call ivr.Call, event ivr.Event) ivr.Event {
	in, ok := event.(ivr.Input)
	if !ok || len(in.Digits) < 2 || strings.Trim(in.Digits.Reveal(), "0") == "" {
		return event
	}
	if d, ok := tree.Nodes[call.Node].Node.(ivr.SecretInput); ok && d.Discreet(call.State) {
		if f, ok := d.(ivr.Finder); ok {
			in.Found = f.Find(in.Digits)
		}
		in.Digits = ivr.Masked(strings.Repeat("*", len(in.Digits)))
		in.Speech = ""
	}
	return in
}

func later(a, b time.Time) time.Time {
	if b.Before(a) {
		return a
	}
	return b
}

type stepper struct {
	tree  *ivr.Tree
	call  ivr.Call
	now   time.Time
	reply Reply
	moves int
}

func (s *stepper) take(event ivr.Event) error {
	switch e := event.(type) {
	case ivr.Started:
		s.start(e)
		return s.enter(s.beginning(e))
	case ivr.Ended:
		s.end()
		return nil
	case ivr.Failed:
		s.call.Pending = nil
		return s.enter(s.tree.Fallback)
	}
	if s.call.Ended() {
		return s.afterEnd(event)
	}
	if _, pressed := event.(ivr.Input); pressed && s.overlong() {
		s.call.Rescues++
		return s.enter(s.tree.TooLong)
	}
	return s.handle(event)
}

func (s *stepper) start(e ivr.Started) {
	s.call = ivr.Call{
		ID: e.ID, Revision: e.Revision, From: e.From, To: e.To, Language: e.Language, Limited: e.Limited, Barred: e.Barred,
		Began: s.now, At: s.now, Outcome: ivr.Abandoned,
		Callback: e.Callback,
	}
}

// beginning is where a call begins: who is called back, at the queue.
func (s *stepper) beginning(e ivr.Started) string {
	if e.Callback == "" {
		return s.tree.Start
	}
	if name := QueueNode(s.tree, e.Callback); name != "" {
		return name
	}
	return s.tree.Fallback
}

// QueueNode names the node whose callers wait in a queue: that queue if it has
// one, else the first by name; "" when nobody waits anywhere.
func QueueNode(tree *ivr.Tree, queue string) string {
	any := ""
	for _, name := range slices.Sorted(maps.Keys(tree.Nodes)) {
		if waiter, ok := tree.Nodes[name].Node.(ivr.Waiter); ok {
			if waiter.Queue() == queue {
				return name
			}
			any = cmp.Or(any, name)
		}
	}
	return any
}

func (s *stepper) end() {
	if s.call.Ended() {
		return
	}
	s.call.EndedAt = s.now
	s.call.Pending = nil
}

// afterEnd lets what the carrier tells late still count (a message recorded as
// the caller hung up), and nothing else.
func (s *stepper) afterEnd(event ivr.Event) error {
	switch event.(type) {
	case ivr.Recorded, ivr.QueueLeft, ivr.Dialed, ivr.Answered:
		if err := s.handle(event); err != nil {
			return err
		}
	}
	if s.reply.Ask == nil {
		s.reply.Verbs = []ivr.Verb{ivr.Hangup{}}
	}
	return nil
}

func (s *stepper) overlong() bool { return s.call.Step > MaxSteps*(s.call.Rescues+1) }

// enter brings the call to a node, afresh.
func (s *stepper) enter(name string) error {
	place, ok := s.tree.Nodes[name]
	if !ok {
		return fmt.Errorf("leads to %q, which does not exist", name)
	}
	s.call.Node, s.call.State = name, ivr.State{}
	if place.Menu {
		s.call.Trail = trail(s.call.Trail, name)
	}
	return s.handle(ivr.Entered{})
}

// trail adds a menu to the way here, or goes back to where it stands on it.
func trail(way []string, menu string) []string {
	if i := slices.Index(way, menu); i >= 0 {
		return way[:i+1]
	}
	return append(way, menu)
}

var errNoMove = errors.New("ended its turn without a move")

func (s *stepper) handle(event ivr.Event) error {
	if s.moves++; s.moves > MaxMoves {
		return fmt.Errorf("more than %d moves without listening", MaxMoves)
	}
	place, ok := s.tree.Nodes[s.call.Node]
	if !ok {
		return errors.New("does not exist")
	}
	t := ivr.Turn{Call: &s.call, Tree: s.tree, Now: s.now}
	move := place.Node.Handle(&t, event)
	if err := t.Err(); err != nil {
		return err
	}
	s.call.Pending = append(s.call.Pending, t.Verbs()...)
	s.reply.Effects = append(s.reply.Effects, t.Effects()...)
	return s.follow(place, move)
}

func (s *stepper) follow(place ivr.TreeNode, move ivr.Move) error {
	switch m := move.(type) {
	case ivr.Listen:
		s.listen(m)
	case ivr.Ask:
		s.reply.Ask = m.Query
	case ivr.Leaving:
		return s.leave(place, m.Exit)
	case ivr.Again:
		return s.again()
	case ivr.End:
		s.answer(append(s.call.Pending, ivr.Hangup{}), true)
	default:
		return errNoMove
	}
	return nil
}

func (s *stepper) leave(place ivr.TreeNode, exit string) error {
	if _, wired := place.Exits[exit]; !wired && !slices.Contains(place.Node.Exits(), exit) {
		return fmt.Errorf("leaves by %q, which its kind %s does not declare", exit, place.Kind)
	}
	passage := ivr.Transition{Node: s.call.Node, Exit: exit, At: s.now}
	s.reply.Passed = append(s.reply.Passed, passage)
	s.call.Path = append(s.call.Path, passage)
	if extra := len(s.call.Path) - MaxPath; extra > 0 {
		s.call.Path = s.call.Path[extra:]
	}
	if exit == ivr.ExitBack {
		return s.enter(s.back())
	}
	return s.enter(place.Exits[exit])
}

// back is the menu before this one, or, from within a menu, that menu.
func (s *stepper) back() string {
	way := s.call.Trail
	if len(way) > 1 && way[len(way)-1] == s.call.Node {
		way = way[:len(way)-1]
	}
	s.call.Trail = way
	if len(way) == 0 {
		return s.tree.Start
	}
	return way[len(way)-1]
}

func (s *stepper) again() error {
	if len(s.call.Said) == 0 {
		return s.enter(s.call.Node)
	}
	s.answer(s.call.Said, true)
	return nil
}

// listen ends the step: what was said goes into the Gather that follows, so
// that a key interrupts all of it.
func (s *stepper) listen(m ivr.Listen) {
	if m.Verb == nil { // the wait goes on as it was
		s.answer(nil, false)
		return
	}
	first := min(1, len(s.call.Pending))
	s.call.Pending = slices.Insert(s.call.Pending, first, m.Early...)
	verbs := append(s.call.Pending, m.Verb)
	if g, ok := m.Verb.(ivr.Gather); ok && !m.Stay && spoken(s.call.Pending) {
		g.Prompt = slices.Concat(s.call.Pending, g.Prompt)
		verbs = []ivr.Verb{g}
	}
	if !m.Reprompt && !m.Stay {
		s.call.Said = slices.Clone(verbs)
	}
	s.answer(verbs, !m.Stay)
}

func (s *stepper) answer(verbs []ivr.Verb, next bool) {
	s.reply.Verbs = slices.Clone(verbs)
	s.call.Pending = nil
	if next {
		s.call.Step++
	}
}

func spoken(verbs []ivr.Verb) bool {
	return !slices.ContainsFunc(verbs, func(v ivr.Verb) bool {
		switch v.(type) {
		case ivr.Say, ivr.Pause, ivr.Play:
			return false
		}
		return true
	})
}
