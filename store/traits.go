package store

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// Trait is something that calls are found by, beside their beginning.
type Trait struct{ Of, Value string }

// The traits of calls. An account is found by its last four digits, as a caller's
// number is: no more of them is known where calls are looked for.
const (
	OfCase    = "case"
	OfAccount = "account"
	OfEnding  = "ending"
	OfQueue   = "queue"
)

// CallTraits returns the traits of a call.
func CallTraits(c ivr.Call) []Trait {
	account := ""
	if c.Account != nil {
		account = c.Account.ID.LastFour()
	}
	traits := []Trait{{OfEnding, c.From.LastFour()}, {OfAccount, account}, {OfQueue, c.Queue}, {OfCase, c.Case}}
	for _, number := range slices.Sorted(maps.Values(c.Cases)) {
		if number != c.Case {
			traits = append(traits, Trait{OfCase, number})
		}
	}
	return slices.DeleteFunc(traits, func(t Trait) bool { return t.Value == "" })
}

// Traits returns those that a filter asks for, that of the fewest calls first.
func (f CallFilter) Traits() []Trait {
	traits := []Trait{{OfCase, f.Case}, {OfAccount, f.Account}, {OfEnding, f.Ending}, {OfQueue, f.Queue}}
	return slices.DeleteFunc(traits, func(t Trait) bool { return t.Value == "" })
}
