package studio

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// allKeys are the keys that a choice may have; 0, * and # mean the same in every menu.
const allKeys = "123456789"

// manyKeys is the number of keys from which a condition counts as being about any key.
const manyKeys = 8

// gather converts a gather: to a menu together with the split that reads its key, or else to a collect.
func (b *builder) gather(w widget) {
	if strings.TrimSpace(w.text("loop")) == "0" && w.text("say") != "" {
		b.endless(w)
	}
	switch {
	case b.isMenu(w):
		b.menuOf(w)
	case w.next("keypress") == "" && w.next("speech") != "":
		b.lost(w, "offer choices, with words in hear", "understands free speech only, which a menu does not; callers go to a person")
		b.cut(w.next("speech"), w.next("timeout"))
		b.standIn(w)
	default:
		b.collect(w)
	}
}

// splitBehind returns the split that a gather's event leads to, and whether it reads what was typed or
// said there.
func (b *builder) splitBehind(w widget, event, field string) (widget, bool) {
	at := w.next(event)
	for range len(b.Widgets) {
		s := b.named[at]
		if s.Type == typeSplit {
			return s, strings.Contains(s.looksAt(), "widgets."+w.Name+"."+field)
		}
		events := quiet[s.Type]
		if code[s.Type] != nil && !b.heeded[s.Name] {
			events = code[s.Type]
		}
		if at = s.next(events...); at == "" {
			break
		}
	}
	return widget{}, false
}

// isMenu reports whether a gather is answered by single keys.
func (b *builder) isMenu(w widget) bool {
	if w.Type != typeGather {
		return false
	}
	split, ok := b.splitBehind(w, "keypress", "Digits")
	return ok && len(keysOf(split)) > 0
}

// keyed is a key, and the transition of a split that it takes.
type keyed struct {
	key string
	by  transition
}

// keysOf returns the keys from 1 to 9 that a split distinguishes: the first condition that holds
// counts, and one that holds for any key names none.
func keysOf(split widget) []keyed {
	var found []keyed
	counts := map[int]int{}
	at := map[string]int{}
	for _, key := range allKeys {
		at[string(key)] = slices.IndexFunc(split.Transitions, func(t transition) bool { return t.takes(string(key)) })
		counts[at[string(key)]]++
	}
	for _, key := range allKeys {
		if i := at[string(key)]; i >= 0 && counts[i] < manyKeys {
			found = append(found, keyed{string(key), split.Transitions[i]})
		}
	}
	return found
}

// saysOnlyKeys reports whether a say only speaks the choices of the gather after it, which a menu says
// by itself.
func (b *builder) saysOnlyKeys(w widget) bool {
	p, ok := b.spokenFor(w)
	return ok && p.opening == "" && len(p.keys) > 0
}

// spokenFor returns the prompt of a say that speaks for a gather without words of its own.
func (b *builder) spokenFor(w widget) (prompt, bool) {
	gather := b.named[w.next("audioComplete")]
	if w.Type != typeSay || plain(gather.text("say")) != "" || !b.isMenu(gather) {
		return prompt{}, false
	}
	return readPrompt(plain(w.text("say"))), true
}

// promptOf returns what a gather says, or what is said right before it.
func (b *builder) promptOf(w widget) prompt {
	if text := b.says(w); text != "" {
		return readPrompt(text)
	}
	for _, before := range b.Widgets {
		if p, ok := b.spokenFor(before); ok && before.next("audioComplete") == w.Name {
			return prompt{keys: p.keys}
		}
	}
	return prompt{keys: map[string]string{}}
}

// patience wires the exits for silence and for a wrong key. Studio takes them the first time: so does
// the menu, unless the flow asks again, which it would do for ever.
func (b *builder) patience(w widget, wrong string, split widget, d *draft) {
	silence := w.next("timeout")
	asksAgain := silence != "" && b.comesBack(w, silence) || wrong != "" && b.comesBack(w, wrong)
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
		b.trap(split, "lead noMatch to a say and back, or to a person", "a wrong key leads nowhere: the caller is hung up on")
		d.leads("no_match", hungUp)
	case b.comesBack(w, wrong):
		b.trap(split, "", "wrong keys are asked again for ever; here three times, and then a person")
	default:
		d.leads("no_match", b.node(split, wrong))
	}
}

func (b *builder) afterSilence(w widget, silence string, d *draft) {
	switch {
	case silence == "":
		b.trap(w, "lead timeout to a say and back, or to a person", "silence leads nowhere: the caller is hung up on")
		d.leads("no_input", hungUp)
	case b.comesBack(w, silence):
		b.trap(w, "", "silence leads back to itself without a bound: a silent caller is never let go; here it is asked three times, and then a person")
	default:
		d.leads("no_input", b.node(w, silence))
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
		b.trap(w, "ask for no password; to prove an account use verify", "asks for what is secret, and Studio keeps what is typed in its log")
	}
	d.set("ask: %s", b.inOr(text, enterDigits))
	d.set("into: %s", typedBy(d.name))
	d.set("min: 1")
	d.set("max: %d", longest)
	d.sets = append(d.sets, typedBy(d.name))
	d.leads("done", b.target(w, "what is typed leads nowhere", "keypress"))
	b.patience(w, "", widget{}, d)
	if w.next("speech") != "" {
		b.lost(w, "", "is answered in speech too; here digits are typed")
		b.cut(w.next("speech"))
	}
}

// secret matches words for secrets that must never be asked for in plain digits.
var secret = regexp.MustCompile(`(?i)\b(?:pin|passcode|password|cvv|security (?:code|number)|social security|(?:credit |debit )?card number|credit card)\b|密码|验证码|身份证|银行卡号|信用卡`)
