package trace

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus/check/explore"
)

// oracle answers the queries of a candidate's next step, at an instant.
func (c *candidate) oracle(at time.Time) explore.Oracle {
	o := explore.Oracle{Now: at}
	if c.who != nil {
		o.Ledger = c.who.Ledger
	}
	return o
}

// typed returns the numbers of the customer's transactions, where digits of their length are asked for.
func (c *candidate) typed(g *explore.Graph) []explore.Input {
	at := g.Links[c.link].Place
	n, ok := g.Menu.Tree.Nodes[at.Node].Node.(node.Typing)
	if !ok || at.Entry || c.who == nil {
		return nil
	}
	var list []explore.Input
	least, most := n.Lengths()
	for _, digits := range c.who.Transactions {
		if len(digits) >= least && len(digits) <= most {
			list = append(list, explore.Typed(digits))
		}
	}
	return list
}

// speaksOf returns which of the customer's transactions the call has values of, for which look-ups may ask.
func (c *candidate) speaksOf() string {
	if c.who == nil {
		return ""
	}
	var values strings.Builder
	kept := c.step.Result.Call.Values
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		if text := kept[name].Text.Reveal(); slices.Contains(c.who.Transactions, text) {
			values.WriteString(name + " " + text + "\x00")
		}
	}
	return values.String()
}

// need is what a step finds that an earlier call of the customer's has left.
type need struct {
	who    *Customer
	locked bool         // after wrong codes
	found  ivr.FindCase // an open case; zero for none
}

// needs returns what a candidate's last step finds, and its own call has not left.
func (c *candidate) needs() []need {
	var list []need
	for i, q := range c.step.Queries {
		a := c.step.Answers[i]
		switch q := q.(type) {
		case ivr.CheckLock:
			if a.Result == ivr.Locked && !c.step.Result.Call.Barred {
				list = append(list, need{who: c.who, locked: true})
			}
		case ivr.FindCase:
			if a.Result == ivr.OK {
				list = append(list, need{who: c.who, found: subject(q)})
			}
		}
	}
	return slices.DeleteFunc(list, func(n need) bool { return c.up.left(n) })
}

// allNeeds returns what the steps of a candidate's call find that it has not left itself, each once.
func (c *candidate) allNeeds() []need {
	var list []need
	for at := c; at != nil; at = at.up {
		for _, n := range at.needs() {
			if !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// left reports whether a step of the call has left what another finds.
func (c *candidate) left(n need) bool {
	for at := c; at != nil; at = at.up {
		if slices.Contains(at.leaves(), n) {
			return true
		}
	}
	return false
}

// leaves returns what a candidate's last step leaves for later calls.
func (c *candidate) leaves() []need {
	var list []need
	for _, e := range c.step.Result.Effects {
		if opened, ok := e.(ivr.OpenCase); ok {
			list = append(list, need{who: c.who, found: subject(ivr.FindCase{
				Kind: opened.Kind, Account: opened.Account, Transaction: opened.Transaction, Caller: opened.Caller,
			})})
		}
	}
	for i, q := range c.step.Queries {
		if _, typed := q.(ivr.CheckCode); typed {
			if a := c.step.Answers[i]; a.Result == ivr.Locked || a.Result == ivr.Wrong && a.Left <= 0 {
				list = append(list, need{who: c.who, locked: true})
			}
		}
	}
	return list
}

// subject returns a search for a case with only what decides which one it finds: the transaction, or the
// account, or the caller.
func subject(q ivr.FindCase) ivr.FindCase {
	switch {
	case q.Transaction != "":
		q.Account, q.Caller = "", ""
	case q.Account != "":
		q.Caller = ""
	}
	return q
}
