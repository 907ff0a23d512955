// Package engine advances calls from event to event: the same call, event and time always give the same
// call and the same reply.
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

// Limits that keep a broken menu or an endless caller from going on for ever.
const (
	// MaxMoves bounds the nodes passed within one step: more is a loop that never listens.
	MaxMoves = 200
	// MaxAsks bounds the queries of one step, each of which may take until its deadline.
	MaxAsks = 20
	// MaxSteps is how many steps a caller may take before the call goes to a person.
	MaxSteps = 100
	// MaxPath bounds the transitions that a call remembers; the oldest is dropped.
	MaxPath = 120
)

// Reply is the result of a step: a query to be answered first, or what the caller's leg does next.
type Reply struct {
	Ask     ivr.Query // nil: the step is complete
	Verbs   []ivr.Verb
	Effects []ivr.Effect
	Passed  []ivr.Transition // the transitions made
}

// Step advances the call by one event. It fails when the menu cannot go on (a loop, an undeclared exit,
// an unset value); the caller of Step then sends [ivr.Failed], which always succeeds on a checked tree.
// A step that failed has changed nothing; its reply lists the nodes it had left by then.
func Step(tree *ivr.Tree, call ivr.Call, event ivr.Event, now time.Time) (ivr.Call, Reply, error) {
	s := stepper{tree: tree, call: call, now: later(call.At, now)}
	s.call.At = s.now
	if err := s.take(event); err != nil {
		return call, Reply{Passed: s.reply.Passed}, fmt.Errorf("node %s: %w", s.call.Node, err)
	}
	return s.call, s.reply, nil
}

// Waiting returns what a caller in a queue hears in one round of the wait; nil when the call waits in
// no queue. It changes nothing.
func Waiting(tree *ivr.Tree, call ivr.Call, w ivr.Wait, now time.Time) []ivr.Verb {
	waiter, ok := tree.Nodes[call.Node].Node.(ivr.QueueNode)
	if !ok {
		return nil
	}
	return waiter.Waiting(&ivr.Turn{Call: &call, Tree: tree, Now: later(call.At, now)}, w)
}

// Whispering returns what a person dialled for the call hears before the caller; nil when nobody is
// being dialled. It changes nothing.
func Whispering(tree *ivr.Tree, call ivr.Call, o ivr.OfferInfo, now time.Time) []ivr.Verb {
	whisperer, ok := tree.Nodes[call.Node].Node.(ivr.Whisperer)
	if !ok {
		return nil
	}
	return whisperer.Whisper(&ivr.Turn{Call: &call, Tree: tree, Now: later(call.At, now)}, o)
}

// Redact returns the event as it may be stored: secret digits are stars. A single key, or zeros alone,
// is a command and not secret.
func Redact(tree *ivr.Tree, call ivr.Call, event ivr.Event) ivr.Event {
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
	turn  ivr.Turn // of the node that the call is at
	reply Reply
	moves int

	ownPath bool // the call's path is no other call's memory
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

// beginning returns the node where a call begins: for a callback, the queue's node.
func (s *stepper) beginning(e ivr.Started) string {
	if e.Callback == "" {
		return s.tree.Start
	}
	if name := QueueNode(s.tree, e.Callback); name != "" {
		return name
	}
	return s.tree.Fallback
}

// QueueNode returns the node whose callers wait in the queue, or else the first queue node by name; ""
// when there is none.
func QueueNode(tree *ivr.Tree, queue string) string {
	any := ""
	for _, name := range slices.Sorted(maps.Keys(tree.Nodes)) {
		if waiter, ok := tree.Nodes[name].Node.(ivr.QueueNode); ok {
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

// afterEnd handles what the carrier reports after the call (a message recorded as the caller hung up),
// and ignores all else.
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

// enter moves the call to a node with a cleared state.
func (s *stepper) enter(name string) error {
	here, ok := s.tree.Nodes[name]
	if !ok {
		return fmt.Errorf("leads to %q, which does not exist", name)
	}
	s.call.Node, s.call.State = name, ivr.State{}
	if here.Menu {
		s.call.Trail = trail(s.call.Trail, name)
	}
	return s.handle(ivr.Entered{})
}

// trail adds a menu to the trail, or cuts the trail back to it if it is there already.
func trail(trail []string, menu string) []string {
	if i := slices.Index(trail, menu); i >= 0 {
		return trail[:i+1]
	}
	return append(slices.Clip(trail), menu)
}

var errNoMove = errors.New("ended its turn without a move")

func (s *stepper) handle(event ivr.Event) error {
	if s.moves++; s.moves > MaxMoves {
		return fmt.Errorf("more than %d moves without listening", MaxMoves)
	}
	here, ok := s.tree.Nodes[s.call.Node]
	if !ok {
		return errors.New("does not exist")
	}
	s.turn = ivr.Turn{Call: &s.call, Tree: s.tree, Now: s.now}
	move := here.Node.Handle(&s.turn, event)
	if err := s.turn.Err(); err != nil {
		return err
	}
	s.call.Pending = joined(s.call.Pending, s.turn.Verbs())
	s.reply.Effects = joined(s.reply.Effects, s.turn.Effects())
	return s.follow(here, move)
}

// joined returns the elements of a and then those of b, and changes neither: one that is alone
// need not be copied.
func joined[T any](a, b []T) []T {
	if len(a) == 0 {
		return b
	}
	return append(slices.Clip(a), b...)
}

func (s *stepper) follow(here ivr.TreeNode, move ivr.Move) error {
	switch m := move.(type) {
	case ivr.Listen:
		s.listen(m)
	case ivr.Ask:
		s.reply.Ask = m.Query
	case ivr.Go:
		return s.leave(here, m.Exit)
	case ivr.Repeat:
		return s.again()
	case ivr.End:
		s.answer(append(slices.Clip(s.call.Pending), ivr.Hangup{}), true)
	default:
		return errNoMove
	}
	return nil
}

func (s *stepper) leave(here ivr.TreeNode, exit string) error {
	if _, wired := here.Exits[exit]; !wired && !slices.Contains(here.Node.Exits(), exit) {
		return fmt.Errorf("leaves by %q, which its kind %s does not declare", exit, here.Kind)
	}
	passage := ivr.Transition{Node: s.call.Node, Exit: exit, At: s.now}
	s.reply.Passed = append(s.reply.Passed, passage)
	if !s.ownPath { // the call before the step has the same memory
		s.call.Path, s.ownPath = append(make([]ivr.Transition, 0, len(s.call.Path)+2), s.call.Path...), true
	}
	s.call.Path = append(s.call.Path, passage)
	if extra := len(s.call.Path) - MaxPath; extra > 0 {
		s.call.Path = s.call.Path[extra:]
	}
	if exit == ivr.ExitBack {
		return s.enter(s.back())
	}
	return s.enter(here.Exits[exit])
}

// back returns the menu before this one, or, from within a menu, that menu.
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

// listen ends the step. What was said goes into the Gather that follows, so that a key interrupts all
// of it.
func (s *stepper) listen(m ivr.Listen) {
	if m.Verb == nil { // the wait goes on unchanged
		s.answer(nil, false)
		return
	}
	said := s.call.Pending
	if first := min(1, len(said)); len(m.Early) > 0 {
		said = slices.Concat(said[:first], m.Early, said[first:])
	}
	if g, ok := m.Verb.(ivr.Gather); ok && !m.Stay && len(said) > 0 && spoken(said) {
		g.Prompt = slices.Concat(said, g.Prompt)
		said, m.Verb = nil, g
	}
	verbs := append(slices.Clip(said), m.Verb)
	if !m.Reprompt && !m.Stay {
		s.call.Said = verbs
	}
	s.answer(verbs, !m.Stay)
}

func (s *stepper) answer(verbs []ivr.Verb, next bool) {
	s.reply.Verbs = verbs
	s.call.Pending = nil
	if next {
		s.call.Step++
	}
}

// spoken reports whether all verbs are Say, Pause or Play, which may stand in a Gather.
func spoken(verbs []ivr.Verb) bool {
	return !slices.ContainsFunc(verbs, func(v ivr.Verb) bool {
		switch v.(type) {
		case ivr.Say, ivr.Pause, ivr.Play:
			return false
		}
		return true
	})
}
