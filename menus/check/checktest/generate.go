package checktest

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/okpay/hotline/menus/starter"
)

// pieces are nodes that a menu may get, sound and unsound ones. Each begins with a node @, and leads to
// nodes of the starter or its own, which begin with @ too.
var pieces = []string{
	"  @:\n    say: { text: { zh-CN: 您好。, en-US: Hello. } }\n    go: anything_else\n",
	"  @:\n    say: { text: { zh-CN: 您好。, en-US: Hello. } }\n    go: goodbye\n",
	"  @:\n    say: { text: { zh-CN: 一。, en-US: One. } }\n    go: @b\n  @b:\n    say: { text: { zh-CN: 二。, en-US: Two. } }\n    go: @\n",
	"  @:\n    hours: { line: support }\n    on: { open: main, closed: goodbye }\n",
	"  @:\n    hours: { line: support }\n    on: { open: to_person, closed: after_hours }\n",
	"  @:\n    hours: { line: weekend }\n    on: { open: main, closed: to_person }\n",
	"  @:\n    caller: {}\n    on: { senior: to_person, known: main, unknown: main, limited: general_callback }\n",
	"  @:\n    caller: {}\n    on: { senior: main, known: goodbye, unknown: main, limited: main }\n",
	"  @:\n    transfer: { department: general }\n    on: { answered: goodbye, unanswered: to_person, nobody: to_person }\n",
	"  @:\n    transfer: { department: general }\n    on: { answered: goodbye, unanswered: goodbye, nobody: general_message }\n",
	"  @:\n    request: { case: fraud, department: general }\n    on: { opened: goodbye, already: goodbye, failed: to_person, unverified: to_person }\n",
	"  @:\n    request: { case: fraud, department: general }\n    on: { opened: anything_else, already: anything_else, failed: goodbye, unverified: to_person }\n",
	"  @:\n    collect: { ask: { zh-CN: 请输入编号。, en-US: Please enter the number. }, into: @.typed, min: 2, max: 6 }\n    go: @b\n  @b:\n    branch: { value: @.typed, cases: { \"2468\": to_person, \"11\": goodbye } }\n    on: { else: anything_else }\n",
	"  @:\n    collect: { ask: { zh-CN: 请输入编号。, en-US: Please enter the number. }, into: @.typed, min: 4, max: 4 }\n    go: @b\n  @b:\n    branch: { value: @.typed, cases: { \"2468\": @c } }\n    on: { else: to_person }\n  @c:\n    say: { text: { zh-CN: \"{@.typed}\", en-US: \"{@.typed}\" } }\n    go: anything_else\n",
	"  @:\n    say: { text: { zh-CN: \"{case.number}\", en-US: \"{case.number}\" } }\n    go: anything_else\n",
	"  @:\n    menu:\n      choices:\n        - { for: { zh-CN: 返回主菜单, en-US: the main menu }, go: main }\n        - { for: { zh-CN: 挂断, en-US: to hang up }, go: goodbye }\n    on: { no_input: @b, no_match: to_person }\n  @b:\n    say: { text: { zh-CN: 再来。, en-US: Again. } }\n    go: @\n",
	"  @:\n    menu:\n      choices:\n        - { for: { zh-CN: 留言, en-US: to leave a message }, go: general_message }\n        - { for: { zh-CN: 别的, en-US: something else }, go: goodbye }\n",
	"  @:\n    menu:\n      choices:\n        - { for: { zh-CN: 回电, en-US: a call back }, go: general_callback }\n    on: { person: general_message }\n",
	"  @:\n    survey: { ask: { zh-CN: 请打分。, en-US: Please press a score. }, department: general }\n    on: { done: goodbye, failed: to_person }\n",
	"  @:\n    verify: { ask_phone: { zh-CN: 请输入手机号。, en-US: Please enter the phone number. }, ask_code: { zh-CN: 请输入验证码。, en-US: Please enter the code. }, wrong: { zh-CN: 不对。, en-US: Wrong. }, resent: { zh-CN: 已重发。, en-US: Sent again. } }\n    on: { verified: anything_else, failed: to_person, locked: to_person, unavailable: to_person }\n",
	"  @:\n    verify: { ask_phone: { zh-CN: 请输入手机号。, en-US: Please enter the phone number. }, ask_code: { zh-CN: 请输入验证码。, en-US: Please enter the code. }, wrong: { zh-CN: 不对。, en-US: Wrong. }, resent: { zh-CN: 已重发。, en-US: Sent again. } }\n    on: { verified: anything_else, failed: goodbye, locked: to_person, unavailable: goodbye }\n",
	"  @:\n    sms: { text: { zh-CN: 请保留证据。, en-US: Keep evidence. } }\n    go: anything_else\n",
	"  @:\n    queue: { name: other }\n    on: { bridged: goodbye, callback: general_callback, message: general_message, full: no_one_free, too_long: @, closed: general_message, failed: no_one_free }\n",
	"  @:\n    language: {}\n    go: main\n",
}

// target matches where an exit leads, as the menus' files write it.
var target = regexp.MustCompile(`(go|person|no_input|no_match|open|closed|done|withheld|failed|full|nobody|too_long|callback|message|empty|bridged|lifeline|overlong|answered|unanswered|opened|already|known|unknown|senior|limited|else|locked|unavailable|verified): ([a-zA-Z_0-9]+)`)

// Generate makes a small menu: the starter with some pieces, and some of its exits redirected. The same
// seed gives the same menu. Some do not load.
func Generate(seed uint64) fs.FS {
	r := rand.New(rand.NewPCG(seed, 11))
	menu, people := file("menu.yaml"), file("people.yaml")
	names := []string{"main", "to_person", "general_queue", "no_one_free", "after_hours", "general_callback", "general_message", "anything_else", "goodbye", "parting", "opening_hours"}
	choices, nodes := "", ""
	for i := range 1 + r.IntN(3) {
		name := fmt.Sprintf("p%d", i+1)
		nodes += strings.ReplaceAll(pieces[r.IntN(len(pieces))], "@", name)
		names = append(names, name)
		choices += fmt.Sprintf("        - { for: { zh-CN: 第%d项, en-US: topic %d }, go: %s }\n", i, i, name)
	}
	menu = strings.Replace(menu, "        - for: { zh-CN: 找人工", choices+"        - for: { zh-CN: 找人工", 1)
	menu = strings.Replace(menu, "  general: { hours: support", "  other: { hours: weekend }\n  general: { hours: support", 1)
	menu = strings.Replace(menu, "\nqueues:", "\n  weekend: { sat-sun: \"10:00-16:00\" }\n\nqueues:", 1)
	if r.IntN(4) == 0 {
		menu = strings.Replace(menu, "start: welcome", "start: p1", 1)
		menu = strings.Replace(menu, "go: p1 }", "go: welcome }", 1)
	}
	menu += "\n" + nodes
	for range r.IntN(3) {
		if r.IntN(2) == 0 {
			menu = retarget(r, menu, names)
		} else {
			people = retarget(r, people, names)
		}
	}
	return fstest.MapFS{"menu.yaml": {Data: []byte(menu)}, "people.yaml": {Data: []byte(people)}, "phrases.yaml": {Data: []byte(file("phrases.yaml"))}}
}

// retarget redirects one exit.
func retarget(r *rand.Rand, text string, names []string) string {
	all := target.FindAllStringSubmatchIndex(text, -1)
	at := all[r.IntN(len(all))]
	return text[:at[4]] + names[r.IntN(len(names))] + text[at[5]:]
}

func file(name string) string {
	data, err := fs.ReadFile(starter.FS, name)
	if err != nil {
		panic(err) // the file is part of this program
	}
	return string(data)
}
