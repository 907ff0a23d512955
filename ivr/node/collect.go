package node

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
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
	Secret   bool     `yaml:"secret,omitempty" doc:"the digits are secret: they are only compared, by a branch, and then forgotten; they are never said, sent, logged or kept"`
	patience `yaml:",inline"`

	compared []string // the texts that branches compare the value with
}

const typingTimeout = 8 * time.Second

func init() {
	register(Kind{
		Name:  "collect",
		Title: ivr.Text{"zh-CN": "输入数字", "en-US": "digits"},
		Words: map[string]ivr.Text{
			"setting.fuller": {"zh-CN": "再次询问", "en-US": "asks again"},
		},
		Group: Listens,
		Doc:   "Asks for digits that # ends, a transaction number say. Nothing is asked twice: a value that is known is not asked for again. While digits are typed, 0# is a person, *# says it again and # alone goes back.",
		Example: `
collect: { ask: { zh-CN: 请输入交易编号，按井号键结束。, en-US: Please enter the transaction number and press pound. }, into: transaction.typed, min: 6, max: 20 }
go: goodbye`,
		New:      func() ivr.Node { return &Collect{} },
		Defaults: map[string]string{"timeout": typingTimeout.String()},
		Exits:    append([]Exit{{"done", "the digits are known"}}, listening()...),
	})
}

// Exits implements [ivr.Node].
func (*Collect) Exits() []string { return append([]string{"done"}, exitNames(listening())...) }

// Sets implements [Setter].
func (n *Collect) Sets() []Value {
	if n.Secret {
		return []Value{{Name: n.Into, Type: ivr.SecretDigits, Doc: "what the caller typed, to be compared only"}}
	}
	return []Value{{Name: n.Into, Type: ivr.Digits, Doc: "what the caller typed"}}
}

// Lengths implements [Typing].
func (n *Collect) Lengths() (least, most int) { return n.Min, n.Max }

// Kept implements [Typing].
func (n *Collect) Kept() string { return n.Into }

// Discreet implements [ivr.Discreet].
func (n *Collect) Discreet(ivr.State) bool { return n.Secret }

// Find implements [ivr.Finder]: secret digits are one of the texts that branches
// compare them with, or other.
func (n *Collect) Find(digits ivr.Masked) string {
	text := digits.Reveal()
	if len(text) < n.Min || len(text) > n.Max || !numeric(text) {
		return ""
	}
	if i := slices.Index(n.compared, text); i >= 0 {
		return secretMatch(text)
	}
	return "other"
}

// secretMatch names a text that secret digits were compared with, without the text.
func secretMatch(text string) string {
	sum := sha256.Sum256([]byte("hotline secret " + text))
	return "match " + hex.EncodeToString(sum[:8])
}

// Bind implements [Bound].
func (n *Collect) Bind(env Env) []Problem {
	n.compared = env.Tested[n.Into]
	if n.Secret && n.Min < 2 {
		return []Problem{{"min", "secret digits are two or more: write min: 2, or take secret out"}}
	}
	if n.Min < 1 || n.Max < n.Min || n.Max > 32 {
		return []Problem{{"max", "digits are asked for from min to max, 1 to 32"}}
	}
	return nil
}

// Inputs implements [Playable].
func (n *Collect) Inputs(_ ivr.State, tries int) []Input {
	return append([]Input{{Acts: []Act{{Do: Transaction}}}}, n.digits(tries)...)
}

// Handle implements [ivr.Node].
func (n *Collect) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	in, ok := e.(ivr.Input)
	if !ok {
		if t.Call.Values[n.Into].Text != "" {
			return ivr.Go{Exit: "done"}
		}
		return ivr.Listen{Verb: n.listen(say(t, n.Ask, nil))}
	}
	if move := commonTyped(in); move != nil {
		return move
	}
	if in.Silent() {
		return n.retry(t, n.silent(t), "no_input")
	}
	if n.Secret {
		return n.secret(t, in)
	}
	digits := in.Digits
	if len(digits) < n.Min || len(digits) > n.Max || !numeric(digits.Reveal()) {
		return n.retry(t, n.missed(t), "no_match")
	}
	t.Set(n.Into, ivr.Value{Type: ivr.Digits, Text: digits})
	return ivr.Go{Exit: "done"}
}

// secret keeps what the digits were found to be; in a journal they are stars.
func (n *Collect) secret(t *ivr.Turn, in ivr.Input) ivr.Move {
	found := cmp.Or(in.Found, n.Find(in.Digits))
	if found == "" {
		return n.retry(t, n.missed(t), "no_match")
	}
	t.Set(n.Into, ivr.Value{Type: ivr.SecretDigits, Text: ivr.Masked(found)})
	return ivr.Go{Exit: "done"}
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
