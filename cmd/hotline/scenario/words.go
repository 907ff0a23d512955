package scenario

import (
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// word is a word of the language: a key of a call, or a step. Parser and schema read the same words.
type word struct {
	name             string
	english, chinese string
	takes            takes
	values           []string // the only allowed ones
}

// takes is the value that a word takes.
type takes uint8

const (
	words   takes = iota // any text
	nothing              // the word stands alone
	keys                 // keys of a telephone, a group for each prompt
	times                // how often; once when left out
	length               // of time
	choice               // one of the word's values
	yes                  // true
	list                 // of steps
	ending               // how a call ends
)

// keysOfACall are the keys of a call, in the order in which they are written.
var keysOfACall = []word{
	{"call", "what the call is about, in plain words", "这通电话讲什么，一句话", words, nil},
	{"at", "when it comes in, on the menus' clock: 2026-03-02 10:00; now when left out", "何时来电，按菜单的时区：2026-03-02 10:00；不写是现在", words, nil},
	{"from", "the number that calls, E.164, or anonymous; the demo's caller when left out", "来电号码，E.164，或 anonymous（不显示号码）；不写是演示账户的号码", words, nil},
	{"language", "the caller's; en-US presses the key for English first", "来电者的语言；en-US 先按英语键", choice, []string{"zh-CN", "en-US"}},
	{"agents", "how those behave who are there to answer: they answer (when left out), are busy with others, decline, let it ring (no answer), lose their line at once (cut off), nobody is there (away), or nobody is at the desk and those on duty answer (on duty)", "接电话的人怎么做：answer 接听（不写时）、busy 都在忙、decline 拒接、no answer 不接、cut off 一接就断线、away 没有人在、on duty 座席没有人，值班的人接听", choice, WaysOfAgents()},
	{"waiting", "how many callers wait in each queue already", "每个队列里已经有多少人在等", times, nil},
	{"often", "the number has called more often than is allowed", "这个号码打来的次数超过了限制", yes, nil},
	{"closed", "lines (the menus' hours) that an operator has closed by hand before the call comes in, with spaces between them", "来电之前，运营人员已临时关闭的线路（菜单 hours 里的名字），用空格分开", words, nil},
	{"failing", "what does not work already when the call comes in: as for fail", "来电时已经坏了的；可写的同 fail", choice, Parts()},
	{"steps", "what the caller does and hears, in order", "来电者依次做什么、听到什么", list, nil},
	{"end", "how it ends: queue NAME, case KIND, goodbye, connected, served, callback, message, waited, abandoned", "怎么结束：queue 队列名、case 事项种类、goodbye、connected、served、callback、message、waited、abandoned", ending, nil},
}

// wordsOfSteps are the steps.
var wordsOfSteps = []word{
	{string(Hear), "the caller hears these words, since they last did something", "来电者（上一步以后）听到这些话", words, nil},
	{string(HearFirst), "the caller hears these words, and nothing else is said before them since they last did something, or talked", "（上一步或通话以后）来电者首先听到这些话，前面没有说别的", words, nil},
	{string(NotHear), "and does not hear these", "没有听到这些话", words, nil},
	{string(Texted), "a text message with these words has come", "收到含有这些字的短信", words, nil},
	{string(Talk), "the caller has talked with a person, who has hung up", "来电者和人工通过了话，对方已挂断", nothing, nil},
	{string(Press), "keys, a group for each prompt: 2 1 code 20261001#; code is the digits of the last text message", "按键，每次提示一组：2 1 code 20261001#；code 是最后一条短信里的数字", keys, nil},
	{string(Say), "words, or a message after the tone", "说话，或在提示音后留言", words, nil},
	{string(Mumble), "words that are hard to understand", "说得含糊的话", words, nil},
	{string(Silence), "says and presses nothing, as many times as it says", "不出声也不按键，写几就是几次", times, nil},
	{string(Again), "asks to hear it again, as many times as it says", "要求再听一遍，写几就是几遍", times, nil},
	{string(Wait), "stays on the line for so long, or until the wait in a queue is over: 5m", "在线上等这么久，或等到排队结束：5m", length, nil},
	{string(HangUp), "hangs up", "挂断", nothing, nil},
	{string(CallAgain), "hangs up if need be, and calls once more from the same number", "（还没挂断就先挂断）用同一个号码再打一次", nothing, nil},
	{string(CallBack), "hangs up if need be; later we call back, and the caller answers", "（还没挂断就先挂断）之后我们回电，来电者接起", nothing, nil},
	{string(Fail), "from here on it does not work: the ledger's look-ups, the noting of cases, the whole store, text messages, ringing people's lines, waiting in a queue", "从这里起坏了：查账 lookups、登记事项 cases、整个存储 store、短信 texts、拨给同事的线路 lines、排队 queue", choice, Parts()},
	{string(FailOnce), "the next time it does not work, and then it does again: as for fail", "只在下一次坏了，之后又好了；可写的同 fail", choice, Parts()},
	{string(Gone), "from here on the ledger does not have this transaction", "从这里起账上没有这笔交易", words, nil},
	{string(Close), "from here on an operator has closed this line by hand, for two days; a line is one of the menus' hours", "从这里起运营人员临时关闭了这条线路，为期两天；线路是菜单 hours 里的一条", words, nil},
}

// WaysOfAgents returns the behaviours of agents.
func WaysOfAgents() []string {
	return []string{string(Answer), string(Busy), string(Decline), string(NoAnswer), string(CutOff), string(Away), string(OnDuty)}
}

// endings are how a call may end, besides the queues and the cases.
var endings = []string{
	"goodbye", string(ivr.Connected), string(ivr.Served), string(ivr.Callback), string(ivr.Message), string(ivr.Waited), string(ivr.Abandoned),
}

// Parts returns what may fail.
func Parts() []string {
	return []string{string(Lookups), string(Cases), string(Records), string(Texts), string(Lines), string(Queue)}
}

// allEndings returns patterns of how calls end.
func allEndings() []string {
	list := []string{`queue \S+`}
	for _, kind := range ivr.CaseKinds() {
		list = append(list, "case "+string(kind))
	}
	return append(list, endings...)
}

// isEnding reports whether a call can end so.
func isEnding(end string) bool {
	if kind, ok := strings.CutPrefix(end, "case "); ok {
		return slices.Contains(ivr.CaseKinds(), ivr.CaseKind(kind))
	}
	queue, ok := strings.CutPrefix(end, "queue ")
	return ok && queue != "" || slices.Contains(endings, end)
}

func find(all []word, name string) (word, bool) {
	i := slices.IndexFunc(all, func(w word) bool { return w.name == name })
	if i < 0 {
		return word{}, false
	}
	return all[i], true
}

func names(all []word) []string {
	list := make([]string, len(all))
	for i, w := range all {
		list[i] = w.name
	}
	return list
}
