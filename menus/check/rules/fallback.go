package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Fallback names the rule about where calls go when all else fails.
const Fallback = "fallback"

func init() {
	register(Rule{
		Name: Fallback, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "A call that fails goes by `lifeline`, and one of more than 100 steps by `overlong`, to a person, a message or something noted. From overlong callers come there at once. From lifeline a menu may ask what they would rather have, as long as none of its keys leads back into the other menus; and on the way nothing is looked up that may fail again.",
			"zh-CN": "出错的通话经 `lifeline`、超过 100 步的通话经 `overlong`，都要到人工、留言或有所登记。经 overlong 要直接到。经 lifeline 可以先用一个菜单问来电者想要哪一种，但它的按键都不能回到别的菜单；路上也不能再查可能又失败的东西。",
		},
		Fix: ivr.Text{
			"en-US": "Lead it to an hours node, and on to a queue when open, to a message when closed.",
			"zh-CN": "让它通到一个 hours 节点：开着时到队列，关着时到留言。",
		},
		Unsound: "overlong: main",
		Sound:   "overlong: to_person",
		find:    fallback,
	})
}

// fallback follows callers from the fallback, and from where long calls go.
func fallback(p *Proof) {
	for _, cause := range []explore.FallbackCause{explore.ServiceFails, explore.TooManySteps} {
		f := fall{proof: p, cause: cause, seen: map[int32]bool{}}
		known := map[int32]bool{}
		for n := range p.Graph.Links {
			if p.Graph.Links[n].Place.Entry {
				continue
			}
			if to, ok := p.Graph.Fallbacks(int32(n))[cause]; ok && !known[to] {
				known[to] = true
				f.begins = append(f.begins, to)
			}
		}
		for _, n := range f.begins {
			f.follow(n, "")
		}
		f.report()
	}
}

// fall follows callers who left the menus.
type fall struct {
	proof  *Proof
	cause  explore.FallbackCause
	begins []int32 // where they arrive
	seen   map[int32]bool
	asked  []string // nodes that ask callers something again
}

func (f *fall) setting() (name, node string) {
	if f.cause == explore.ServiceFails {
		return "lifeline", f.proof.Menu.Tree.Fallback
	}
	return "overlong", f.proof.Menu.Tree.TooLong
}

// follow goes on to a person, a recorder or something noted. menu is the node on the path that asked
// the caller something; "" for none.
func (f *fall) follow(n int32, menu string) {
	g := f.proof.Graph
	l := &g.Links[n]
	if f.seen[n] || !l.Place.Entry && (explore.Records(l.Place) || g.WithPerson(l.Place, l.Situation)) {
		return
	}
	f.seen[n] = true
	if !l.Place.Entry && !explore.Waits(l.Place) {
		if f.cause == explore.TooManySteps || menu != "" && menu != l.Place.Node {
			f.lost(l.Place.Node)
			return
		}
		menu = l.Place.Node
	}
	for _, e := range g.From(n) {
		if menu == "" && e.Outcome.Looked && f.cause == explore.ServiceFails {
			f.looks(l.Place.Node)
		}
		if explore.Waits(l.Place) && l.Place.Inputs[e.Input].Kind != explore.Unanswered {
			continue // a key that the caller presses while waiting
		}
		if o := e.Outcome; e.To != explore.Over && !o.Noted && !o.Staff && !o.Back && o.Err == nil {
			f.follow(e.To, menu)
		}
	}
}

func (f *fall) lost(at string) {
	if !slices.Contains(f.asked, at) {
		f.asked = append(f.asked, at)
	}
}

// report makes one finding of all nodes that ask callers something again: it is one exit that leads to
// the wrong node.
func (f *fall) report() {
	if len(f.asked) == 0 {
		return
	}
	name, node := f.setting()
	slices.Sort(f.asked)
	f.proof.report(Finding{
		Node: node, Rule: Fallback,
		Text: fmt.Sprintf("%s leads to %s, where the caller is asked once more instead of coming to a person or a message", name, strings.Join(f.asked, ", ")),
		Show: f.proof.show(trace.Goal{Links: f.begins, Hit: func(s trace.Step) bool {
			_, failed := s.Event.(ivr.Failed)
			return slices.Contains(f.asked, s.Result.Call.Node) && (failed || s.Result.Call.Rescues > s.Before.Rescues)
		}}),
	})
}

func (f *fall) looks(at string) {
	name, node := f.setting()
	f.proof.report(Finding{
		Node: node, Rule: Fallback,
		Text: fmt.Sprintf("%s passes %s, which looks an account up: that may be what failed", name, at),
		Fix:  "Lead it past that node, to an hours node.",
	})
}
