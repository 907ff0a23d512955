package rehearse

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// Where a profile says nothing of a node, of a hundred callers these leave it so; the others are spread
// evenly over what there is to choose.
var usualWeights = map[string]float64{ivr.ExitPerson: 6, "no_input": 3, "no_match": 2, ivr.ExitBack: 1, HangUp: 2}

// act is what a caller does next where the call listens: false is hanging up.
func (w *walk) act(c *caller) (node.Act, bool) {
	if c.actsAt == c.call.Node && len(c.acts) > 0 {
		next := c.acts[0]
		c.acts = c.acts[1:]
		return next, true
	}
	playable, ok := w.menu.Tree.Nodes[c.call.Node].Node.(node.Playable)
	if !ok {
		return node.Act{Do: node.Hush}, true
	}
	inputs := slices.DeleteFunc(playable.Inputs(c.call.State, w.menu.Tree.Tries), func(i node.Input) bool {
		return len(i.Acts) == 0
	})
	chosen := w.choose(c, inputs)
	if chosen == len(inputs) {
		return node.Act{}, false
	}
	acts := inputs[chosen].Acts
	c.acts, c.actsAt = acts[1:], c.call.Node
	return acts[0], true
}

// choose draws one of the inputs by the weights of the exits to which they lead; one more than there are
// is hanging up. Inputs whose exit the node alone does not decide share the weights of the exits that
// no other input leads to.
func (w *walk) choose(c *caller, inputs []node.Input) int {
	weights := w.weights(c.call.Node, inputs)
	left := c.chance.Float64() * sum(weights)
	for i, weight := range weights {
		if left -= weight; left < 0 {
			return i
		}
	}
	return len(inputs)
}

func (w *walk) weights(at string, inputs []node.Input) []float64 {
	given, ok := w.profile.Choices[at]
	if !ok {
		return evenly(inputs)
	}
	leading := map[string]int{} // inputs by exit
	for _, in := range inputs {
		leading[in.Exit]++
	}
	rest := 0.0
	for _, exit := range w.exits[at] {
		if exit != HangUp && leading[exit] == 0 {
			rest += given[exit]
		}
	}
	weights := make([]float64, len(inputs)+1)
	for i, in := range inputs {
		if weights[i] = given[in.Exit] / float64(leading[in.Exit]); in.Exit == "" {
			weights[i] = rest / float64(leading[""])
		}
	}
	if weights[len(inputs)] = given[HangUp]; sum(weights) == 0 {
		return evenly(inputs)
	}
	return weights
}

// evenly spreads callers over inputs.
func evenly(inputs []node.Input) []float64 {
	weights := make([]float64, len(inputs)+1)
	rest, others := 100-usualWeights[HangUp], 0
	for i, in := range inputs {
		if weight, usual := usualWeights[in.Exit]; usual {
			weights[i] = weight
			rest -= weight
		} else {
			others++
		}
	}
	for i, in := range inputs {
		if _, usual := usualWeights[in.Exit]; !usual {
			weights[i] = rest / float64(others)
		}
	}
	weights[len(inputs)] = usualWeights[HangUp]
	return weights
}

func sum(weights []float64) (s float64) {
	for _, w := range weights {
		s += w
	}
	return s
}

// How fast callers are.
const (
	reaction  = time.Second // from the words that decide to the first key
	keystroke = 400 * time.Millisecond
	message   = 25 * time.Second // how long a message is
)

// input is what a Gather takes of a caller's act, and when it is complete: callers hear part of the prompt
// before they act, and all of it when they say nothing.
func (w *walk) input(c *caller, g ivr.Gather, act node.Act) (ivr.Input, time.Duration) {
	prompt := w.spoken(g.Prompt)
	keys := act.Keys
	switch act.Do {
	case node.Prove:
		keys = typedCode
	case node.Transaction:
		keys = "20261001#"
	case node.Press:
	default:
		return ivr.Input{}, prompt + g.Timeout
	}
	in := pressed(g, keys)
	if g.Digits != len(in.Digits) && in.Finish == "" {
		prompt += g.Timeout // more could follow
	}
	heard := scaled(prompt, 0.4+0.6*c.chance.Float64())
	return in, heard + reaction + time.Duration(len(keys)-1)*keystroke
}

// pressed is what a Gather makes of keys.
func pressed(g ivr.Gather, keys string) ivr.Input {
	digits := keys
	if g.Finish != "" {
		before, _, finished := strings.Cut(keys, g.Finish)
		if digits = before; finished && (g.Digits == 0 || len(before) < g.Digits) {
			return ivr.Input{Digits: ivr.Masked(before), Finish: g.Finish}
		}
	}
	if g.Digits > 0 && len(digits) > g.Digits {
		digits = digits[:g.Digits]
	}
	return ivr.Input{Digits: ivr.Masked(digits)}
}
