package studio

import (
	"github.com/okpay/hotline/ivr"
)

// Our texts where a flow has none.
var (
	oneMoment    = ivr.Text{"zh-CN": "请稍候。", "en-US": "One moment, please."}
	enterDigits  = ivr.Text{"zh-CN": "请输入号码，按井号键结束。", "en-US": "Please enter the digits and press pound."}
	leaveMessage = ivr.Text{"zh-CN": "请在提示音后留言，按井号键结束。", "en-US": "Please leave a message after the tone and press pound."}
	noMessage    = ivr.Text{"zh-CN": "没有听到留言，请再说一次。", "en-US": "I heard no message. Please try again."}
	nobodyNow    = ivr.Text{"zh-CN": "现在没有同事能接听，请在提示音后留言，按井号键结束。", "en-US": "Nobody can take your call now. Please leave a message after the tone and press pound."}
	thanks       = ivr.Text{"zh-CN": "感谢您的来电。", "en-US": "Thank you for calling."}
	thanksAndBye = ivr.Text{"zh-CN": "感谢您的来电，再见。", "en-US": "Thank you for calling. Goodbye."}
	callLater    = ivr.Text{"zh-CN": "抱歉，现在留不了言，请过一会儿再打来，再见。", "en-US": "I'm sorry, I can't take a message now. Please call again later. Goodbye."}
	goodbye      = ivr.Text{"zh-CN": "再见。", "en-US": "Goodbye."}
	whisper      = ivr.Text{
		"zh-CN": "来电讲{language}。事由：{topic}。{verified}。已等{waited}。来电号码{caller}。接听，请按任意键。",
		"en-US": "The caller speaks {language}. It is about {topic}. {verified}. They have waited {waited}. The number: {caller}. To take the call, press any key.",
	}
)

// language is how a language is spoken and recognised, and where.
type language struct{ say, voice, hear, zone, country, name string }

var spokenAs = map[string]language{
	"zh-CN": {"cmn-CN", "Polly.Zhiyu-Neural", "cmn-Hans-CN", "Asia/Shanghai", "86", "中文"},
	"en-US": {"en-US", "Polly.Joanna-Neural", "en-US", "America/New_York", "1", "English"},
}

// spokenKey is a key that may be spoken everywhere, with its words.
type spokenKey struct {
	name  string
	words map[string]string // as YAML lists them
}

var spokenKeys = []spokenKey{
	{"person", map[string]string{"zh-CN": "人工, 客服, 真人", "en-US": "agent, operator, representative, person, human"}},
	{"again", map[string]string{"zh-CN": "再说一遍, 再听一遍, 没听清, 重复", "en-US": "again, repeat"}},
	{"back", map[string]string{"zh-CN": "上一级, 上一步, 返回上", "en-US": "back, go back"}},
	{`"yes"`, map[string]string{"zh-CN": "是的, 对的, 没错, 好的", "en-US": `"yes", yeah, right, correct`}},
	{`"no"`, map[string]string{"zh-CN": "不是, 不对, 不要", "en-US": `"no", nope, wrong`}},
}

// phraseWords are the phrases that have no default.
var phraseWords = map[string]ivr.Text{
	"press":              {"zh-CN": "{for}，请按 {key}。", "en-US": "{For}, press {key}."},
	"press_short":        {"zh-CN": "{for}，按 {key}。", "en-US": "Press {key} {for}."},
	"keys":               {"zh-CN": "找人工，按 0；再听一遍，按星号键；返回上一级，按井号键。", "en-US": "For a person, press 0. To hear it again, press star. To go back, press pound."},
	"typed_keys":         {"zh-CN": "找人工，按 0 和井号键；再听一遍，按星号键和井号键；返回，直接按井号键。", "en-US": "For a person, press 0 and pound. To hear it again, press star and pound. To go back, just press pound."},
	"no_input":           {"zh-CN": "没有收到您的回应。", "en-US": "I didn't get an answer."},
	"no_match":           {"zh-CN": "抱歉，我们再来一次。", "en-US": "Sorry, let's try that again."},
	"confirm":            {"zh-CN": "您说的是{for}，对吗？对，请按 1；不对，请按 2。", "en-US": "I heard: {for}. If that's right, press 1. If not, press 2."},
	"connecting":         {"zh-CN": "正在为您接通人工，请稍候。", "en-US": "I'm connecting you to a person. Please hold."},
	"position":           {"zh-CN": "您排在第{position}位。", "en-US": "You are number {position} in line."},
	"next_in_line":       {"zh-CN": "下一位就是您。", "en-US": "You are next in line."},
	"expected_wait":      {"zh-CN": "大约还要等{wait}。", "en-US": "The wait is about {wait}."},
	"still_waiting":      {"zh-CN": "谢谢您的耐心，我们还在为您接通。", "en-US": "Thank you for waiting. We're still connecting you."},
	"wait_offer":         {"zh-CN": "不想等的话，按 1，我们给您回电；按 2，给我们留言。", "en-US": "If you'd rather not wait, press 1 and we'll call you back, or press 2 to leave a message."},
	"list_next":          {"zh-CN": "就是这一笔，按 1；听下一笔，按 2。", "en-US": "If this is the one, press 1. For the next, press 2."},
	"guide_keys":         {"zh-CN": "听下一步，按 1；全部用短信发给您，按 2。", "en-US": "For the next step, press 1. To get it all by text message, press 2."},
	"text_sent":          {"zh-CN": "短信已经发给您了。", "en-US": "A text message is on its way to you."},
	"text_unsent":        {"zh-CN": "您来电的号码，我们没法发短信。", "en-US": "I can't send a text message to the number you're calling from."},
	"code_sms":           {"zh-CN": "您的验证码是 {code}，五分钟内有效。谁问您要都不要给。", "en-US": "Your verification code is {code}, good for five minutes. Give it to nobody."},
	"whisper_verified":   {"zh-CN": "身份已核对", "en-US": "They have proved their account"},
	"whisper_unverified": {"zh-CN": "身份未核对", "en-US": "They have not proved their account"},
	"no_topic":           {"zh-CN": "还没说", "en-US": "something not yet said"},
	"closed_weekly":      {"zh-CN": "现在不是人工服务时间", "en-US": "Our people are off duty now"},
	"closed_holiday":     {"zh-CN": "今天因{name}休息", "en-US": "We are closed today for {name}"},
	"closed_now":         {"zh-CN": "人工服务现在暂停", "en-US": "Our people can't take calls right now"},
}

// wording writes texts in the flow's language.
type wording struct{ language string }

// in returns a text in the flow's language.
func (w wording) in(text string) string { return "{ " + w.language + ": " + quoted(text) + " }" }

// inOr returns a text, or ours when it is empty.
func (w wording) inOr(text string, ours ivr.Text) string {
	if text == "" {
		return w.ours(ours)
	}
	return w.in(text)
}

// ours returns our words in the flow's language.
func (w wording) ours(words ivr.Text) string { return w.in(words[w.language]) }
