package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
)

// move is something that a caller may do at a spot.
type move struct {
	steps []scenario.Step
	exit  string // by which it leaves the node; "" is not known before
}

func press(keys string, times int) []scenario.Step {
	return slices.Repeat([]scenario.Step{{Do: scenario.Press, Text: keys}}, times)
}

func hush(times int) []scenario.Step {
	return slices.Repeat([]scenario.Step{{Do: scenario.Silence}}, times)
}

func pause(long time.Duration) []scenario.Step {
	return []scenario.Step{{Do: scenario.Wait, For: long}}
}

// wrongCode is a code that was never sent: none begins with 0.
const wrongCode = "099999"

// message is what callers of drafts say after the tone.
var message = map[string]string{"zh-CN": "请给我回电", "en-US": "please call me back"}

// moves are all things that are worth doing at a spot, by the kind of its node.
func (s *survey) moves(at spot) []move {
	place := s.menu.Tree.Nodes[at.node]
	tries := max(s.menu.Tree.Tries, 1)
	typed := []move{{press("0#", 1), ivr.ExitPerson}, {hush(tries), "no_input"}, {press("12#", tries), "no_match"}}
	keyed := []move{{press("0", 1), ivr.ExitPerson}, {hush(tries), "no_input"}, {press("8", tries), "no_match"}}
	switch place.Kind {
	case "menu":
		return append(s.choices(place), keyed...)
	case "collect":
		return append(s.numbers(), typed...)
	case "verify":
		if at.stage == "phone" {
			return append(typed, move{press("13800000001#", 1), ""})
		}
		return append(typed, move{press(scenario.Code, 1), "verified"}, move{press(wrongCode, 3), "failed"})
	case "listing":
		return append(keyed, move{press("1", 1), "chosen"}, move{append(press("2", 3), press("1", 1)...), "chosen"}, move{press("2", 5), "done"}, move{press("2", 10), "done"})
	case "guide":
		return append(keyed, move{press("2", 1), "done"}, move{press("1", 3), "done"})
	case "survey":
		return append(keyed, move{press("5", 1), ""})
	case "message":
		return []move{{[]scenario.Step{{Do: scenario.Say, Text: message["zh-CN"]}}, "done"}, {hush(2), "empty"}}
	case "staff":
		return []move{{press("0#", 1), ivr.ExitPerson}, {press("*#", 1), "caller"}}
	}
	if waits(place) {
		return []move{
			{press("1", 1), "callback"}, {press("2", 1), "message"}, {press("#", 1), ivr.ExitBack},
			{pause(4 * time.Minute), ""}, {pause(11 * time.Minute), ""}, {[]scenario.Step{{Do: scenario.Talk}}, "bridged"},
		}
	}
	return nil
}

// choices are a menu's keys, and the one that leads back.
func (s *survey) choices(p ivr.TreeNode) []move {
	var list []move
	for _, exit := range inOrderOf(p.Exits) {
		if len(exit) == 1 {
			list = append(list, move{press(exit, 1), exit})
		}
	}
	return append(list, move{press("#", 1), ivr.ExitBack})
}

// numbers are transactions of the demo's that a caller may type, and one that
// nobody has.
func (s *survey) numbers() []move {
	var list []move
	for _, id := range s.transactions() {
		list = append(list, move{press(id+"#", 1), ""})
	}
	return append(list, move{press("99999999#", 1), ""})
}

// transactions are those of the caller's account.
func (s *survey) transactions() []string {
	return transactionsOf(cmp.Or(s.caller.From, numberOf(s.caller)))
}
