package explore

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// Input is something that a caller, or the network, may do where a call waits.
type Input struct {
	Kind  InputKind
	Name  string // as a trace shows it
	Event ivr.Event
	Takes time.Duration // from the end of what is heard
	Keys  int           // number of keys pressed
}

// InputKind is the kind of caller who gives an input.
type InputKind uint8

// The kinds of inputs.
const (
	Active     InputKind = iota // a key, word or message that the caller chooses
	Silent                      // the caller says and presses nothing
	Lost                        // the caller presses a key that means nothing here
	Asking                      // the caller presses 0
	Network                     // done by the carrier
	Unanswered                  // done by the carrier: nobody has taken the call
	Through                     // passes an entry: done by nobody
)

// keyTime is how long a caller takes to find a key.
const keyTime = time.Second

// inputs returns everything that may happen where a call waits. A caller who was not understood before
// has the same keys as at first, and they lead to the same nodes: only 0 is tried again, and failing
// once more.
func (ps *places) inputs(p *Place) []Input {
	switch v := Ending(p.Verbs).(type) {
	case ivr.Poll:
		return []Input{{Kind: Through, Event: ivr.Input{}}}
	case ivr.Gather:
		if v.Digits == 1 {
			return append(ps.keys(p, v), ps.spoken(p, v)...)
		}
		return slices.DeleteFunc(ps.typing(p, v), func(in Input) bool { return in.Kind == Active && p.again() })
	case ivr.Enqueue:
		return waiting()
	case ivr.JoinConference:
		return []Input{{Network, "the talk ends", ivr.Dialed{Status: "completed", Bridged: true}, 0, 0}}
	case ivr.Dial:
		return []Input{
			{Network, "the talk ends", ivr.Dialed{Status: "completed", Bridged: true}, 0, 0},
			{Unanswered, "nobody answers", ivr.Dialed{Status: "no-answer"}, Ringing(v), 0},
		}
	case ivr.Record:
		return []Input{
			{Active, "a message", ivr.Recorded{URL: "https://recordings.test/1", Length: 10 * time.Second, Key: "#"}, 10 * time.Second, 1},
			{Silent, "silence", ivr.Recorded{}, v.Silence, 0},
			{Silent, "silence", ivr.Input{}, v.Silence, 0},
		}
	}
	return nil
}

// Ringing returns how long a Dial rings if nobody answers.
func Ringing(d ivr.Dial) time.Duration {
	if d.InTurn {
		return d.Timeout * time.Duration(max(1, len(d.Numbers)))
	}
	return d.Timeout
}

// again reports whether the caller was not understood here before.
func (p *Place) again() bool { return p.State.Silences+p.State.Misses > 0 }

// keys returns single keys; of the keys that mean nothing here only one.
func (ps *places) keys(p *Place, g ivr.Gather) []Input {
	exits := ps.tree.Nodes[p.Node].Exits
	list := []Input{
		{Silent, "silence", ivr.Input{}, g.Timeout, 0},
		{Asking, "0", ivr.Input{Digits: "0"}, 0, 1},
	}
	misled := false
	for _, key := range []string{"8", "7", "6", "9", "1", "2", "3", "4", "5", "*", "#"} {
		in := Input{Active, key, ivr.Input{Digits: ivr.Masked(key)}, keyTime, 1}
		if _, known := exits[key]; !known && !misled {
			in.Kind, misled = Lost, true
		} else if p.again() {
			continue
		} else if !known && ps.tree.Nodes[p.Node].Menu && p.State.Stage == "" && key != "*" && key != "#" {
			continue // means as little as the first one
		}
		list = append(list, in)
	}
	return list
}

// spoken returns words that the node expects, clear and unclear, and others. Words that lead where a
// key leads are left out.
func (ps *places) spoken(p *Place, g ivr.Gather) []Input {
	if g.Hear == "" || p.again() {
		return nil
	}
	list := []Input{{Lost, "other words", ivr.Input{Speech: "~", Confidence: 0.9}, keyTime, 0}}
	exits := ps.tree.Nodes[p.Node].Exits
	for i, hint := range g.Hints.Words() {
		clear := Input{Active, "“" + hint + "”", ivr.Input{Speech: ivr.Masked(hint), Confidence: 0.9}, keyTime, 0}
		if exit := ps.exit(p, clear); len(exit) != 1 || exits[exit] == "" { // the same as a key's
			list = append(list, clear)
		}
		if i == 0 {
			list = append(list, Input{Active, "“" + hint + "”, unclear", ivr.Input{Speech: ivr.Masked(hint), Confidence: 0.3}, keyTime, 0})
		}
	}
	return list
}

// exit returns the exit that an input takes from a node that makes no queries; "" for none.
func (ps *places) exit(p *Place, in Input) string {
	o := Oracle{Now: ps.graph.Moments[0].At}
	result, _ := ps.runner.run(ps.runner.call(p, sample{}, false), in.Event, &o)
	if len(result.Passed) != 1 || len(o.Options) > 0 {
		return ""
	}
	return result.Passed[0].Exit
}

// typing returns digits that the node accepts, and the commands of a caller who types.
func (ps *places) typing(p *Place, g ivr.Gather) []Input {
	list := []Input{
		{Silent, "silence", ivr.Input{}, g.Timeout, 0},
		{Asking, "0#", ivr.Input{Digits: "0", Finish: "#"}, 0, 2},
		{Active, "*#", ivr.Input{Digits: "*", Finish: "#"}, 2 * keyTime, 2},
		{Active, "#", ivr.Input{Finish: "#"}, keyTime, 1},
		{Active, "1#", ivr.Input{Digits: "1", Finish: "#"}, 2 * keyTime, 2},
	}
	for _, digits := range ps.mistyped(p) {
		list = append(list, typed(Lost, digits))
	}
	for _, digits := range ps.digits(p) {
		list = append(list, typed(Active, digits))
	}
	return list
}

// Typed returns the input of digits that # ends.
func Typed(digits string) Input { return typed(Active, digits) }

func typed(kind InputKind, digits string) Input {
	return Input{kind, digits + "#", ivr.Input{Digits: ivr.Masked(digits), Finish: "#"}, time.Duration(len(digits)+1) * keyTime, len(digits) + 1}
}

// mistyped returns digits of a length that the node does not accept.
func (ps *places) mistyped(p *Place) []string {
	n, ok := ps.tree.Nodes[p.Node].Node.(node.Typing)
	if !ok {
		return []string{"12"}
	}
	least, most := n.Lengths()
	switch {
	case least > 1:
		return []string{strings.Repeat("7", least-1)}
	case most < 32:
		return []string{strings.Repeat("7", most+1)}
	}
	return []string{"*7"}
}

// digits returns digits with the lengths of codes, telephone and transaction numbers or, for a collect,
// its lengths, and what later nodes compare them with.
func (ps *places) digits(p *Place) []string {
	n, ok := ps.tree.Nodes[p.Node].Node.(node.Typing)
	if !ok {
		return []string{"100001", "10000001", "13000000001"}
	}
	least, most := n.Lengths()
	list := []string{strings.Repeat("7", least), strings.Repeat("7", most)}
	for _, text := range ps.known.tested[n.Kept()] {
		if len(text) >= least && len(text) <= most {
			list = append(list, text)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// secret returns the same input with other digits, if they may be secret.
func (in Input) secret() (ivr.Event, bool) {
	typed, ok := in.Event.(ivr.Input)
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

// waiting returns the ways in which a wait may end. The caller's own keys come first; then the carrier
// lets the caller out.
func waiting() []Input {
	list := []Input{
		{Network, "the talk ends", ivr.QueueLeft{Result: ivr.Bridged}, 0, 0},
		{Network, "an agent takes the call", ivr.QueueLeft{Result: ivr.Fetched}, 0, 0},
		{Network, "an agent takes the call and is lost", ivr.QueueLeft{Result: ivr.NotYet}, 0, 0},
		{Unanswered, "the queue is full", ivr.QueueLeft{Result: ivr.QueueFull}, 0, 0},
		{Unanswered, LetOut, ivr.QueueLeft{Result: ivr.LeftQueue}, 0, 0},
		{Unanswered, "the wait is too long", ivr.QueueLeft{Result: ivr.LeftQueue, Waited: 24 * time.Hour}, 0, 0},
		{Unanswered, "the queue fails", ivr.QueueLeft{Result: ivr.QueueFailed}, 0, 0},
	}
	for _, key := range []ivr.Masked{"1", "2", "#"} {
		list = append(list, Input{Active, key.Reveal(), ivr.WaitKey{Digits: key}, keyTime, 1})
	}
	return list
}

// LetOut names how a wait ends for callers who may not wait: the schedule is closed, or too many wait
// already.
const LetOut = "the queue lets the caller out"
