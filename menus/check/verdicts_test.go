package check_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/starter"
)

// verdict is the expected result for the starter's menu with one edit.
type verdict struct {
	name  string
	rules string // of the findings that fail, with spaces between them; "" for a sound menu
	nodes string // more nodes; the main menu leads to one of the name t
	edit  []string
}

var verdicts = []verdict{
	// sound, though some look odd
	{name: "the starter itself"},
	{name: "a case is noted, and the call ends without a key", nodes: "  t:\n    request: { case: fraud, department: general }\n    on: { opened: goodbye, already: goodbye, failed: to_person, unverified: to_person }\n"},
	{name: "that is all", edit: []string{"zh-CN: 结束通话, en-US: to end the call", "zh-CN: 没有别的事了, en-US: that's all"}},
	{name: "no, thank you", edit: []string{"zh-CN: 结束通话, en-US: to end the call", "zh-CN: 不用了，谢谢, en-US: \"no, thank you\""}},
	{name: "hang up", edit: []string{"zh-CN: 结束通话, en-US: to end the call", "zh-CN: 挂断, en-US: to hang up"}},
	{name: "a survey after the goodbye's key", edit: []string{"en-US: to end the call }, go: goodbye", "en-US: to end the call }, go: t"}, nodes: "  t:\n    survey: { ask: { zh-CN: 请按 1 到 5 打分。, en-US: Please press a score from 1 to 5. }, department: general }\n    on: { done: goodbye, failed: goodbye, no_input: goodbye, no_match: goodbye }\n"},
	{name: "thanks after the goodbye's key", edit: []string{"en-US: to end the call }, go: goodbye", "en-US: to end the call }, go: t"}, nodes: "  t:\n    say: { text: { zh-CN: 谢谢。, en-US: Thank you. } }\n    go: goodbye\n"},
	{name: "a callback is noted, and the call ends", edit: []string{"    go: anything_else\n\n  general_message:", "    go: goodbye\n\n  general_message:"}},
	{name: "a message is kept, and the call ends", edit: []string{"and get back to you.\"\n    go: anything_else", "and get back to you.\"\n    go: goodbye"}},
	{name: "an empty message ends the call", edit: []string{"empty: parting, failed: parting", "empty: goodbye, failed: parting"}},
	{name: "sayings in a row", nodes: "  t:\n    say: { text: { zh-CN: 一。, en-US: One. } }\n    go: u\n  u:\n    say: { text: { zh-CN: 二。, en-US: Two. } }\n    go: v\n  v:\n    say: { text: { zh-CN: 三。, en-US: Three. } }\n    go: anything_else\n"},
	{name: "a branch guards a value", nodes: "  t:\n    branch: { value: area, cases: { a: u } }\n    on: { else: u, unset: to_person }\n  u:\n    say: { text: { zh-CN: \"{area}\", en-US: \"{area}\" } }\n    go: anything_else\n", edit: []string{"go: opening_hours\n          hear", "go: opening_hours\n          set: { area: a }\n          hear"}},
	{name: "known and unknown callers are led alike", nodes: "  t:\n    caller: {}\n    on: { senior: to_person, known: main, unknown: main, limited: main }\n"},
	{name: "a known caller is asked to choose", nodes: "  t:\n    caller: {}\n    on: { senior: to_person, known: anything_else, unknown: main, limited: main }\n"},
	{name: "people of 65 come to a person first", edit: []string{"start: welcome", "start: first"}, nodes: "  first:\n    caller: {}\n    on: { senior: to_person, known: welcome, unknown: welcome, limited: welcome }\n  t:\n    say: { text: { zh-CN: 好。, en-US: Good. } }\n    go: anything_else\n"},
	{name: "one try", edit: []string{"speech: true", "speech: true\ntries: 1"}},
	{name: "five tries", edit: []string{"speech: true", "speech: true\ntries: 5", "silent: 180s", "silent: 300s"}},
	{name: "a menu of one choice", nodes: "  t:\n    menu: { choices: [ { for: { zh-CN: 返回主菜单, en-US: the main menu }, go: main } ] }\n"},
	{name: "a duty line at night", edit: []string{"on: { open: general_queue, closed: after_hours }", "on: { open: general_queue, closed: duty }"}, nodes: "  duty:\n    transfer: { department: general }\n    on: { answered: goodbye, unanswered: after_hours2, nobody: after_hours2 }\n  after_hours2:\n    hours: { line: support }\n    on: { open: general_queue, closed: after_hours }\n  t:\n    say: { text: { zh-CN: 好。, en-US: Good. } }\n    go: anything_else\n"},
	{name: "digits are asked for, and lead to a person", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入交易编号，按井号键结束。, en-US: Please enter the transaction number and press pound. }, into: typed, min: 6, max: 20 }\n    go: to_person\n"},
	{name: "a password is warned of", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入交易编号。我们不会问您的密码，也请不要告诉别人。, en-US: \"Please enter the transaction number. We never ask for your password, so don't tell it to anybody.\" }, into: typed, min: 6, max: 20 }\n    go: to_person\n"},
	{name: "how to reset a password", nodes: "  t:\n    say: { text: { zh-CN: 重置密码请打开手机应用。, en-US: \"To reset your password, open the app.\" } }\n    go: anything_else\n"},
	{name: "a phone number for a new password", nodes: "  t:\n    collect: { ask: { zh-CN: 重置密码，请输入您的手机号。, en-US: \"To reset your password, please enter your phone number.\" }, into: typed, min: 7, max: 15 }\n    go: to_person\n"},
	{name: "the last four of a card", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入银行卡后四位。, en-US: Please enter the last four digits of your card. }, into: typed, min: 4, max: 4 }\n    go: to_person\n"},
	{name: "a card, kept secret and compared", nodes: "  t:\n    collect: { secret: true, ask: { zh-CN: 请输入卡号。, en-US: Please enter the card number. }, into: typed, min: 13, max: 19 }\n    go: u\n  u:\n    branch: { value: typed, cases: { \"4111111111111111\": to_person } }\n    on: { else: anything_else }\n"},
	{name: "a lifeline that asks at night", edit: []string{"on: { open: general_queue, closed: general_message }", "on: { open: general_queue, closed: after_hours }"}, rules: "fallback"},
	{name: "a line that is always open", edit: []string{"support: { mon-fri: \"09:00-18:00\", calendar: CN, makeup_days: open }", "support: { mon-sun: \"00:00-24:00\" }"}, rules: ""},

	// hung up on
	{name: "everybody at night", rules: "dropped", edit: []string{"start: welcome", "start: t"}, nodes: "  t:\n    hours: { line: support }\n    on: { open: welcome, closed: goodbye }\n"},
	{name: "those who are known", rules: "dropped", edit: []string{"start: welcome", "start: t"}, nodes: "  t:\n    caller: {}\n    on: { senior: welcome, known: goodbye, unknown: welcome, limited: welcome }\n"},
	{name: "those who call often", rules: "dropped", edit: []string{"start: welcome", "start: t"}, nodes: "  t:\n    caller: {}\n    on: { senior: welcome, known: welcome, unknown: welcome, limited: goodbye }\n"},
	{name: "people of 65 at night", rules: "dropped", edit: []string{"start: welcome", "start: first"}, nodes: "  first:\n    caller: {}\n    on: { senior: t, known: welcome, unknown: welcome, limited: welcome }\n  t:\n    hours: { line: support }\n    on: { open: to_person, closed: goodbye }\n"},
	{name: "a person's key at night", rules: "dropped", edit: []string{"en-US: a person }\n          go: to_person", "en-US: a person }\n          go: t"}, nodes: "  t:\n    hours: { line: support }\n    on: { open: to_person, closed: goodbye }\n"},
	{name: "a choice that says something else", rules: "dropped", edit: []string{"en-US: the main menu }, go: main", "en-US: the main menu }, go: goodbye"}},
	{name: "after an announcement", rules: "dropped", edit: []string{"on working days.\n    go: anything_else", "on working days.\n    go: goodbye"}},
	{name: "a callback wanted in the wait", rules: "dropped", edit: []string{"callback: general_callback", "callback: goodbye"}},
	{name: "a message wanted in the wait", rules: "dropped", edit: []string{"message: general_message", "message: goodbye"}},
	{name: "a full queue", rules: "dropped", edit: []string{"full: no_one_free", "full: goodbye"}},
	{name: "a queue that closes", rules: "dropped", edit: []string{"closed: no_one_free", "closed: goodbye"}},
	{name: "a queue that fails", rules: "dropped", edit: []string{"failed: no_one_free", "failed: goodbye"}},
	{name: "a callback that fails", rules: "dropped", edit: []string{"withheld: general_message, failed: general_message", "withheld: general_message, failed: goodbye"}},
	{name: "a callback that fails, with words", rules: "dropped", edit: []string{"withheld: general_message, failed: general_message", "withheld: general_message, failed: parting"}},
	{name: "a withheld number", rules: "dropped", edit: []string{"withheld: general_message, failed: general_message", "withheld: parting, failed: general_message"}},
	{name: "a message that fails, without a word of what to do", rules: "dropped", edit: []string{"empty: parting, failed: parting", "empty: parting, failed: goodbye"}},
	{name: "three wrong codes", rules: "dropped", nodes: "  t:\n    verify: { ask_phone: { zh-CN: 请输入手机号。, en-US: Please enter the phone number. }, ask_code: { zh-CN: 请输入验证码。, en-US: Please enter the code. }, wrong: { zh-CN: 不对。, en-US: Wrong. }, resent: { zh-CN: 已重发。, en-US: Sent again. } }\n    on: { verified: anything_else, failed: goodbye, locked: to_person, unavailable: to_person }\n"},
	{name: "a locked caller", rules: "dropped", nodes: "  t:\n    verify: { ask_phone: { zh-CN: 请输入手机号。, en-US: Please enter the phone number. }, ask_code: { zh-CN: 请输入验证码。, en-US: Please enter the code. }, wrong: { zh-CN: 不对。, en-US: Wrong. }, resent: { zh-CN: 已重发。, en-US: Sent again. } }\n    on: { verified: anything_else, failed: to_person, locked: goodbye, unavailable: to_person }\n"},
	{name: "a look-up that fails", rules: "dropped", nodes: "  t:\n    verify: { ask_phone: { zh-CN: 请输入手机号。, en-US: Please enter the phone number. }, ask_code: { zh-CN: 请输入验证码。, en-US: Please enter the code. }, wrong: { zh-CN: 不对。, en-US: Wrong. }, resent: { zh-CN: 已重发。, en-US: Sent again. } }\n    on: { verified: anything_else, failed: to_person, locked: to_person, unavailable: goodbye }\n"},
	{name: "nobody to ring", rules: "dropped", nodes: "  t:\n    transfer: { department: general }\n    on: { answered: goodbye, unanswered: to_person, nobody: goodbye }\n"},
	{name: "a ring that nobody answers", rules: "dropped", nodes: "  t:\n    transfer: { department: general }\n    on: { answered: goodbye, unanswered: goodbye, nobody: to_person }\n"},
	{name: "digits", rules: "dropped", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入编号。, en-US: Please enter the number. }, into: typed, min: 6, max: 20 }\n    go: goodbye\n"},
	{name: "certain digits", rules: "dropped", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入编号。, en-US: Please enter the number. }, into: typed, min: 2, max: 8 }\n    go: u\n  u:\n    branch: { value: typed, cases: { \"2468\": goodbye } }\n    on: { else: to_person }\n"},
	{name: "English at night", rules: "dropped", edit: []string{"    language: {}\n    go: main", "    language: {}\n    go: t"}, nodes: "  t:\n    hours: { line: support }\n    on: { open: main, closed: goodbye }\n"},
	{name: "a case that fails", rules: "dropped", nodes: "  t:\n    request: { case: fraud, department: general }\n    on: { opened: goodbye, already: goodbye, failed: goodbye, unverified: to_person }\n"},
	{name: "silence", rules: "dropped", edit: []string{"no_input: to_person", "no_input: goodbye"}},
	{name: "wrong keys", rules: "dropped", edit: []string{"no_match: to_person", "no_match: goodbye"}},
	{name: "the lifeline", rules: "dropped", edit: []string{"lifeline: lifeline", "lifeline: goodbye"}},
	{name: "long calls", rules: "dropped", edit: []string{"overlong: lifeline", "overlong: goodbye"}},

	// trapped
	{name: "silence goes round", rules: "trapped", edit: []string{"no_input: to_person", "no_input: main"}},
	{name: "wrong keys go round", rules: "trapped", edit: []string{"no_match: to_person", "no_match: main"}},
	{name: "silence and wrong keys in turn", rules: "trapped", edit: []string{"on: { person: asked_again, no_input: general_callback, no_match: general_message }", "on: { person: asked_again, no_input: t, no_match: general_message }"}, nodes: "  t:\n    menu: { choices: [ { for: { zh-CN: 返回主菜单, en-US: the main menu }, go: main } ] }\n    on: { no_input: general_message, no_match: after_hours3 }\n  after_hours3:\n    hours: { line: support }\n    on: { open: to_person, closed: after_hours }\n"},
	{name: "a queue that leads to itself", rules: "trapped", edit: []string{"too_long: no_one_free", "too_long: general_queue"}},
	{name: "a recorder that leads to itself", rules: "trapped", edit: []string{"empty: parting, failed: parting", "empty: general_message, failed: parting"}},
	{name: "long calls come to the menu again", rules: "fallback", edit: []string{"overlong: lifeline", "overlong: main"}},
	{name: "a lifeline that looks up", rules: "fallback", edit: []string{"lifeline: lifeline", "lifeline: t"}, nodes: "  t:\n    caller: {}\n    on: { senior: lifeline, known: lifeline, unknown: lifeline, limited: lifeline }\n"},
	{name: "nodes that never listen", rules: "breaks-off", nodes: "  t:\n    say: { text: { zh-CN: 一。, en-US: One. } }\n    go: u\n  u:\n    say: { text: { zh-CN: 二。, en-US: Two. } }\n    go: t\n"},
	{name: "a value on one branch only", rules: "breaks-off", nodes: "  t:\n    say: { text: { zh-CN: \"{case.number}\", en-US: \"{case.number}\" } }\n    go: anything_else\n"},
	{name: "0 comes to a recorder", rules: "person", edit: []string{"always:\n  person: to_person", "always:\n  person: to_person2"}, nodes: "  to_person2:\n    menu: { choices: [ { for: { zh-CN: 找人工, en-US: a person }, go: to_person } ] }\n  t:\n    say: { text: { zh-CN: 好。, en-US: Good. } }\n    go: anything_else\n"},

	{name: "0 of those whose message was kept", rules: "person", edit: []string{"and get back to you.\"\n    go: anything_else", "and get back to you.\"\n    go: t"}, nodes: "  t:\n    menu: { choices: [ { for: { zh-CN: 结束通话, en-US: to end the call }, go: goodbye } ] }\n    on: { person: main, no_input: to_person, no_match: to_person }\n"},

	// private data given
	{name: "that there is an account", rules: "private", edit: []string{"start: welcome", "start: t"}, nodes: "  t:\n    caller: {}\n    on: { senior: u, known: u, unknown: welcome, limited: welcome }\n  u:\n    say: { text: { zh-CN: 您在我们这里有账户。, en-US: You have an account with us. } }\n    go: welcome\n"},
	{name: "a card number", rules: "secret", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入银行卡号，按井号键结束。, en-US: Please enter your card number and press pound. }, into: card, min: 13, max: 19 }\n    go: u\n  u:\n    say: { text: { zh-CN: \"您的卡号{card}\", en-US: \"Your card, {card}\" } }\n    go: anything_else\n"},
	{name: "a card number, in a prompt before", rules: "secret", nodes: "  t:\n    say: { text: { zh-CN: 请输入银行卡号。, en-US: Please enter your card number. } }\n    go: u\n  u:\n    collect: { ask: { zh-CN: 按井号键结束。, en-US: Press pound at the end. }, into: card, min: 16, max: 16 }\n    go: anything_else\n"},
	{name: "a secret that is said", rules: "secret", nodes: "  t:\n    collect: { secret: true, ask: { zh-CN: 请输入银行卡号。, en-US: Please enter your card number. }, into: card, min: 13, max: 19 }\n    go: u\n  u:\n    say: { text: { zh-CN: \"您的卡号{card}\", en-US: \"Your card, {card}\" } }\n    go: anything_else\n"},
	{name: "a PIN", rules: "secret", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入PIN码。, en-US: Please enter your PIN. }, into: pin, min: 4, max: 6 }\n    go: anything_else\n"},
	{name: "a password, though secret", rules: "secret", nodes: "  t:\n    collect: { secret: true, ask: { zh-CN: 请输入您的支付密码。, en-US: Please enter your password. }, into: pin, min: 4, max: 6 }\n    go: anything_else\n"},
	{name: "a one-time code", rules: "secret", nodes: "  t:\n    collect: { ask: { zh-CN: 请输入短信验证码。, en-US: Please enter the verification code. }, into: pin, min: 6, max: 6 }\n    go: anything_else\n"},
	{name: "a password, by voice", rules: "secret", edit: []string{"请在提示音后说出您的问题和联系方式", "请在提示音后说出您的密码"}},

	{name: "told of an open line, and back to a menu from before", rules: "person", edit: []string{"person: asked_again", "person: general_callback"}},

	// too long
	{name: "a long saying before a menu", rules: "long-prompt", nodes: "  t:\n    say: { text: { zh-CN: \"" + strings.Repeat("今天的服务时间有变化请您留意。", 12) + "\", en-US: Hello. } }\n    go: anything_else\n"},
	{name: "a document of more than 64 KB", rules: "carrier long-prompt", nodes: "  t:\n    say: { text: { zh-CN: \"" + strings.Repeat("今天的服务时间有变化请您留意", 1600) + "\", en-US: Hello. } }\n    go: anything_else\n"},
	{name: "a text message that is too long", rules: "carrier", nodes: "  t:\n    sms: { text: { zh-CN: \"" + strings.Repeat("今天的服务时间有变化请您留意", 120) + "\", en-US: Hello. } }\n    go: anything_else\n"},
	{name: "a person too far away", rules: "budget", edit: []string{"person: 60s", "person: 5s"}},
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for _, v := range verdicts {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			var rules, lines []string
			for _, f := range check.Check(v.menu(t), spring) {
				lines = append(lines, f.Rule+" "+f.String())
				if f.Severity == check.Fail && !strings.Contains(" "+strings.Join(rules, " ")+" ", " "+f.Rule+" ") {
					rules = append(rules, f.Rule)
				}
			}
			for _, want := range strings.Fields(v.rules) {
				require.Contains(t, rules, want, strings.Join(lines, "\n"))
			}
			if v.rules == "" {
				require.Empty(t, rules, strings.Join(lines, "\n"))
			}
		})
	}
}

// menu returns the starter's menu with the edit.
func (v verdict) menu(t *testing.T) *menus.Menu {
	t.Helper()
	edits := v.edit
	if strings.Contains(v.nodes, "  t:\n") && !strings.Contains(strings.Join(v.edit, " "), "go: t") && !strings.Contains(strings.Join(v.edit, " "), ": t\n") {
		edits = append([]string{"        - for: { zh-CN: 找人工", "        - { for: { zh-CN: 测试, en-US: the test }, go: t }\n        - for: { zh-CN: 找人工"}, edits...)
	}
	folder := menutest.Replace(t, menutest.Files(t, starter.FS), edits...)
	folder[menus.Main].Data = append(folder[menus.Main].Data, "\n"+v.nodes...)
	return menutest.Load(t, folder)
}
