package draft

import (
	"iter"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/trace"
)

// candidates returns scripts that may leave a node by an exit, the plainest first: the calls that check
// finds, made by each of the demo's customers. What takes two steps of preparation, check need not
// find as the ledger of a script allows it: a request that was made already, a code that was wrong
// too often, a transaction that is gone. For these, the calls to the other exits of the node are
// made twice, or lose a transaction before their last step.
func (d *drafting) candidates(x check.Exit) iter.Seq[scenario.Call] {
	return func(yield func(scenario.Call) bool) {
		for c := range d.calls(x) {
			for _, script := range d.byCustomers(c) {
				if !yield(script) {
					return
				}
			}
		}
		for _, other := range d.siblings(x) {
			for c := range d.calls(other) {
				for _, script := range d.byCustomers(c) {
					if !yield(twice(script)) {
						return
					}
				}
				for _, script := range lost(c, d.zone()) {
					if !yield(script) {
						return
					}
				}
				break // the plainest
			}
		}
	}
}

// most is how many calls to one exit are tried.
const most = 5

// calls returns some calls that check finds to an exit.
func (d *drafting) calls(x check.Exit) iter.Seq[trace.Call] {
	return func(yield func(trace.Call) bool) {
		n := 0
		for c := range d.Exits.Calls(x) {
			if n++; n > most || !yield(c) {
				return
			}
		}
	}
}

// siblings returns the other exits of an exit's node, in order.
func (d *drafting) siblings(x check.Exit) []check.Exit {
	var list []check.Exit
	for name := range d.Menu.Tree.Nodes[x.Node].Exits {
		if name != x.Name {
			list = append(list, check.Exit{Node: x.Node, Name: name})
		}
	}
	slices.SortFunc(list, func(a, b check.Exit) int { return compare(a, b) })
	return list
}

// byCustomers returns the scripts of a call: as its answers say, and, when it looks up transactions, by
// every customer and with every transaction of theirs.
func (d *drafting) byCustomers(c trace.Call) []scenario.Call {
	script, ok := read(c, d.zone(), true)
	if !ok {
		return nil
	}
	list := []scenario.Call{script}
	if !asks(c) {
		return list
	}
	for _, who := range customers() {
		for _, id := range who.transactions {
			by := script
			by.From, by.Steps = who.phone, slices.Clone(script.Steps)
			typed := false
			for i, s := range by.Steps {
				if isNumber(s) {
					by.Steps[i].Text, typed = id+"#", true
				}
			}
			if list = append(list, by); !typed {
				break // the others are the same
			}
		}
	}
	return list
}

// asks reports whether transactions are looked up in a call.
func asks(c trace.Call) bool {
	return slices.ContainsFunc(c.Steps, func(s trace.Step) bool {
		return slices.ContainsFunc(s.Queries, func(q ivr.Query) bool {
			switch q.(type) {
			case ivr.FindTransaction, ivr.FindTransactions:
				return true
			}
			return false
		})
	})
}

// isNumber reports whether the number of a transaction is typed.
func isNumber(s scenario.Step) bool {
	return s.Do == scenario.Press && len(s.Text) == numberLength+1 && s.Text[numberLength] == '#'
}

// numberLength is the length of the numbers of the demo's transactions.
const numberLength = 8

// twice has the caller call again, and do the same.
func twice(c scenario.Call) scenario.Call {
	c.Steps = slices.Concat(c.Steps, []scenario.Step{{Do: scenario.CallAgain}}, c.Steps)
	return c
}

// lost has a transaction disappear from the ledger before the last step of a call, each in turn.
func lost(c trace.Call, zone *time.Location) []scenario.Call {
	script, ok := read(c, zone, true)
	if !ok || !asks(c) || len(script.Steps) == 0 {
		return nil
	}
	var list []scenario.Call
	for _, who := range customers() {
		if who.phone != script.From {
			continue
		}
		for _, id := range who.transactions {
			by := script
			by.Steps = slices.Insert(slices.Clone(script.Steps), len(script.Steps)-1, scenario.Step{Do: scenario.Gone, Text: id})
			list = append(list, by)
		}
	}
	return list
}
