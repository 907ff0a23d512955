package node

import "github.com/okpay/hotline/ivr"

// Phrase is something that all menus say alike. Its words stand in the menu's
// `phrases`, so operators can change them; what it is for stands here.
type Phrase struct {
	Name   string
	Doc    string
	Values []string // the {names} that its text may say
	// Default is what is said in a menu that does not give the phrase; nil: each must.
	Default ivr.Text
}

// Phrases lists every phrase that a menu must give.
func Phrases() []Phrase {
	return []Phrase{
		{"press", "a choice of a menu, in full; {For} is {for} at the start of a sentence", []string{"for", "For", "key"}, nil},
		{"press_short", "a choice of a menu, when it is said again after silence", []string{"for", "For", "key"}, nil},
		{"keys", "what 0, * and # do, after a second silence or wrong key", nil, nil},
		{"typed_keys", "what 0, * and # do while digits are typed, after a second silence or wrong entry", nil, nil},
		{"no_input", "after silence", nil, nil},
		{"no_match", "after a key or a word that means nothing here", nil, nil},
		{"confirm", "asks back when a spoken choice was unclear; 1 is yes, 2 is no", []string{"for", "For"}, nil},
		{"connecting", "before a caller enters a queue or a person is rung", nil, nil},
		{"position", "the place in the queue", []string{"position"}, nil},
		{"next_in_line", "the first place in the queue", nil, nil},
		{"expected_wait", "the wait to expect, from the queue's own recent answers", []string{"wait"}, nil},
		{"nobody_here", "in the wait, while nobody is signed in to take the call: what happens next, and not who is missing", nil, ivr.Text{"zh-CN": "正在为您优先接通，可能要多等一会儿。", "en-US": "We're connecting you as soon as we can. It may take a little while."}},
		{"cut_off", "to a caller whose talk was broken off, before the queue takes them first", nil, ivr.Text{"zh-CN": "抱歉，刚才断开了。您排在最前面，马上为您接通。", "en-US": "Sorry, we were cut off. You are first in line, and I'm connecting you again."}},
		{"on_hold", "to a caller whom the agent puts on hold", nil, ivr.Text{"zh-CN": "请稍等，同事马上回来。", "en-US": "Please hold, they'll be right back."}},
		{"callback_greeting", "to a caller who is called back: who calls, and that a key connects", nil, ivr.Text{"zh-CN": "您好，您之前请我们给您回电。现在通话，请按 1。", "en-US": "Hello. You asked us to call you back. To talk to us now, press 1."}},
		{"still_waiting", "during the wait, before the offer is said again", nil, nil},
		{"wait_offer", "during the wait, at most every 45 seconds: 1 is a callback, 2 a message", nil, nil},
		{"list_next", "after an item of a list: 1 chooses it, 2 goes on", nil, nil},
		{"guide_keys", "at the start of a guide: 1 goes on, 2 sends it by SMS", nil, nil},
		{"text_sent", "an SMS is on its way", nil, nil},
		{"text_unsent", "no SMS can be sent, the number is withheld", nil, nil},
		{"code_sms", "the SMS that carries a code; {code} is its only run of six digits", []string{"code"}, nil},
		{"whisper_verified", "to an agent, of a caller who has proved the account", nil, nil},
		{"whisper_unverified", "to an agent, of a caller who has not", nil, nil},
		{"whisper_callback", "to an agent: the caller is to be called back", nil, ivr.Text{"zh-CN": "这是给客户的回电。", "en-US": "This is a call back to a customer."}},
		{"whisper_cut_off", "to an agent: the caller was cut off before", nil, ivr.Text{"zh-CN": "客户刚才的通话断开了。", "en-US": "The customer was cut off before."}},
		{"whisper_colleague", "to an agent: a colleague asks for help, or hands the caller on", []string{"name"}, ivr.Text{"zh-CN": "同事{name}请您帮忙。", "en-US": "Your colleague {name} asks for your help."}},
		{"no_number", "to an agent, of a caller whose number is withheld", nil, ivr.Text{"zh-CN": "没有显示", "en-US": "withheld"}},
		{"stand_by", "to an agent who dialled in, before the next caller", nil, ivr.Text{"zh-CN": "您已就绪，有来电会通知您。要结束，挂断就行。", "en-US": "You're ready. I'll tell you when a call comes. To stop, just hang up."}},
		{"too_late", "to an agent who took an offer that a colleague has taken", nil, ivr.Text{"zh-CN": "这个来电已经有同事接了。", "en-US": "A colleague has taken this call."}},
		{"call_over", "to an agent who took an offer after the caller hung up", nil, ivr.Text{"zh-CN": "通话已经结束。", "en-US": "This call is over."}},
		{"offer_over", "to an agent who took an offer that has run out or was taken back", nil, ivr.Text{"zh-CN": "这个来电不再由您接听。", "en-US": "This call is no longer offered to you."}},
		{"no_topic", "to an agent, of a caller who has not said what it is about", nil, nil},
		{"closed_weekly", "why a line is closed: outside its weekly hours", nil, nil},
		{"closed_holiday", "why a line is closed: a holiday or an exception with a name", []string{"name"}, nil},
		{"closed_now", "why a line is closed: an operator closed it for now", nil, nil},
	}
}
