package script

import (
	"fmt"
	"strings"
)

// Reference gives all words of the scripts in Markdown, in that language: en-US, or
// zh-CN.
func Reference(language string) []byte {
	say := func(english, chinese string) string { return inLanguage(language, english, chinese) }
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", say("Callers' scripts", "来电脚本"), say(
		"A file of scripts begins with `calls:` and a list of calls. Play them with `hotline test`; for editors: `hotline schema --calls`.",
		"脚本文件以 `calls:` 开头，下面是一列通话。用 `hotline test` 播放；编辑器用的 schema：`hotline schema --calls`。"))
	table := func(title string, of []word) {
		fmt.Fprintf(&b, "\n## %s\n\n| %s | %s |\n| --- | --- |\n", title, say("word", "词"), say("what it says", "意思"))
		for _, w := range of {
			fmt.Fprintf(&b, "| `%s` | %s |\n", w.name, say(w.english, w.chinese))
		}
	}
	table(say("A call", "一通电话"), keysOfACall)
	table(say("Its steps", "其中的步骤"), wordsOfSteps)
	return []byte(b.String())
}
