package explore

import (
	"reflect"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
)

// Account data must not reach an unverified caller, and secrets must not reach any output. Both are
// tested by running a step twice, for two callers who differ only in what must not be given: they must
// hear the same.

// private reports whether the call has values of an account.
func (r *runner) private(s sample) bool {
	for g := range r.known.marks {
		n, chosen := s.chosen[g]
		if !chosen {
			continue
		}
		for _, v := range r.known.groups[g].assignments[n].values {
			if v.Private {
				return true
			}
		}
	}
	return false
}

// twin runs the same step for another customer.
func (r *runner) twin(t trial, same Oracle) *engine.Result {
	same.other, same.Options, same.Asked, same.Given, same.Excuses = true, nil, nil, nil, Excuses{}
	result, _ := r.run(r.call(t.place, t.sample, true), t.input.Event, &same)
	return &result
}

// leak returns what an unverified caller heard, or was sent, that another customer would not.
func (t trial) leak() string {
	if t.twin == nil || t.result.Call.Verified {
		return ""
	}
	mine, other := texts(t.result), texts(*t.twin)
	for i, text := range mine {
		if i >= len(other) || other[i] != text {
			return text
		}
	}
	return ""
}

// texts returns everything that a step says or sends.
func texts(r engine.Result) []string {
	list := said(r.Verbs)
	for _, effect := range r.Effects {
		if sms, ok := effect.(ivr.SendText); ok {
			list = append(list, sms.Body.Reveal())
		}
	}
	return list
}

// keepsSecret reports whether typed secret digits influence what a step says, sends or keeps: the same
// step with other digits has another result.
func (r *runner) keepsSecret(t trial, same Oracle) bool {
	other, typed := t.input.secret()
	discreet, ok := r.tree.Nodes[t.place.Node].Node.(ivr.SecretInput)
	if !typed || !ok || !discreet.Discreet(t.place.State) || r.compared(t) {
		return false
	}
	same.Options, same.Asked, same.Given, same.Excuses = nil, nil, nil, Excuses{}
	result, _ := r.run(r.call(t.place, t.sample, false), other, &same)
	return !reflect.DeepEqual(result, t.result)
}

// compared reports whether the digits are among those that the menu compares secret digits with: they
// lead elsewhere than others, as they should.
func (r *runner) compared(t trial) bool {
	n, ok := r.tree.Nodes[t.place.Node].Node.(interface{ Kept() string })
	if !ok {
		return false
	}
	in, _ := t.input.Event.(ivr.Input)
	for _, text := range r.known.tested[n.Kept()] {
		if text == in.Digits.Reveal() {
			return true
		}
	}
	return false
}
