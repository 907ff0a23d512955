package studio

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// carried are the widgets that become nodes of their own kind
// (www.twilio.com/docs/studio/widget-library).
var carried = []string{typeSay, typeGather, typeSplit, typeConnect, "enqueue-call", "send-to-flex", "record-voicemail", "send-message"}

// carry converts a widget.
func (b *builder) carry(w widget) {
	switch w.Type {
	case typeSay:
		b.say(w)
	case typeGather:
		b.gather(w)
	case typeSplit:
		b.split(w)
	case typeConnect:
		b.connect(w)
	case "enqueue-call", "send-to-flex":
		b.enqueue(w)
	case "record-voicemail":
		b.voicemail(w)
	case "send-message":
		b.message(w)
	default:
		b.notCarried(w)
	}
}

// notCarried writes a node that leads to a person, and notes why.
func (b *builder) notCarried(w widget) {
	if code[w.Type] == nil {
		b.notes.lost(w, cmp.Or(instead[w.Type], "build it from the kinds of docs and lead there"), "%s has nothing like it in a menu; callers go to a person", cmp.Or(comment(w.Type), "a widget without a type"))
	}
	for _, t := range w.Transitions {
		b.routes.cut(t.Next)
		if t.Next == "" && code[w.Type] == nil && t.Event != "hangup" {
			b.notes.trap(w, "lead it to a person", "%s: nothing is wired, so the caller is hung up on", comment(t.Event))
		}
	}
	b.standIn(w)
}

// instead is what to do about widgets without an equivalent in menus.
var instead = map[string]string{
	"run-subflow":              "import the subflow too, and include its nodes",
	"add-twiml-redirect":       "say what the TwiML says, with the kinds say, menu and queue",
	"capture-payments":         "take payments outside the call; send a link by sms",
	"connect-virtual-agent":    "offer choices, with words in hear",
	"connect-virtual-agent-v2": "offer choices, with words in hear",
	"send-to-auto-pilot":       "offer choices, with words in hear",
	"send-and-wait-for-reply":  "ask in the call, with a menu or collect",
}

// standIn writes a node that leads to a person, which the operator may replace.
func (b *builder) standIn(w widget) {
	d := b.draft(w, "say")
	d.set("text: %s", b.words.ours(oneMoment))
	d.goes(toPerson)
}

// says returns what a widget says, and notes what it plays besides words.
func (b *builder) says(w widget) string {
	source := w.text("say")
	text := plain(source)
	switch {
	case !liquid.MatchString(source):
	case text == "":
		b.notes.lost(w, "say {values} that nodes set", "says nothing but values of the flow, which a menu does not know")
	default:
		b.notes.lost(w, "say {values} that nodes set, or take the sentence out", "says values of the flow, which a menu does not know; it now says %s", quoted(text))
	}
	if utf8.RuneCountInString(text) == longestText {
		b.notes.lost(w, "", "says more than %d letters; the rest was left out", longestText)
	}
	if play := w.text("play"); play != "" {
		b.notes.lost(w, "write down what the recording says", "plays the recording %s, and a menu speaks texts", address(play))
	}
	if text != "" && isChinese(text) != (b.words.language == "zh-CN") {
		b.notes.lost(w, "translate it, or add the language to languages", "speaks another language than the menu's %s", b.words.language)
	}
	return text
}

// endless notes a prompt that repeats for ever: Studio reads a loop of 0 so.
func (b *builder) endless(w widget) {
	b.notes.trap(w, "say it once", "says its text for ever: loop is 0; here once")
}

func (b *builder) say(w widget) {
	text := b.says(w)
	if w.text("loop") == "0" {
		b.endless(w)
	}
	if p, ok := b.flow.spokenFor(w); ok && len(p.keys) > 0 {
		text = p.opening
	}
	if w.next("audioComplete") == "" {
		b.draft(w, "end").set("say: %s", b.words.inOr(text, goodbye))
		return
	}
	d := b.draft(w, "say")
	d.set("text: %s", b.words.inOr(text, oneMoment))
	d.goes(b.routes.target(w, "", "audioComplete"))
}

// The most telephone numbers of a transfer, and the longest it rings.
const (
	mostNumbers = 10
	longestRing = 600
)

// connect dials people if the flow names their numbers.
func (b *builder) connect(w widget) {
	answered, unanswered := b.dialed(w)
	found, other := numbers(w.text("to"))
	if liquid.MatchString(w.text("to")) || other || len(found) == 0 {
		b.notes.lost(w, "give a transfer their numbers, or the department's people on duty", "connects to %s %s, which is no telephone number; callers wait in the queue general", comment(w.text("noun")), quoted(comment(strings.Trim(w.text("to"), "{} "))))
		b.wait(w, b.needs.queue(""), answered, unanswered)
		return
	}
	if len(found) > mostNumbers {
		found = found[:mostNumbers]
		b.notes.lost(w, "", "rings more than ten numbers; the first ten are kept")
	}
	rung := make([]string, len(found))
	for i, n := range found {
		rung[i] = quoted(n.e164)
		if n.bare {
			b.notes.trap(w, "write it with + and its calling code", "%s is dialled without a +; here it is taken to begin with +%c", ending(n.e164), n.e164[1])
		}
	}
	d := b.draft(w, "transfer")
	d.set("numbers: [%s]", strings.Join(rung, ", "))
	if seconds, err := strconv.Atoi(w.text("timeout")); err == nil && seconds >= 5 && seconds <= longestRing {
		d.set("ring_for: %ds", seconds)
	}
	d.leads("answered", answered)
	d.leads("unanswered", unanswered)
	d.leads("nobody", unanswered)
}

// dialed returns where callers go after a talk, and when nobody answers. Studio has one event for both,
// callCompleted, and a split may read DialCallStatus.
func (b *builder) dialed(w widget) (answered, unanswered string) {
	next := w.next("callCompleted")
	if next == "" {
		b.notes.trap(w, "split by DialCallStatus, and lead no-answer to a message", "nobody answers, or the line is busy: nothing is wired, so the caller is hung up on")
		return hungUp, hungUp
	}
	split, ok := b.flow.splitBehind(w, "callCompleted", "DialCallStatus")
	if !ok {
		b.notes.trap(w, "split by DialCallStatus", "goes the same way whether somebody answered or not: after a talk callers come to %s, too", quoted(comment(next)))
		to := b.routes.node(w, next)
		return to, to
	}
	if next = split.goes("completed"); next == "" {
		answered = hungUp
	} else {
		answered = b.routes.node(split, next)
	}
	for _, status := range []string{"no-answer", "busy", "failed"} {
		if split.goes(status) == "" {
			b.notes.trap(split, "lead it to a message", "%s leads nowhere: the caller is hung up on", status)
		}
	}
	if split.goes("busy") != split.goes("no-answer") {
		b.notes.lost(split, "", "busy leads elsewhere than no-answer; here both go the way of no-answer")
		b.routes.cut(split.goes("busy"))
	}
	return answered, b.routes.orHungUp(split, split.goes("no-answer"))
}

// enqueue converts a widget in which the caller waits.
func (b *builder) enqueue(w widget) {
	name := w.text("queue_name")
	if liquid.MatchString(name) || plain(name) == "" {
		b.notes.lost(w, "name the queue of those who take these calls", "waits where a workflow of TaskRouter says; here in the queue general")
		name = ""
	}
	done := hungUp
	if next := w.next("callComplete"); next != "" {
		done = b.routes.node(w, next)
	}
	b.wait(w, b.needs.queue(name), done, b.routes.target(w, "the queue cannot take the call", "failedToEnqueue", "callFailure"))
}

// wait writes a queue. We add the choices of a callback and a message, and their nodes.
func (b *builder) wait(w widget, queue, done, failed string) {
	d := b.draft(w, "queue")
	d.set("name: %s", queue)
	for _, e := range []exit{{"bridged", done}, {"callback", callBack}, {"message", noPerson}, {"full", failed}, {"nobody", noPerson}, {"too_long", noPerson}, {"closed", noPerson}, {"failed", failed}} {
		d.leads(e.name, e.to)
	}
}

// The shortest and longest message, in seconds.
const (
	shortestMessage = 10
	longestMessage  = 600
)

func (b *builder) voicemail(w widget) {
	d := b.draft(w, "message")
	d.set("ask: %s", b.words.inOr(b.says(w), leaveMessage))
	d.set("empty: %s", b.words.ours(noMessage))
	d.set("department: general")
	if seconds, err := strconv.Atoi(w.text("max_length")); err == nil && seconds >= shortestMessage && seconds <= longestMessage {
		d.set("longest: %ds", seconds)
	}
	if w.text("transcribe") == "true" && w.text("transcription_callback_url") == "" {
		b.notes.trap(w, "hear messages on the desk", "has messages transcribed, and sends the transcripts nowhere")
	}
	if next := w.next("hangup"); next != "" {
		b.notes.lost(w, "messages are on the desk's list, whoever hangs up", "goes on to %s when the caller hangs up; here the call is over then", quoted(comment(next)))
		b.routes.cut(next)
	}
	if b.flow.comesBack(w, w.next("noAudio")) {
		b.notes.trap(w, "lead noAudio on, to a goodbye", "asks a silent caller for a message for ever")
	}
	done := hungUp
	if next := w.next("recordingComplete"); next != "" {
		done = b.routes.node(w, next)
	}
	d.leads("done", done)
	d.leads("empty", b.routes.target(w, "nothing is recorded", "noAudio"))
	d.leads("failed", toPerson)
}

func (b *builder) message(w widget) {
	body := w.text("body")
	if liquid.MatchString(body) {
		b.notes.lost(w, "write {values} that nodes set", "writes values of the flow, which were left out of the message")
	}
	if w.next("failed") == "" && w.has("failed") {
		b.notes.trap(w, "lead failed on, too", "a message that cannot be sent: nothing is wired, so the caller is hung up on; here they go on")
	}
	d := b.draft(w, "sms")
	d.set("text: %s", b.words.inOr(plain(body), thanks))
	d.goes(b.routes.orHungUp(w, w.next("sent", "failed")))
}

// speaks returns the language of a flow's prompts: the one that widgets name, or the one of their
// letters.
func speaks(f flow) string {
	chinese, other := 0, 0
	for _, w := range f.Widgets {
		named := strings.ToLower(w.text("language"))
		switch text := plain(w.text("say")); {
		case text == "":
		case isChinese(text), strings.HasPrefix(named, "zh"), strings.HasPrefix(named, "cmn"):
			chinese++
		default:
			other++
		}
	}
	if chinese > other {
		return "zh-CN"
	}
	return "en-US"
}
