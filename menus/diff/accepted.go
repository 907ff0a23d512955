package diff

import "github.com/okpay/hotline/menus"

// acceptances compares the findings of check that the menus accept.
func (c *comparison) acceptances() {
	was, is := acceptedIn(c.old), acceptedIn(c.new)
	for _, key := range inOrder(is) {
		if a := is[key]; was[key].Reason != a.Reason {
			c.found.add(Problem, a.Node, a.Position, say("accepted", a.Position, a.Rule, a.Node, a.Reason))
		}
	}
	for _, key := range inOrder(was) {
		if _, still := is[key]; !still {
			a := was[key]
			c.found.add(Problem, a.Node, a.Position, say("accepted_no_more", a.Rule, a.Node))
		}
	}
}

func acceptedIn(m *menus.Menu) map[string]menus.Acceptance {
	list := map[string]menus.Acceptance{}
	for _, a := range m.Accepted() {
		list[a.Node+"\x00"+a.Rule] = a
	}
	return list
}
