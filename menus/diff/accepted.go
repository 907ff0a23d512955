package diff

import (
	"fmt"

	"github.com/okpay/hotline/menus"
)

// acceptances compares the findings of check that the menus accept.
func (c *comparison) acceptances() {
	was, is := acceptedIn(c.old), acceptedIn(c.new)
	for _, key := range inOrder(is) {
		if a := is[key]; was[key].Reason != a.Reason {
			c.found.add(Problem, a.Node, a.Position,
				fmt.Sprintf("a finding is accepted (%s): %s at %s, because: %s", a.Position, a.Rule, a.Node, a.Reason),
				fmt.Sprintf("接受了一个问题（%s）：%s 的 %s，理由：%s", a.Position, a.Node, a.Rule, a.Reason))
		}
	}
	for _, key := range inOrder(was) {
		if _, still := is[key]; !still {
			a := was[key]
			c.found.add(Problem, a.Node, a.Position,
				fmt.Sprintf("a finding is no longer accepted: %s at %s", a.Rule, a.Node),
				fmt.Sprintf("不再接受一个问题：%s 的 %s", a.Node, a.Rule))
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
