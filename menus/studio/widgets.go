package studio

import (
	"cmp"
	"regexp"
	"strings"
)

// split that no gather took in goes by what a menu cannot know, or by the time.
func (b *builder) split(s state) {
	if b.merged[s.Name] {
		return
	}
	if open, closed, ok := byTheClock(s); ok {
		b.begin(s, "hours")
		b.line("      line: support")
		b.line("    on: { open: %s, closed: %s }", b.reach(s, open, "in hours"), b.reach(s, closed, "out of hours"))
		b.note(s.Name, Lost, "goes by the time of day; here by the line support: set its hours")
		return
	}
	if s.next("noMatch") == "" {
		b.note(s.Name, Trap, "what no condition knows leads nowhere: the caller is hung up on")
	}
	b.note(s.Name, Lost, "goes by %s, which a menu does not know; every caller goes the way of noMatch", quoted(s.text("input")))
	b.begin(s, "say")
	b.line("      text: %s", b.words("请稍候。", "One moment, please."))
	b.line("    go: %s", b.to(s, "", "noMatch"))
}

func (b *builder) reach(s state, target, when string) string {
	if target == "" {
		b.note(s.Name, Trap, "%s: nothing is wired, so the caller is hung up on", when)
		b.needed["hung_up"] = true
		return "hung_up"
	}
	return b.leads(s, target)
}

var clock = regexp.MustCompile(`(?i)hour|open|closed|day|time|date|holiday`)

// byTheClock tells a split between open and closed: two ways, one of them of a
// name that says so.
func byTheClock(s state) (open, closed string, ok bool) {
	about := s.Name + " " + s.text("input")
	var yes string
	for _, t := range s.Transitions {
		for _, c := range t.Conditions {
			about += " " + strings.Join(c.Arguments, " ") + " " + c.FriendlyName + " " + c.Value
			if value := strings.ToLower(c.Value); strings.Contains(value, "open") || value == "true" || value == "yes" || value == "1" {
				yes = t.Next
			}
		}
	}
	if yes == "" || !clock.MatchString(about) {
		return "", "", false
	}
	for _, t := range s.Transitions {
		if t.Next != yes {
			closed = cmp.Or(closed, t.Next)
		}
	}
	return yes, closed, true
}

var bareNumber = regexp.MustCompile(`^[1-9][0-9]{9,14}$`)

var number = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// connect rings people, where the flow names them.
func (b *builder) connect(s state) {
	var numbers []string
	for to := range strings.SplitSeq(s.text("to"), ",") {
		if to = strings.TrimSpace(to); bareNumber.MatchString(to) {
			b.note(s.Name, Trap, "%s is dialled without a +: write E.164", quoted(to))
			to = "+" + to
		}
		if number.MatchString(to) {
			numbers = append(numbers, quoted(to))
		}
	}
	after := b.to(s, "", "callCompleted", "hangup")
	if s.next("callCompleted") == "" {
		b.note(s.Name, Trap, "nobody answers, or the line is busy: nothing is wired, so the caller is hung up on")
	} else {
		b.note(s.Name, Lost, "goes the same way whether somebody answered or not, as the flow did unless it looked at DialCallStatus")
	}
	if len(numbers) == 0 {
		b.note(s.Name, Lost, "connects to %s %s, which is no telephone number; callers wait in the queue instead", s.text("noun"), quoted(s.text("to")))
		b.queue(s, after, after)
		return
	}
	if len(numbers) > 10 {
		numbers = numbers[:10]
		b.note(s.Name, Lost, "rings more than ten numbers; the first ten are kept")
	}
	b.begin(s, "transfer")
	b.line("      numbers: [%s]", strings.Join(numbers, ", "))
	b.line("    on: { answered: %s, unanswered: %s, nobody: %s }", after, after, after)
}

func (b *builder) enqueue(s state) {
	done := b.to(s, "", "callComplete")
	failed := b.to(s, "the queue cannot take the call", "failedToEnqueue", "callFailure")
	b.note(s.Name, Lost, "waits in %s; here in the queue general", quoted(cmp.Or(s.text("queue_name"), s.text("workflow"), s.text("workflow_sid"), "a queue")))
	b.queue(s, done, failed)
}

func (b *builder) queue(s state, done, failed string) {
	b.begin(s, "queue")
	b.line("      name: general")
	b.line("    on: { bridged: %s, callback: %s, message: %s, full: %s, too_long: %s, closed: %s, failed: %s }", done, failed, failed, failed, failed, failed, failed)
}

func (b *builder) voicemail(s state) {
	b.begin(s, "message")
	b.line("      ask: %s", b.in(b.prompt(s, "请在提示音后留言，按井号键结束。", "Please leave a message after the tone and press pound.")))
	b.line("      empty: %s", b.words("没有听到留言，请再说一次。", "I heard no message. Please try again."))
	b.line("      department: general")
	b.line("    on: { done: %s, empty: %s, failed: %s }", b.to(s, "", "recordingComplete"), b.to(s, "nothing recorded", "noAudio"), b.to(s, "", "hangup", "noAudio"))
}

func (b *builder) message(s state) {
	body, templates := plain(s.text("body"))
	if templates {
		b.note(s.Name, Lost, "writes values of the flow ({{…}}), which were left out of the message")
	}
	b.note(s.Name, Lost, "goes to %s; here to the number that calls", quoted(s.text("to")))
	b.begin(s, "sms")
	b.line("      text: %s", b.in(cmp.Or(body, "…")))
	b.line("    go: %s", b.to(s, "", "sent", "failed"))
	if s.next("failed") == "" && s.next("sent") != "" {
		b.note(s.Name, Trap, "a message that cannot be sent: nothing is wired, so the caller is hung up on; here they go on")
	}
}

// passes does something beside the call, and goes on.
func (b *builder) passes(s state) {
	b.note(s.Name, Lost, "%s is not carried over; callers pass by", s.Type)
	b.begin(s, "say")
	b.line("      text: %s", b.words("请稍候。", "One moment, please."))
	b.line("    go: %s", b.to(s, "", "next", "success", "failed"))
}

// asksTheWorld is a widget that runs code of the company's.
func (b *builder) asksTheWorld(s state) {
	for _, event := range []string{"failed", "fail"} {
		if s.wired(event) && s.next(event) == "" {
			b.note(s.Name, Trap, "when it fails nothing is wired, so the caller is hung up on")
		}
	}
	b.note(s.Name, Lost, "runs code of yours (%s %s), which a menu cannot; see the kinds lookup, request and verify; callers go on as when it succeeds", s.Type, quoted(cmp.Or(s.text("url"), s.text("flow_sid"))))
	b.begin(s, "say")
	b.line("      text: %s", b.words("请稍候。", "One moment, please."))
	b.line("    go: %s", b.to(s, "", "success", "completed", "next", "failed", "fail"))
}

// unknown is a widget without anything like it: callers go on where it leads, or
// to a person.
func (b *builder) unknown(s state) {
	b.note(s.Name, Lost, "%s has nothing like it in a menu; callers pass by, or go to a person", cmp.Or(s.Type, "a widget without a type"))
	to := "to_person"
	for _, t := range s.Transitions {
		switch {
		case t.Next == "":
			b.note(s.Name, Trap, "%s: nothing is wired, so the caller is hung up on", t.Event)
		case to == "to_person":
			to = b.leads(s, t.Next)
		}
	}
	b.begin(s, "say")
	b.line("      text: %s", b.words("请稍候。", "One moment, please."))
	b.line("    go: %s", to)
}

// speaks is the language of a flow's prompts.
func speaks(f flow) string {
	chinese, other := 0, 0
	for _, s := range f.States {
		for _, r := range s.text("say") {
			switch {
			case r >= 0x4e00 && r <= 0x9fff:
				chinese++
			case r > ' ':
				other++
			}
		}
	}
	if 3*chinese > other {
		return "zh-CN"
	}
	return "en-US"
}
