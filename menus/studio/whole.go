package studio

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// done puts the whole menu together.
func (b *builder) done() Import {
	start := b.leads(state{Name: b.Initial}, b.first())
	nodes := b.met(start)
	b.needed["hung_up"] = strings.Contains(nodes, "hung_up")
	var y strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&y, format+"\n", args...) }
	say("# From a flow of Twilio Studio: %s", comment(cmp.Or(b.Description, "without a description")))
	say("# What could not be carried over stands in NOTES.md.\n")
	say("hotline: %s", quoted(cmp.Or(comment(b.Description), "Imported")))
	say("start: %s\nlifeline: to_person\noverlong: to_person", start)
	say("timezone: %s\ncountry: %q\ntries: 3\nspeech: false\n", map[string]string{"zh-CN": "Asia/Shanghai", "en-US": "America/New_York"}[b.language], map[string]string{"zh-CN": "86", "en-US": "1"}[b.language])
	if b.language == "zh-CN" {
		say("languages:\n  zh-CN: { say: cmn-CN, voice: Polly.Zhiyu-Neural, hear: cmn-Hans-CN }\n")
	} else {
		say("languages:\n  en-US: { say: en-US, voice: Polly.Joanna-Neural, hear: en-US }\n")
	}
	say("hours:\n  support: { mon-fri: \"09:00-18:00\" }\n\nqueues:\n  general: { hours: support }\n")
	say("whisper: %s\n", b.words("来电讲{language}。事由：{topic}。{verified}。已等{waited}。来电号码{caller}。接听，请按任意键。",
		"The caller speaks {language}. It is about {topic}. {verified}. They have waited {waited}. The number: {caller}. To take the call, press any key."))
	say("include: [words.yaml]\n\nalways: { person: to_person, no_input: to_person, no_match: to_person, unavailable: to_person, unverified: to_person }\n\nnodes:%s", nodes)
	say("%s", b.rescue())
	files := map[string][]byte{"menu.yaml": []byte(y.String()), "words.yaml": b.phrases(), "NOTES.md": b.notesFile()}
	return Import{Files: files, Notes: order(b.notes, b.flow), Nodes: b.nodes}
}

// rescue are the nodes of every imported menu: the way to a person.
func (b *builder) rescue() string {
	var r strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&r, format+"\n", args...) }
	say("  # The way to a person, which every menu has here: 0, and three silences.")
	say("  to_person:\n    hours: { line: support }\n    on: { open: person_queue, closed: no_person }")
	say("  person_queue:\n    queue: { name: general }\n    on: { bridged: person_kept, callback: no_person, message: no_person, full: no_person, too_long: no_person, closed: no_person, failed: no_person }")
	say("  no_person:\n    message:\n      ask: %s\n      empty: %s\n      department: general\n    on: { done: person_kept, empty: person_kept, failed: person_kept }",
		b.words("现在没有同事能接听，请在提示音后留言，按井号键结束。", "Nobody can take your call now. Please leave a message after the tone and press pound."), b.words("没有听到留言。", "I heard no message."))
	say("  person_kept:\n    end: { say: %s }", b.words("感谢您的来电，再见。", "Thank you for calling. Goodbye."))
	if b.needed["hung_up"] {
		say("  # Where the flow led nowhere: it hung up. Lead these ways to a person.\n  hung_up:\n    end: { say: %s }", b.words("再见。", "Goodbye."))
	}
	return r.String()
}

// phrases are what every menu says alike, in the flow's language.
func (b *builder) phrases() []byte {
	var y strings.Builder
	y.WriteString("# What every menu says alike: our defaults.\n\nphrases:\n")
	for _, p := range node.Phrases() {
		text := p.Default[b.language]
		if text == "" {
			text = ours[p.Name][b.language]
		}
		fmt.Fprintf(&y, "  %s: { %s: %s }\n", p.Name, b.language, quoted(text))
	}
	heard := map[string]string{"zh-CN": "  person: { zh-CN: [人工, 客服] }\n  again: { zh-CN: [再说一遍] }\n  back: { zh-CN: [返回] }\n  yes: { zh-CN: [是的, 对] }\n  no: { zh-CN: [不是, 不对] }\n",
		"en-US": "  person: { en-US: [person, agent, operator] }\n  again: { en-US: [again, repeat] }\n  back: { en-US: [back] }\n  yes: { en-US: [\"yes\"] }\n  no: { en-US: [\"no\"] }\n"}
	y.WriteString("\nhear:\n" + heard[b.language] + "\nterms:\n")
	fmt.Fprintf(&y, "  language.%s: { %s: %s }\n", b.language, b.language, map[string]string{"zh-CN": "中文", "en-US": "English"}[b.language])
	return []byte(y.String())
}

// notesFile is the list of notes as an operator keeps it.
func (b *builder) notesFile() []byte {
	var y strings.Builder
	y.WriteString("# Notes on the import\n")
	for _, part := range []struct {
		kind  NoteKind
		title string
	}{{Trap, "Was wrong in the flow all along"}, {Lost, "Could not be carried over"}, {Added, "Added, for the flow does not say it"}} {
		fmt.Fprintf(&y, "\n## %s\n\n", part.title)
		some := false
		for _, n := range b.notes {
			if n.Kind == part.kind {
				some = true
				fmt.Fprintf(&y, "- %s%s\n", prefixed(n.Widget), n.Text)
			}
		}
		if !some {
			y.WriteString("Nothing.\n")
		}
	}
	return []byte(y.String())
}

func prefixed(widget string) string {
	if widget == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(widget, "`", "'") + "`: "
}

// ours are words for the phrases that have none by default.
var ours = map[string]ivr.Text{
	"press":              {"zh-CN": "{for}，请按 {key}。", "en-US": "{For}, press {key}."},
	"press_short":        {"zh-CN": "{for}，按 {key}。", "en-US": "Press {key} {for}."},
	"keys":               {"zh-CN": "找人工，按 0；再听一遍，按星号键；返回上一级，按井号键。", "en-US": "For a person, press 0. To hear this again, press star. To go back, press pound."},
	"typed_keys":         {"zh-CN": "找人工，按 0 和井号键；再听一遍，按星号键和井号键；返回，按井号键。", "en-US": "For a person, press 0 and pound. To hear this again, press star and pound. To go back, press pound."},
	"no_input":           {"zh-CN": "没有收到您的回应。", "en-US": "I didn't get an answer."},
	"no_match":           {"zh-CN": "没有这个选项。", "en-US": "That is not one of the choices."},
	"confirm":            {"zh-CN": "您要{for}，对吗？是，请按 1；不是，请按 2。", "en-US": "{For}: is that right? For yes, press 1. For no, press 2."},
	"connecting":         {"zh-CN": "正在为您接通人工，请稍候。", "en-US": "I'm connecting you to a person. Please hold."},
	"position":           {"zh-CN": "您排在第{position}位。", "en-US": "You are number {position} in line."},
	"next_in_line":       {"zh-CN": "下一位就是您。", "en-US": "You are next in line."},
	"expected_wait":      {"zh-CN": "大约需要等{wait}。", "en-US": "The wait is about {wait}."},
	"still_waiting":      {"zh-CN": "请继续等候。", "en-US": "Please stay on the line."},
	"wait_offer":         {"zh-CN": "要我们回电，请按 1；留言，请按 2。", "en-US": "To be called back, press 1. To leave a message, press 2."},
	"list_next":          {"zh-CN": "选这一笔，按 1；听下一笔，按 2。", "en-US": "To choose this one, press 1. For the next, press 2."},
	"guide_keys":         {"zh-CN": "听下一步，按 1；全部用短信发给您，按 2。", "en-US": "For the next step, press 1. To get all of it as a text message, press 2."},
	"text_sent":          {"zh-CN": "短信已经发给您了。", "en-US": "I've sent you a text message."},
	"text_unsent":        {"zh-CN": "您的来电没有显示号码，短信发不出去。", "en-US": "Your number is hidden, so I can't send a text message."},
	"code_sms":           {"zh-CN": "您的验证码是 {code}，五分钟内有效。", "en-US": "Your verification code is {code}. It is valid for five minutes."},
	"whisper_verified":   {"zh-CN": "已核对身份", "en-US": "Verified"},
	"whisper_unverified": {"zh-CN": "没有核对身份", "en-US": "Not verified"},
	"no_topic":           {"zh-CN": "没有说明", "en-US": "something they have not said"},
	"closed_weekly":      {"zh-CN": "现在不是人工服务时间", "en-US": "Our people are off duty now"},
	"closed_holiday":     {"zh-CN": "今天是{name}，人工休息", "en-US": "It is {name}, and our people are off duty"},
	"closed_now":         {"zh-CN": "人工服务现在暂停", "en-US": "Our people can't take calls right now"},
}

// order puts notes in the order of the widgets.
func order(notes []Note, f flow) []Note {
	place := map[string]int{}
	for i, s := range f.States {
		place[s.Name] = i + 1
	}
	slices.SortStableFunc(notes, func(a, b Note) int { return cmp.Compare(place[a.Widget], place[b.Widget]) })
	return notes
}
