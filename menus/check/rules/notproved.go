package rules

import "github.com/okpay/hotline/ivr"

// NotProved names the finding of a menu that could not be proved within bounds.
const NotProved = "not-proved"

func init() {
	register(Rule{
		Name: NotProved, Severity: Fail, Kept: true,
		Doc: ivr.Text{
			"en-US": "The menu can be proved within bounds: so many different callers, so much memory, so much time. Where it cannot, that is said, and the menu does not go live.",
			"zh-CN": "菜单能在限度内证明：不同来电者的数目、内存、时间都有上限。证明不了就会说明，菜单也不会上线。",
		},
		Fix: ivr.Text{
			"en-US": "Let fewer of the values that callers choose or type differ at the nodes named at once: compare a value soon after it is typed, or set it in fewer ways.",
			"zh-CN": "让所说的节点上同时不同的值少一些：值输入以后尽快比较，或少几种设定。",
		},
	})
}
