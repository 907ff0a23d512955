package node

import (
	"maps"
	"slices"
	"strconv"

	"github.com/okpay/hotline/ivr"
)

// Branch goes where a value says.
type Branch struct {
	Value string            `yaml:"value" doc:"the value looked at, e.g. transaction.cancellable"`
	Cases map[string]string `yaml:"cases" doc:"where to go for each of its texts"`

	secret bool // the value is: exits are numbered, not named by its texts
}

func init() {
	register(Kind{
		Name:  "branch",
		Title: ivr.Text{"zh-CN": "判断", "en-US": "decides"},
		Words: map[string]ivr.Text{
			"exit.else":     {"zh-CN": "其他情况", "en-US": "otherwise"},
			"exit.unset":    {"zh-CN": "没有设定", "en-US": "nothing has set it"},
			"setting.value": {"zh-CN": "依据", "en-US": "by"},
		},
		Group:   Decides,
		Doc:     "Goes where a value says: a refund's status, whether a transaction can be cancelled.",
		Example: "\nbranch: { value: period, cases: { 30d: goodbye } }\non: { else: goodbye }",
		New:     func() ivr.Node { return &Branch{} },
		Exits:   []Exit{{"else", "the value is none of the cases"}, {"unset", "nothing has set the value"}},
		Detours: []string{"unset"},

		Otherwise: map[string]string{"unset": "else"},
	})
}

// Exits implements [ivr.Node]: the cases, "else" and "unset".
func (n *Branch) Exits() []string {
	var exits []string
	for _, text := range n.texts() {
		exits = append(exits, n.exit(text))
	}
	return append(exits, "else", "unset")
}

func (n *Branch) texts() []string { return slices.Sorted(maps.Keys(n.Cases)) }

// exit names that of a case: its text, and for a secret value its number, since
// exits are kept in records.
func (n *Branch) exit(text string) string {
	if !n.secret {
		return text
	}
	return "match" + strconv.Itoa(1+slices.Index(n.texts(), text))
}

// Wires implements [Wired].
func (n *Branch) Wires() map[string]string {
	wires := map[string]string{}
	for _, text := range n.texts() {
		wires[n.exit(text)] = n.Cases[text]
	}
	return wires
}

// Tests implements [Testing].
func (n *Branch) Tests() (value string, texts []string) {
	return n.Value, n.texts()
}

// Bind implements [Bound].
func (n *Branch) Bind(env Env) []Problem {
	wrong := setBySome(env, "value", n.Value)
	n.secret = env.Values[n.Value].Type == ivr.SecretDigits
	for _, taken := range []string{"else", "unset", ivr.ExitBack} {
		if _, named := n.Cases[taken]; named {
			wrong = append(wrong, Problem{"cases", taken + " is an exit of its own; a value that reads so cannot be a case"})
		}
	}
	return wrong
}

// Labels implements [Describer].
func (n *Branch) Labels() []Label { return []Label{{Setting: "value", Text: n.Value}} }

// Handle implements [ivr.Node].
func (n *Branch) Handle(t *ivr.Turn, _ ivr.Event) ivr.Move {
	value, set := t.Call.Values[n.Value]
	if !set {
		return ivr.Go{Exit: "unset"}
	}
	for _, text := range n.texts() {
		if value.Text.Reveal() == text || value.Type == ivr.SecretDigits && value.Text.Reveal() == secretMatch(text) {
			return ivr.Go{Exit: n.exit(text)}
		}
	}
	return ivr.Go{Exit: "else"}
}
