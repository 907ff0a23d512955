package node

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Listing says an account's transactions one by one, the newest first.
type Listing struct {
	Item     ivr.Text `yaml:"item" doc:"one transaction; says {transaction…} and {item}, its place in the list"`
	Most     int      `yaml:"most" doc:"how many are said at most"`
	Period   string   `yaml:"period,omitempty" doc:"the value that holds how far back to look, as days: 30d; since ever when left out"`
	Type     string   `yaml:"type,omitempty" doc:"the value that holds the type, 'any' for all; all when left out"`
	patience `yaml:",inline"`
}

const (
	stageFetch  = "fetch"
	stageItem   = "item"
	itemTimeout = 3 * time.Second
)

func init() {
	register(Kind{
		Name:  "listing",
		Title: ivr.Text{"zh-CN": "交易列表", "en-US": "list"},
		Words: map[string]ivr.Text{
			"exit.chosen":  {"zh-CN": "选中一笔", "en-US": "one chosen"},
			"setting.item": {"zh-CN": "每一笔", "en-US": "of each"},
		},
		Group: LooksUp,
		Doc:   "Says the verified caller's transactions one by one, the newest first: 1 chooses the one just heard, 2 or silence goes on.",
		Example: `
listing: { item: { zh-CN: "第{item}笔，{transaction.amount}。", en-US: "Number {item}, {transaction.amount}." }, most: 5 }
on: { chosen: goodbye, done: goodbye, none: goodbye, failed: goodbye, unverified: goodbye }`,
		New:      func() ivr.Node { return &Listing{} },
		Defaults: map[string]string{"timeout": itemTimeout.String()},
		Uses:     []Fact{OfAccount, OfVerified},
		Exits:    append(listingExits(), listening()...),
		Detours:  []string{"failed", "unverified"},
		Values:   transactionValues(),
		Own:      map[string][]string{"item": {"item"}},
	})
}

func listingExits() []Exit {
	return []Exit{
		{"chosen", "the caller pressed 1 at a transaction, which is now the one spoken of"},
		{"done", "the last one was said"},
		{"none", "there is no such transaction"},
		{"failed", "the look-up failed"},
		{"unverified", "the caller has not proved whose account it is"},
	}
}

// Exits implements [ivr.Node].
func (*Listing) Exits() []string { return exitNames(append(listingExits(), listening()...)) }

// Bind implements [Bound].
func (n *Listing) Bind(env Env) []Problem {
	var wrong []Problem
	if n.Most < 1 || n.Most > 20 {
		wrong = append(wrong, Problem{"most", "a list says 1 to 20 items"})
	}
	return slices.Concat(wrong, setBySome(env, "period", n.Period), setBySome(env, "type", n.Type))
}

// Inputs implements [Playable].
func (n *Listing) Inputs(_ ivr.State, tries int) []Input {
	this, next := Act{Do: Press, Keys: "1", Means: "this one"}, Act{Do: Press, Keys: "2", Means: "the next one"}
	return append(n.keyed(tries),
		Input{[]Act{this}, "chosen"}, Input{append(repeated(next, 3), this), "chosen"},
		Input{repeated(next, 5), "done"}, Input{repeated(next, 10), "done"})
}

// Handle implements [ivr.Node].
func (n *Listing) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	id, ok := account(t)
	if !ok {
		return ivr.Go{Exit: "unverified"}
	}
	switch e := e.(type) {
	case ivr.Answered:
		return n.tell(t, e)
	case ivr.Input:
		if move := n.input(t, e); move != nil {
			return move
		}
		t.Call.State.Item++
	}
	t.Call.State.Stage = stageFetch
	return ivr.Ask{Query: n.query(t, id)}
}

func (n *Listing) query(t *ivr.Turn, account ivr.Masked) ivr.FindTransactions {
	q := ivr.FindTransactions{Account: account, Limit: n.Most}
	if kind := t.Call.Values[n.Type].Text.Reveal(); kind != "any" {
		q.Type = kind
	}
	if days, ok := strings.CutSuffix(t.Call.Values[n.Period].Text.Reveal(), "d"); ok {
		if count, err := strconv.Atoi(days); err == nil {
			q.Since = t.Now.AddDate(0, 0, -count)
		}
	}
	return q
}

func (n *Listing) tell(t *ivr.Turn, a ivr.Answered) ivr.Move {
	i := t.Call.State.Item
	switch {
	case a.Result == ivr.NotFound, a.Result == ivr.OK && len(a.Transactions) == 0:
		return ivr.Go{Exit: "none"}
	case a.Result != ivr.OK:
		return ivr.Go{Exit: "failed"}
	case i >= len(a.Transactions) || i >= n.Most:
		return ivr.Go{Exit: "done"}
	}
	setTransaction(t, a.Transactions[i])
	t.Call.Reach(ivr.Served)
	t.Call.State.Stage = stageItem
	prompt := []ivr.Verb{say(t, n.Item, words{"item": spoken(t, t.Call.Language, ivr.Value{Type: ivr.Number, Int: int64(i + 1)})})}
	if i == 0 {
		prompt = append(prompt, phrase(t, "list_next", nil))
	}
	return ivr.Listen{Verb: key(t, n.timeout(itemTimeout), "", prompt...)}
}

// input gives the move that a key makes, or nil to go on to the next one.
func (n *Listing) input(t *ivr.Turn, in ivr.Input) ivr.Move {
	if move := common(in); move != nil {
		return move
	}
	switch {
	case in.Digits.Reveal() == "1":
		return ivr.Go{Exit: "chosen"}
	case in.Silent(), in.Digits.Reveal() == "2":
		return nil
	}
	if end := n.missed(t); end != nil {
		return end
	}
	prompt := []ivr.Verb{phrase(t, "no_match", nil), phrase(t, "list_next", nil)}
	return ivr.Listen{Verb: key(t, n.timeout(itemTimeout), "", prompt...), Reprompt: true}
}
