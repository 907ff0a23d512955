package node

import (
	"cmp"
	"strconv"

	"github.com/okpay/hotline/ivr"
)

// Caller branches on who calls, as far as the number tells. The number is no
// proof: it may raise care for a caller, never what is said of an account.
type Caller struct {
	Senior int `yaml:"senior,omitempty" doc:"the age from which a caller leaves by senior; 65 when left out"`
}

const seniorAge = 65

func init() {
	register(Kind{
		Name:  "caller",
		Title: ivr.Text{"zh-CN": "识别来电", "en-US": "who calls"},
		Words: map[string]ivr.Text{
			"exit.known":   {"zh-CN": "有账户", "en-US": "has an account"},
			"exit.limited": {"zh-CN": "来电过多", "en-US": "calls too often"},
			"exit.senior":  {"zh-CN": "65 岁及以上", "en-US": "65 and over"},
			"exit.unknown": {"zh-CN": "未知号码", "en-US": "unknown number"},
		},
		Group:    Decides,
		Doc:      "Branches on who calls, by the caller's number: people of 65 and over can so be led straight to a person, and a number that calls too often to where it does no harm.",
		Example:  "\ncaller: {}\non: { senior: goodbye, known: goodbye, unknown: goodbye, limited: goodbye }",
		New:      func() ivr.Node { return &Caller{} },
		Defaults: map[string]string{"senior": strconv.Itoa(seniorAge)},
		Uses:     []Fact{OfNumber, OfLimited, OfAccount},
		Means:    map[string]Meaning{"senior": KnownNumber, "known": KnownNumber, "unknown": UnknownNumber},
		Detours:  []string{"limited", "senior"},
		Exits: []Exit{
			{"senior", "an account's holder of that age"},
			{"known", "another account's holder"},
			{"limited", "the number has called more often than the settings allow"},
			{"unknown", "no account has this number, several have it, it is withheld, or the look-up failed"},
		},
	})
}

// Exits implements [ivr.Node].
func (*Caller) Exits() []string { return []string{"senior", "known", "unknown", "limited"} }

// Handle implements [ivr.Node].
func (n *Caller) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	a, ok := e.(ivr.Answered)
	switch {
	case t.Call.Limited:
		return ivr.Go{Exit: "limited"}
	case !ok && t.Call.From != "":
		return ivr.Ask{Query: ivr.FindAccount{Phones: []ivr.Masked{t.Call.From}}}
	case !ok, a.Result != ivr.OK, a.Account == nil:
		return ivr.Go{Exit: "unknown"}
	}
	t.Call.Account = a.Account
	if a.Account.IsAged(cmp.Or(n.Senior, seniorAge), t.Now.In(t.Tree.Zone)) {
		return ivr.Go{Exit: "senior"}
	}
	return ivr.Go{Exit: "known"}
}
