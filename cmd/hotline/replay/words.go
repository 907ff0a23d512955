package replay

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// said returns what the caller hears and reads after an event, without private values.
func (s *side) said(tree *ivr.Tree) string {
	heard := Said(slices.Concat(s.call.Pending, s.verbs))
	for _, effect := range s.effects {
		if text, sent := effect.(ivr.SendText); sent {
			heard += " [" + text.Body.Reveal() + "]"
		}
	}
	return node.Unsaid(tree, s.call, strings.TrimSpace(heard))
}

// Said returns what a document says, in one line.
func Said(verbs []ivr.Verb) string {
	var b strings.Builder
	say(&b, verbs)
	return strings.TrimSpace(b.String())
}

func say(b *strings.Builder, verbs []ivr.Verb) {
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			b.WriteString(v.Text + " ")
		case ivr.Gather:
			say(b, v.Prompt)
		}
	}
}

// sameVerbs reports whether two documents do the same, whatever they say: voices, timeouts and keys
// too.
func sameVerbs(a, b []ivr.Verb) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if g, ok := a[i].(ivr.Gather); ok {
			h, also := b[i].(ivr.Gather)
			if !also || !sameVerbs(g.Prompt, h.Prompt) || g.Digits != h.Digits || g.Finish != h.Finish || g.Timeout != h.Timeout || g.Hear != h.Hear {
				return false
			}
			continue
		}
		if d, ok := a[i].(ivr.Dial); ok {
			if e, also := b[i].(ivr.Dial); !also || !reflect.DeepEqual(d, e) {
				return false
			}
			continue
		}
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// sameEffects reports whether the effects are the same, whatever their texts say.
func sameEffects(a, b []ivr.Effect) bool {
	return slices.EqualFunc(a, b, func(x, y ivr.Effect) bool { return reflect.DeepEqual(unworded(x), unworded(y)) })
}

// sameTexts reports whether the texts are the same too, word by word.
func sameTexts(a, b []ivr.Effect) bool {
	return slices.EqualFunc(a, b, func(x, y ivr.Effect) bool { return reflect.DeepEqual(x, y) })
}

func unworded(e ivr.Effect) ivr.Effect {
	if text, sent := e.(ivr.SendText); sent {
		return ivr.SendText{To: text.To}
	}
	return e
}

// Did describes what a caller, or the network, did, without any number that was typed.
func Did(e ivr.Event) string {
	switch e := e.(type) {
	case ivr.Started:
		return "called"
	case ivr.Input:
		return did(e)
	case ivr.WaitKey:
		return "pressed " + e.Digits.Reveal() + " while waiting"
	case ivr.QueueLeft:
		return "left the queue (" + string(e.Result) + ")"
	case ivr.Dialed:
		return "was rung for (" + e.Status + ")"
	case ivr.Recorded:
		return "left a message"
	case ivr.Answered:
		return fmt.Sprintf("was looked up (%s)", e.Result)
	case ivr.Failed:
		return "met a failure"
	case ivr.Ended:
		return "hung up"
	}
	return "did something"
}

func did(in ivr.Input) string {
	switch {
	case in.Silent():
		return "was silent"
	case in.Speech != "":
		return "spoke"
	case len(in.Digits) > 1:
		return fmt.Sprintf("typed %d digits", len(in.Digits))
	}
	return "pressed " + in.Digits.Reveal() + in.Finish
}
