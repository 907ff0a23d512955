package main

import (
	"cmp"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// move is something that a caller may do at a spot.
type move struct {
	steps []scenario.Step
	exit  string // by which it leaves the node; "" is not known before
}

// message is what callers of drafts say after the tone.
var message = map[string]string{"zh-CN": "请给我回电", "en-US": "please call me back"}

// moves returns all things that are worth doing at a spot, as its node says.
func (s *survey) moves(at spot) []move {
	n, ok := s.menu.Tree.Nodes[at.node].Node.(node.Playable)
	if !ok {
		return nil
	}
	var list []move
	for _, in := range n.Inputs(ivr.State{Stage: at.stage}, max(s.menu.Tree.Tries, 1)) {
		ways := [][]scenario.Step{nil}
		for _, act := range in.Acts {
			ways = crossed(ways, s.steps(act))
		}
		for _, steps := range ways {
			list = append(list, move{steps, in.Exit})
		}
	}
	return list
}

// crossed returns each way with each of the next steps behind it.
func crossed(ways [][]scenario.Step, next []scenario.Step) [][]scenario.Step {
	var all [][]scenario.Step
	for _, way := range ways {
		for _, step := range next {
			all = append(all, append(way[:len(way):len(way)], step))
		}
	}
	return all
}

// steps returns the ways in which the caller of a survey may do an act.
func (s *survey) steps(act node.Act) []scenario.Step {
	switch act.Do {
	case node.Hush:
		return []scenario.Step{{Do: scenario.Silence}}
	case node.Wait:
		return []scenario.Step{{Do: scenario.Wait, For: act.For}}
	case node.Speak:
		return []scenario.Step{{Do: scenario.Say, Text: message["zh-CN"]}}
	case node.Talk:
		return []scenario.Step{{Do: scenario.Talk}}
	case node.Prove:
		return []scenario.Step{{Do: scenario.Press, Text: scenario.Code}}
	case node.Transaction:
		return s.numbers()
	}
	return []scenario.Step{{Do: scenario.Press, Text: act.Keys}}
}

// numbers types the transactions of the caller's account, and one that nobody has.
func (s *survey) numbers() []scenario.Step {
	var list []scenario.Step
	for _, id := range append(s.transactions(), "99999999") {
		list = append(list, scenario.Step{Do: scenario.Press, Text: id + "#"})
	}
	return list
}

// transactions are those of the caller's account.
func (s *survey) transactions() []string {
	return transactionsOf(cmp.Or(s.caller.From, numberOf(s.caller)))
}
