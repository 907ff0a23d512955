package proof

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// input is something a caller, or the network, may do where a call waits.
type input struct {
	kind  inputKind
	name  string
	event ivr.Event
	takes time.Duration // from the end of what is heard
	keys  int
}

// inputKind says whose input it is, of the callers who are followed to the end.
type inputKind uint8

const (
	anybody    inputKind = iota
	silent               // says and presses nothing
	lost                 // presses what means nothing here
	asking               // presses 0
	network              // the carrier's doing
	unanswered           // the carrier's too: nobody has taken the call
	onward               // nobody's: through a door
)

// keyTime is how long a caller takes to find a key.
const keyTime = time.Second

// inputs are all that may happen where a call waits. A caller who was not
// understood once has the same keys as before: only 0 is tried again, and
// failing once more.
func (w *walk) inputs(p *place) []input {
	switch v := p.verbs[len(p.verbs)-1].(type) {
	case ivr.Refresh:
		return []input{{onward, "", ivr.Input{}, 0, 0}}
	case ivr.Gather:
		if v.Digits == 1 {
			return append(w.keys(p, v), w.spoken(p, v)...)
		}
		return slices.DeleteFunc(w.typing(p, v), func(in input) bool { return in.kind == anybody && p.again() })
	case ivr.Enqueue:
		return waiting()
	case ivr.Meet:
		return []input{{network, "the talk ends", ivr.Dialed{Status: "completed", Bridged: true}, 0, 0}}
	case ivr.Dial:
		return []input{
			{network, "the talk ends", ivr.Dialed{Status: "completed", Bridged: true}, 0, 0},
			{unanswered, "nobody answers", ivr.Dialed{Status: "no-answer"}, v.Timeout, 0},
		}
	case ivr.Record:
		return []input{
			{anybody, "a message", ivr.Recorded{URL: "https://recordings.test/1", Length: 10 * time.Second, Key: "#"}, 10 * time.Second, 1},
			{silent, "silence", ivr.Recorded{}, v.Silence, 0},
			{silent, "silence", ivr.Input{}, v.Silence, 0},
		}
	}
	return nil
}

// again tells a caller who was not understood here before.
func (p *place) again() bool { return p.state.Silences+p.state.Misses > 0 }

// keys are single keys; one that leads nowhere is the lost caller's.
func (w *walk) keys(p *place, g ivr.Gather) []input {
	exits := w.menu.Tree.Nodes[p.node].Exits
	list := []input{
		{silent, "silence", ivr.Input{}, g.Timeout, 0},
		{asking, "0", ivr.Input{Digits: "0"}, 0, 1},
	}
	misled := false
	for _, key := range []string{"8", "7", "6", "9", "1", "2", "3", "4", "5", "*", "#"} {
		in := input{anybody, key, ivr.Input{Digits: ivr.Masked(key)}, keyTime, 1}
		if _, known := exits[key]; !known && !misled {
			in.kind, misled = lost, true
		} else if p.again() {
			continue
		} else if !known && w.menu.Tree.Nodes[p.node].Menu && key != "*" && key != "#" {
			continue // as wrong as the first one
		}
		list = append(list, in)
	}
	return list
}

// spoken are words that the node expects, clear and unclear, and others. Of the
// words that lead where a key does, none: keys lead there.
func (w *walk) spoken(p *place, g ivr.Gather) []input {
	if g.Hear == "" || p.again() {
		return nil
	}
	list := []input{{lost, "other words", ivr.Input{Speech: "~", Confidence: 0.9}, keyTime, 0}}
	exits := w.menu.Tree.Nodes[p.node].Exits
	for i, hint := range g.Hints {
		clear := input{anybody, "“" + hint + "”", ivr.Input{Speech: ivr.Masked(hint), Confidence: 0.9}, keyTime, 0}
		if exit := w.exit(p, clear); len(exit) != 1 || exits[exit] == "" { // no key's
			list = append(list, clear)
		}
		if i == 0 {
			list = append(list, input{anybody, "“" + hint + "”, unclear", ivr.Input{Speech: ivr.Masked(hint), Confidence: 0.3}, keyTime, 0})
		}
	}
	return list
}

// exit is the one by which an input leaves a node whose turn needs nothing of
// the world; "" is none.
func (w *walk) exit(p *place, in input) string {
	world := world{now: w.hours[0].at}
	result, _ := w.engine(w.call(p, situation{}, false), in.event, &world)
	if len(result.Passed) != 1 || len(world.options) > 0 {
		return ""
	}
	return result.Passed[0].Exit
}

// typing are digits that the node takes, and the commands of one who types.
func (w *walk) typing(p *place, g ivr.Gather) []input {
	list := []input{
		{silent, "silence", ivr.Input{}, g.Timeout, 0},
		{lost, "12#", ivr.Input{Digits: "12", Finish: "#"}, 3 * keyTime, 3},
		{asking, "0#", ivr.Input{Digits: "0", Finish: "#"}, 0, 2},
		{anybody, "*#", ivr.Input{Digits: "*", Finish: "#"}, 2 * keyTime, 2},
		{anybody, "#", ivr.Input{Finish: "#"}, keyTime, 1},
		{anybody, "1#", ivr.Input{Digits: "1", Finish: "#"}, 2 * keyTime, 2},
	}
	for _, digits := range w.digits(p) {
		list = append(list, input{anybody, "digits", ivr.Input{Digits: ivr.Masked(digits), Finish: "#"}, time.Duration(len(digits)) * keyTime, len(digits) + 1})
	}
	return list
}

// digits have the lengths of codes, telephone and transaction numbers; where
// others are collected, theirs, and what branches look for among them.
func (w *walk) digits(p *place) []string {
	list := []string{"100001", "10000001", "13000000001"}
	collect, ok := w.menu.Tree.Nodes[p.node].Node.(*node.Collect)
	if !ok {
		return list
	}
	for _, length := range []int{collect.Min, collect.Max} {
		list = append(list, strings.Repeat("7", length))
	}
	for _, name := range inOrder(w.menu.Tree.Nodes) {
		if b, ok := w.menu.Tree.Nodes[name].Node.(*node.Branch); ok && b.Value == collect.Into {
			list = append(list, inOrder(b.Cases)...)
		}
	}
	return list
}

// secret is the same input with other digits, where they may be secret.
func (in input) secret() (ivr.Event, bool) {
	typed, ok := in.event.(ivr.Input)
	if !ok || len(typed.Digits) < 3 {
		return nil, false
	}
	other := []byte(typed.Digits.Reveal())
	for i := range other {
		other[i] = '9' - other[i] + '0'
	}
	typed.Digits = ivr.Masked(other)
	return typed, true
}

// waiting is how a wait may end. The caller's own keys come first: they are
// pressed, then the carrier lets the caller out.
func waiting() []input {
	list := []input{
		{network, "the talk ends", ivr.QueueLeft{Result: "bridged"}, 0, 0},
		{network, "an agent takes the call", ivr.QueueLeft{Result: ivr.Fetched}, 0, 0},
		{network, "an agent takes the call and is lost", ivr.QueueLeft{Result: ivr.NotYet}, 0, 0},
		{unanswered, "the queue is full", ivr.QueueLeft{Result: "queue-full"}, 0, 0},
		{unanswered, letOut, ivr.QueueLeft{Result: "leave"}, 0, 0},
		{unanswered, "the wait is too long", ivr.QueueLeft{Result: "leave", Waited: 24 * time.Hour}, 0, 0},
		{unanswered, "the queue fails", ivr.QueueLeft{Result: "error"}, 0, 0},
	}
	for _, key := range []ivr.Masked{"1", "2", "#"} {
		list = append(list, input{anybody, key.Reveal(), ivr.WaitKey{Digits: key}, keyTime, 1})
	}
	return list
}

// letOut is how a wait ends for those who may not wait: the line is closed, or
// too many wait already.
const letOut = "the queue lets the caller out"
