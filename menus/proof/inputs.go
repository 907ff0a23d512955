package proof

import (
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
)

// input is something a caller, or the network, may do where a call waits.
type input struct {
	name  string
	event ivr.Event
	later time.Duration // how long after the step before
}

// The callers who are followed to the end.
const (
	silence = "silence"
	wrong   = "a wrong key"
	person  = "0"
)

const caller ivr.Masked = "+8613000000001"

// inputs are all that may happen where a call waits. A caller who was not
// understood once has the same keys as before: only 0 is tried again, and
// failing in the same way once more.
func (w *walk) inputs(s *state) []input {
	c := s.call
	switch v := s.verbs[len(s.verbs)-1].(type) {
	case ivr.Gather:
		list := typing()
		if v.Digits == 1 {
			list = append(w.keys(c), w.spoken(c, v)...)
		}
		return slices.DeleteFunc(list, func(in input) bool {
			again := in.name == person || in.name == silence && c.State.Misses == 0 || in.name == wrong && c.State.Silences == 0
			return c.State.Silences+c.State.Misses > 0 && !again
		})
	case ivr.Enqueue:
		return w.waiting(c)
	case ivr.Meet:
		return []input{{"the talk ends", ivr.Dialed{Status: "completed", Bridged: true}, 0}}
	case ivr.Dial:
		return []input{
			{"the talk ends", ivr.Dialed{Status: "completed", Bridged: true}, 0},
			{"nobody answers", ivr.Dialed{Status: "no-answer"}, 0},
		}
	case ivr.Record:
		return []input{
			{"a message", ivr.Recorded{URL: "https://recordings.test/1", Length: 10 * time.Second, Key: "#"}, 0},
			{silence, ivr.Recorded{}, 0},
			{silence, ivr.Input{}, 0},
		}
	}
	return nil
}

// keys are single keys; one that leads nowhere is the wrong caller's.
func (w *walk) keys(c ivr.Call) []input {
	list := []input{{silence, ivr.Input{}, 0}}
	exits := w.menu.Tree.Nodes[c.Node].Exits
	misled := false
	for _, key := range []string{"8", "7", "6", "9", "0", "1", "2", "3", "4", "5", "*", "#"} {
		in := input{key, ivr.Input{Digits: ivr.Masked(key)}, 0}
		if _, known := exits[key]; !known && !misled {
			in.name, misled = wrong, true
		}
		list = append(list, in)
	}
	return list
}

// spoken are words that the node expects, clear and unclear, and others; once
// for each node, for words lead where keys do.
func (w *walk) spoken(c ivr.Call, g ivr.Gather) []input {
	if g.Hear == "" || !w.once("spoken "+c.Node+c.State.Stage+c.Language) {
		return nil
	}
	list := []input{{"other words", ivr.Input{Speech: "~", Confidence: 0.9}, 0}}
	for i, hint := range g.Hints {
		list = append(list, input{"“" + hint + "”", ivr.Input{Speech: ivr.Masked(hint), Confidence: 0.9}, 0})
		if i == 0 {
			list = append(list, input{"“" + hint + "”, unclear", ivr.Input{Speech: ivr.Masked(hint), Confidence: 0.3}, 0})
		}
	}
	return list
}

// typing are digits of the lengths that codes, telephone and transaction
// numbers have, and the commands of one who types.
func typing() []input {
	list := []input{
		{silence, ivr.Input{}, 0},
		{wrong, ivr.Input{Digits: "12", Finish: "#"}, 0},
		{person, ivr.Input{Digits: "0", Finish: "#"}, 0},
		{"*#", ivr.Input{Digits: "*", Finish: "#"}, 0},
		{"#", ivr.Input{Finish: "#"}, 0},
		{"1#", ivr.Input{Digits: "1", Finish: "#"}, 0},
	}
	for _, digits := range []ivr.Masked{"100001", "10000001", "13000000001"} {
		list = append(list, input{"digits", ivr.Input{Digits: digits, Finish: "#"}, 0})
	}
	return list
}

// waiting is how a wait may end. The caller's own keys come first: they are
// pressed, then the carrier lets the caller out.
func (w *walk) waiting(c ivr.Call) []input {
	list := []input{
		{"the talk ends", ivr.QueueLeft{Result: "bridged"}, 0},
		{"an agent takes the call", ivr.QueueLeft{Result: ivr.Fetched}, 0},
		{"an agent takes the call and is lost", ivr.QueueLeft{Result: ivr.NotYet}, 0},
		{"the queue is full", ivr.QueueLeft{Result: "queue-full"}, 0},
		{"the queue is too long", ivr.QueueLeft{Result: "leave"}, 0},
		{"the wait is too long", ivr.QueueLeft{Result: "leave", Waited: 24 * time.Hour}, 0},
		{"the queue fails", ivr.QueueLeft{Result: "error"}, 0},
	}
	if until, ok := w.closing(c.At); ok {
		list = append(list, input{"the line closes", ivr.QueueLeft{Result: "leave"}, until.Sub(c.At)})
	}
	for _, key := range []ivr.Masked{"1", "2", "#"} {
		list = append(list, input{"while waiting, " + key.Reveal(), ivr.WaitKey{Digits: key}, 0})
	}
	return list
}
