package rules

import "github.com/okpay/hotline/ivr"

// Loads names the rule that a menu can be read.
const Loads = "loads"

func init() {
	register(Rule{
		Name: Loads, Severity: Fail, Kept: true,
		Doc: ivr.Text{
			"en-US": "The menu can be read: every key is known, every exit leads somewhere, every text is there in every language.",
			"zh-CN": "菜单读得出来：每个键都认得，每个出口都有去向，每段文字在每种语言里都有。",
		},
		Fix: ivr.Text{
			"en-US": "Do what the finding says; each names its file, line and column.",
			"zh-CN": "照问题里说的做；每一条都写明了文件、行和列。",
		},
	})
}
