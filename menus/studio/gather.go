package studio

import (
	"regexp"
	"strconv"
	"strings"
)

// gather converts a gather: to a menu together with the split that reads its key, or else to a collect.
func (b *builder) gather(w widget) {
	if strings.TrimSpace(w.text("loop")) == "0" && w.text("say") != "" {
		b.endless(w)
	}
	switch {
	case b.flow.isMenu(w):
		b.menuOf(w)
	case w.next("keypress") == "" && w.next("speech") != "":
		b.notes.lost(w, "offer choices, with words in hear", "understands free speech only, which a menu does not; callers go to a person")
		b.routes.cut(w.next("speech"), w.next("timeout"))
		b.standIn(w)
	default:
		b.collect(w)
	}
}

// patience wires the exits for silence and for a wrong key. Studio takes them the first time: so does
// the menu, unless the flow asks again, which it would do for ever.
func (b *builder) patience(w widget, wrong string, split widget, d *draft) {
	silence := w.next("timeout")
	asksAgain := silence != "" && b.flow.comesBack(w, silence) || wrong != "" && b.flow.comesBack(w, wrong)
	if !asksAgain {
		d.set("tries: 1")
	}
	if seconds, err := strconv.Atoi(w.text("timeout")); err == nil && seconds >= 1 && seconds <= 30 {
		d.set("timeout: %ds", seconds)
	}
	b.afterSilence(w, silence, d)
	switch {
	case split.Name == "":
	case wrong == "":
		b.notes.trap(split, "lead noMatch to a say and back, or to a person", "a wrong key leads nowhere: the caller is hung up on")
		d.leads("no_match", hungUp)
	case b.flow.comesBack(w, wrong):
		b.notes.trap(split, "", "wrong keys are asked again for ever; here three times, and then a person")
	default:
		d.leads("no_match", b.routes.node(split, wrong))
	}
}

func (b *builder) afterSilence(w widget, silence string, d *draft) {
	switch {
	case silence == "":
		b.notes.trap(w, "lead timeout to a say and back, or to a person", "silence leads nowhere: the caller is hung up on")
		d.leads("no_input", hungUp)
	case b.flow.comesBack(w, silence):
		b.notes.trap(w, "", "silence leads back to itself without a bound: a silent caller is never let go; here it is asked three times, and then a person")
	default:
		d.leads("no_input", b.routes.node(w, silence))
	}
}

// mostDigits is the most digits that a collect asks for.
const mostDigits = 32

// collect converts a gather that asks for digits.
func (b *builder) collect(w widget) {
	longest, err := strconv.Atoi(w.text("number_of_digits"))
	if err != nil || longest < 1 || longest > mostDigits {
		longest = 20
	}
	d := b.draft(w, "collect")
	text := b.says(w)
	if secret.MatchString(text) {
		b.notes.trap(w, "ask for no password; to prove an account use verify", "asks for what is secret, and Studio keeps what is typed in its log")
	}
	d.set("ask: %s", b.words.inOr(text, enterDigits))
	d.set("into: %s", typedBy(d.name))
	d.set("min: 1")
	d.set("max: %d", longest)
	d.sets = append(d.sets, typedBy(d.name))
	d.leads("done", b.routes.target(w, "what is typed leads nowhere", "keypress"))
	b.patience(w, "", widget{}, d)
	if w.next("speech") != "" {
		b.notes.lost(w, "", "is answered in speech too; here digits are typed")
		b.routes.cut(w.next("speech"))
	}
}

// secret matches words for secrets that must never be asked for in plain digits.
var secret = regexp.MustCompile(`(?i)\b(?:pin|passcode|password|cvv|security (?:code|number)|social security|(?:credit |debit )?card number|credit card)\b|密码|验证码|身份证|银行卡号|信用卡`)
