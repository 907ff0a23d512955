package node

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// Branch goes where a value says.
type Branch struct {
	Value string            `yaml:"value" doc:"the value looked at, e.g. transaction.cancellable"`
	Cases map[string]string `yaml:"cases" doc:"where to go for each of its texts"`
}

func init() {
	register(Kind{
		Name:    "branch",
		Doc:     "Goes where a value says: a refund's status, whether a transaction can be cancelled.",
		Example: "\nbranch: { value: period, cases: { 30d: goodbye } }\non: { else: goodbye }",
		New:     func() ivr.Node { return &Branch{} },
		Exits:   []Exit{{"else", "the value is none of the cases"}, {"unset", "nothing has set the value"}},

		Otherwise: map[string]string{"unset": "else"},
	})
}

// Exits implements [ivr.Node]: the cases, "else" and "unset".
func (n *Branch) Exits() []string {
	return append(slices.Sorted(maps.Keys(n.Cases)), "else", "unset")
}

// Wires implements [Wired].
func (n *Branch) Wires() map[string]string { return n.Cases }

// Bind implements [Bound].
func (n *Branch) Bind(env Env) []Problem {
	wrong := setBySome(env, "value", n.Value)
	for _, taken := range []string{"else", "unset", ivr.ExitBack} {
		if _, named := n.Cases[taken]; named {
			wrong = append(wrong, Problem{"cases", taken + " is an exit of its own; a value that reads so cannot be a case"})
		}
	}
	return wrong
}

// Handle implements [ivr.Node].
func (n *Branch) Handle(t *ivr.Turn, _ ivr.Event) ivr.Move {
	value, set := t.Call.Values[n.Value]
	text := value.Text.Reveal()
	if _, ok := n.Cases[text]; ok {
		return ivr.Leaving{Exit: text}
	}
	if !set {
		return ivr.Leaving{Exit: "unset"}
	}
	return ivr.Leaving{Exit: "else"}
}
