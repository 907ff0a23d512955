package node

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// Unsaid is what was said in a call, with {names} again where something of the
// caller's own was: numbers, amounts, days, and whom money went to.
func Unsaid(tree *ivr.Tree, call ivr.Call, text string) string {
	t := &ivr.Turn{Call: &call, Tree: tree, Now: call.At}
	own := map[string]string{} // as it is said, by what
	for _, name := range slices.Sorted(maps.Keys(call.Values)) {
		v := call.Values[name]
		if !ofCaller(v) || v.Type == ivr.SecretDigits {
			continue
		}
		for _, l := range tree.Languages {
			own[spoken(t, l.Name, v)] = name
		}
		if v.Type == ivr.Digits {
			own[v.Text.Reveal()] = name // as it is written
		}
	}
	delete(own, "")
	longestFirst := slices.SortedFunc(maps.Keys(own), func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for _, said := range longestFirst {
		text = strings.ReplaceAll(text, said, "{"+own[said]+"}")
	}
	return text
}

// ofCaller reports whether a value may tell who the caller is, or what they have.
func ofCaller(v ivr.Value) bool {
	switch v.Type {
	case ivr.Amount, ivr.Digits, ivr.LastDigits:
		return true
	case ivr.Term:
		return false // one of the menu's own words
	}
	branched := v.Type == ivr.Verbatim && strings.Trim(v.Text.Reveal(), "abcdefghijklmnopqrstuvwxyz_") == ""
	return v.Private && !branched
}
