package proof

import (
	"reflect"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
)

// Nothing of an account may reach a caller who has not proved that it is
// theirs, and nothing secret may reach anything. Both are shown by going a step
// twice: what two callers hear who differ only in what must not be told is the
// same.

// private tells whether the call holds values of an account.
func (w *walk) private(s situation) bool {
	for g, n := range s.combos {
		for _, v := range w.known.groups[g].combos[n].values {
			if v.Private {
				return true
			}
		}
	}
	return false
}

// twin takes the same step for another customer.
func (w *walk) twin(t trial, same world) *engine.Result {
	same.other, same.options, same.luck = true, nil, luck{}
	result, _ := w.engine(w.call(t.p, t.s, true), t.in.event, &same)
	return &result
}

// leak is what an unverified caller heard, or was sent, that another would not.
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

// texts are all that a step says or sends.
func texts(r engine.Result) []string {
	list := said(r.Verbs)
	for _, effect := range r.Effects {
		if sms, ok := effect.(ivr.SendText); ok {
			list = append(list, sms.Body.Reveal())
		}
	}
	return list
}

// said are the texts of a document.
func said(verbs []ivr.Verb) []string {
	var list []string
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			list = append(list, v.Text)
		case ivr.Gather:
			list = append(list, said(v.Prompt)...)
		}
	}
	return list
}

// secrecy holds a step in which secret digits were typed against the same step
// with others: everything that comes of it is the same.
func (w *walk) secrecy(t trial, same world) {
	other, typed := t.in.secret()
	discreet, ok := w.menu.Tree.Nodes[t.p.node].Node.(ivr.Discreet)
	if !typed || !ok || !discreet.Discreet(t.p.state) {
		return
	}
	same.options, same.luck = nil, luck{}
	result, _ := w.engine(w.call(t.p, t.s, false), other, &same)
	if !reflect.DeepEqual(result, t.result) {
		w.tell(t.p.node, RuleSecret, Fail, "keeps or tells secret digits that were typed: they reach what is said, sent or written down")
	}
}
