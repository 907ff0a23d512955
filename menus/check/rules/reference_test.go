package rules_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus/check/rules"
)

//go:generate go test -run TestReference -update .

var update = flag.Bool("update", false, "write the reference of the rules anew")

// heading is the reference's text before the rules, by language.
var heading = map[string]string{
	"en-US": `# The rules that every menu keeps to

<!-- Made by go generate ./menus/check/rules from the rules themselves. -->

` + "`hotline check`" + ` follows every caller through a menu: every key, word, digit and silence, at every kind of
moment, in every language, with a number that is shown or withheld, and with look-ups that find, find nothing,
or fail. A finding names one rule, one place, and how to fix it. Most come with a call that shows it, which was
played on the menu, and with the command that makes that call.

A ` + "`fail`" + ` keeps a menu from going live, a ` + "`warn`" + ` does not. ` + "`check`" + ` exits 1 for a fail.

## Accepting a finding

A finding at a node may be accepted knowingly; it is then listed and counted, and no longer forbids the menu:

` + "```yaml" + `
  closing:
    end: { say: { zh-CN: 今天的活动结束了，再见。, en-US: Today's event is over. Goodbye. } }
    accept: [{ rule: dropped, reason: the line of one day's event has nobody to answer it }]
` + "```" + `

`,
	"zh-CN": `# 每个菜单都要遵守的规则

<!-- 由 go generate ./menus/check/rules 从规则本身生成。 -->

` + "`hotline check`" + ` 跟着每一位来电者走完菜单：每个按键、每句话、每次输入和不出声，每一种时刻，每种语言，
显示或隐藏号码，以及查得到、查不到、查询失败。每个问题写明一条规则、一个位置和修改办法；多数还附有一通
能说明它的电话（在菜单上实际走过），以及拨打这通电话的命令。

` + "`fail`" + ` 的菜单不能上线，` + "`warn`" + ` 可以。有 fail 时 ` + "`check`" + ` 以 1 退出。

## 接受一个问题

节点上的问题可以在知情的情况下接受；它会被列出、计数，不再阻止菜单上线：

` + "```yaml" + `
  closing:
    end: { say: { zh-CN: 今天的活动结束了，再见。, en-US: Today's event is over. Goodbye. } }
    accept: [{ rule: dropped, reason: 当天活动的专线没有人接听 }]
` + "```" + `

`,
}

var words = map[string][3]string{
	"en-US": {"**Fix.**", "breaks it:", "keeps to it:"},
	"zh-CN": {"**修改。**", "不符合：", "符合："},
}

func TestReferenceOfTheRules(t *testing.T) {
	t.Parallel()
	for language, name := range map[string]string{"en-US": "RULES.md", "zh-CN": "RULES.zh-CN.md"} {
		path := filepath.Join("..", "..", "..", "docs", name)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(reference(language)), 0o644))
		}
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, reference(language), string(data), "%s is stale; run go generate ./menus/check/rules", name)
	}
}

func reference(language string) string {
	var b strings.Builder
	b.WriteString(heading[language])
	w := words[language]
	for _, r := range rules.All() {
		fmt.Fprintf(&b, "## `%s` (%s)\n\n%s\n\n%s %s\n\n", r.Name, r.Severity, r.Doc[language], w[0], r.Fix[language])
		for i, example := range []string{r.Unsound, r.Sound} {
			if example != "" && len(example) < longest {
				fmt.Fprintf(&b, "%s\n\n```yaml\n%s\n```\n\n", w[i+1], strings.Trim(example, "\n"))
			}
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// longest is the most characters of an example that is shown.
const longest = 700
