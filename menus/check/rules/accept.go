package rules

import "github.com/okpay/hotline/ivr"

// Accept names the rule about accepted findings.
const Accept = "accept"

func init() {
	register(Rule{
		Name: Accept, Severity: Fail, Kept: true,
		Doc: ivr.Text{
			"en-US": "A finding that is accepted, with `accept` at its node, names its rule and the reason. An acceptance without a finding is one itself. What is private or secret is never accepted.",
			"zh-CN": "用节点上的 `accept` 接受一个问题时，要写明规则和理由。已经没有问题的 accept 本身就是问题。涉及隐私和秘密的问题不能接受。",
		},
		Fix: ivr.Text{
			"en-US": "Take the acceptance out.",
			"zh-CN": "去掉这个 accept。",
		},
	})
}
