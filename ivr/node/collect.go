package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Collect asks for digits and keeps them as a value.
type Collect struct {
	Ask      ivr.Text `yaml:"ask" doc:"the question"`
	Fuller   ivr.Text `yaml:"fuller,omitempty" doc:"the question again, with where to find the digits; 'ask' when left out"`
	Into     string   `yaml:"into" doc:"the name of the value, e.g. transaction.typed"`
	Min      int      `yaml:"min" doc:"the fewest digits"`
	Max      int      `yaml:"max" doc:"the most digits"`
	patience `yaml:",inline"`
}

const typingTimeout = 8 * time.Second

func init() {
	register(Kind{
		Name: "collect",
		Doc:  "Asks for digits that # ends, a transaction number say. Nothing is asked twice: a value that is known is not asked for again. While digits are typed, 0# is a person, *# says it again and # alone goes back.",
		Example: `
collect: { ask: { zh-CN: 请输入交易编号，按井号键结束。, en-US: Please enter the transaction number and press pound. }, into: transaction.typed, min: 6, max: 20 }
go: goodbye`,
		New:   func() ivr.Node { return &Collect{} },
		Exits: append([]Exit{{"done", "the digits are known"}}, listening()...),
	})
}

// Exits implements [ivr.Node].
func (*Collect) Exits() []string { return append([]string{"done"}, exitNames(listening())...) }

// Sets implements [Setter].
func (n *Collect) Sets() []Value {
	return []Value{{Name: n.Into, Type: ivr.Digits, Doc: "what the caller typed"}}
}

// Bind implements [Bound].
func (n *Collect) Bind(Env) []Problem {
	if n.Min < 1 || n.Max < n.Min || n.Max > 32 {
		return []Problem{{"max", "digits are asked for from min to max, 1 to 32"}}
	}
	return nil
}

// Handle implements [ivr.Node].
func (n *Collect) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	in, ok := e.(ivr.Input)
	if !ok {
		if t.Call.Values[n.Into].Text != "" {
			return ivr.Leaving{Exit: "done"}
		}
		return ivr.Listen{Verb: n.listen(say(t, n.Ask, nil))}
	}
	if move := commonTyped(in); move != nil {
		return move
	}
	if in.Silent() {
		return n.retry(t, n.silent(t), "no_input")
	}
	digits := in.Digits
	if len(digits) < n.Min || len(digits) > n.Max || !numeric(digits.Reveal()) {
		return n.retry(t, n.missed(t), "no_match")
	}
	t.Set(n.Into, ivr.Value{Type: ivr.Digits, Text: digits})
	return ivr.Leaving{Exit: "done"}
}

func (n *Collect) listen(prompt ...ivr.Verb) ivr.Gather {
	return typed(n.Max, n.timeout(typingTimeout), prompt...)
}

func (n *Collect) retry(t *ivr.Turn, end ivr.Move, sorry string) ivr.Move {
	if end != nil {
		return end
	}
	prompt := []ivr.Verb{phrase(t, sorry, nil), say(t, n.Ask, nil)}
	if failures(t) > 1 {
		fuller := n.Fuller
		if len(fuller) == 0 {
			fuller = n.Ask
		}
		prompt = []ivr.Verb{phrase(t, sorry, nil), say(t, fuller, nil), phrase(t, "typed_keys", nil)}
	}
	return ivr.Listen{Verb: n.listen(prompt...), Reprompt: true}
}

func numeric(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
