package scenario

import (
	"fmt"
	"strings"
)

// Reference returns all words of scripts in Markdown, in language en-US or zh-CN.
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
	fmt.Fprintf(&b, "\n## %s\n\n%s\n", say("Which exits are met", "怎样才算走过一个出口"), say(metInEnglish, metInChinese))
	fmt.Fprintf(&b, "\n## %s\n\n%s\n", say("On the command line", "在命令行上"), say(keysInEnglish, keysInChinese))
	return []byte(b.String())
}

const metInEnglish = `A script meets an exit of the menu when it takes the exit and something that it expects comes after that: words
(` + "`hear`" + `, ` + "`hear first`" + `), a text message (` + "`sms`" + `), a talk (` + "`talk`" + `), or an ` + "`end`" + ` that is a queue, ` + "`connected`" + ` or ` + "`goodbye`" + `. An exit behind which a script
expects nothing may lead anywhere, and is not met. A script also fails when the menu cannot go on and sends the caller to
its ` + "`lifeline`" + `.

` + "`hotline test --mutate`" + ` tries it out: it leads every exit that a script takes to other nodes, one at a time, and plays the
scripts that take it again. It chooses up to three nodes whose first words are different from the right ones, and those
first that sound most like them. An exit is then met only when a script fails wherever the exit leads. What no script
notices is listed as "node.exit → where it was led", with a script that takes the exit, and makes the exit status 1.
Nodes that no caller can tell apart, with the same words, the same keys and the same ways on, are not put for one another;
they are listed too. To notice more, expect words that only the right node says, expect them after the last key, and with ` + "`hear first`" + ` that
nothing else is said before.`

const metInChinese = `脚本走过一个出口，并且在那以后等到了它要的东西，这个出口才算走过：听到的话（` + "`hear`" + `、` + "`hear first`" + `）、短信（` + "`sms`" + `）、和人工通话（` + "`talk`" + `），
或者 ` + "`end`" + ` 写的是队列、` + "`connected`" + ` 或 ` + "`goodbye`" + `。走过以后什么都不检查的出口，通到哪里都看不出来，不算走过。菜单自己走不下去、
把来电者送到 ` + "`lifeline`" + ` 的，脚本也算失败。

` + "`hotline test --mutate`" + ` 会实际试一遍：把脚本走过的每个出口依次改通到别的节点，再播放走过它的脚本。每个出口最多改三次，选开头的话
与原来不同、又最容易听混的节点。这时，一个出口不管改通到哪里都有脚本失败，才算走过。没有脚本发现的改动逐条列出：“节点.出口 → 改通到哪里”，
并写明哪个脚本走过它，退出状态为 1。有些节点来电者分不出来：说的话、按的键、往后的路都一样，它们不互相替换，也会列出。要让脚本发现更多，
就在最后一次按键之后，写上只有正确的节点才会说的话；写 ` + "`hear first`" + `，前面多说了别的也能发现。`

const keysInEnglish = "`hotline call` makes such a call, and shows it. Its flags `--at`, `--from`, `--lang`, `--agents`, `--waiting`, `--often`,\n" +
	"`--closed`, `--fail` (failing) and `--gone` say what a call says above; `--keys` is its steps in one line: keys as `press`\n" +
	"takes them, `-` for silence, `bye` to hang up, and the other steps with `:` before what they take and `-` for the spaces in\n" +
	"their names. A text with spaces stands in quotes.\n\n" +
	"```sh\n" +
	"hotline call --agents busy --keys \"0 1 call-back 1 talk\"\n" +
	"hotline call --closed support --from anonymous --keys \"0 say:'please call me' -\"\n" +
	"hotline call --keys \"2 1 fail:lookups code\"\n" +
	"```"

const keysInChinese = "`hotline call` 拨打这样一通电话，并显示听到的一切。参数 `--at`、`--from`、`--lang`、`--agents`、`--waiting`、`--often`、`--closed`、`--fail`\n" +
	"（即 failing）、`--gone` 的意思与上面相同；`--keys` 把各步写成一行：按键同 `press`，`-` 是不出声，`bye` 是挂断，其他步骤在名字后面写 `:` 和内容，\n" +
	"名字里的空格写成 `-`；内容里有空格的，加引号。\n\n" +
	"```sh\n" +
	"hotline call --agents busy --keys \"0 1 call-back 1 talk\"\n" +
	"hotline call --closed support --from anonymous --keys \"0 say:'请给我回电' -\"\n" +
	"hotline call --keys \"2 1 fail:lookups code\"\n" +
	"```"
