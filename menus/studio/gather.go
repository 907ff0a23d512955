package studio

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// gather becomes a menu together with the split that reads its digits, or a
// collect where many digits are asked for.
func (b *builder) gather(s state) {
	split, isMenu := b.splitOf(s)
	most, err := strconv.Atoi(s.text("number_of_digits"))
	if isMenu && (err != nil || most == 1 || keyed(split)) {
		b.menu(s, split)
		return
	}
	if err != nil || most < 1 || most > 32 {
		most = 20
	}
	b.begin(s, "collect")
	b.line("      ask: %s", b.in(b.prompt(s, "请输入号码，按井号键结束。", "Please enter the digits and press pound.")))
	b.line("      into: typed.%s", b.names.of[s.Name])
	b.line("      min: 1\n      max: %d", most)
	b.line("    on: { done: %s, no_input: %s }", b.to(s, "digits typed", "keypress", "speech"), b.to(s, "silence", "timeout"))
	b.loops(s)
}

// splitOf is the split that decides by what a gather has heard, right after it.
func (b *builder) splitOf(s state) (state, bool) {
	next, ok := b.state(s.next("keypress", "speech"))
	if !ok || next.Type != "split-based-on" {
		return next, false
	}
	about := next.text("input") + " "
	for _, t := range next.Transitions {
		for _, c := range t.Conditions {
			about += strings.Join(c.Arguments, " ")
		}
	}
	return next, strings.Contains(about, "."+s.Name+".") || strings.Contains(about, "Digits") || strings.Contains(about, "SpeechResult")
}

// keyed tells whether a split goes by single keys only.
func keyed(s state) bool {
	for _, t := range s.Transitions {
		for _, c := range t.Conditions {
			for value := range strings.SplitSeq(c.Value, ",") {
				if value = strings.TrimSpace(value); len(value) == 1 && value[0] >= '0' && value[0] <= '9' {
					return true
				}
			}
		}
	}
	return false
}

// loops tells of a gather that asks again for ever: Studio counts no tries.
func (b *builder) loops(s state) {
	at := s.next("timeout")
	for range 20 {
		if at == s.Name {
			b.note(s.Name, Trap, "silence leads back to itself without a bound: a silent caller is never let go; here, three times and then a person")
			return
		}
		via, ok := b.state(at)
		if !ok || via.Type != "say-play" && via.Type != "set-variables" {
			return
		}
		at = via.next("audioComplete", "next")
	}
}

// offer is a choice of a menu to be.
type offer struct{ key, words, to string }

// menu writes a gather and its split as one menu.
func (b *builder) menu(s, split state) {
	b.merged[split.Name] = true
	prompt := b.prompt(s, "", "")
	said := spokenOffers(prompt)
	var list []offer
	for _, t := range split.Transitions {
		if t.Event != "match" {
			continue
		}
		for _, c := range t.Conditions {
			for value := range strings.SplitSeq(c.Value, ",") {
				b.offer(&list, s, split, t, strings.TrimSpace(value), said)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y offer) int { return cmp.Compare(x.key, y.key) })
	if len(list) == 0 {
		b.note(s.Name, Lost, "goes by what is said or typed in a way that keys cannot show (%s); callers go to a person", split.Name)
		b.needed["to_person"] = true
		b.begin(s, "say")
		b.line("      text: %s", b.in(cmp.Or(prompt, "…")))
		b.line("    go: to_person")
		return
	}
	b.writeMenu(s, split, opening(prompt), list)
}

func (b *builder) offer(list *[]offer, s, split state, t transition, value string, said map[string]string) {
	switch {
	case value == "0":
		b.note(s.Name, Lost, "key 0 leads to %q; in every menu here 0 is a person", t.Next)
		return
	case len(value) != 1 || value[0] < '1' || value[0] > '9':
		if value != "" {
			b.note(s.Name, Lost, "the word or digits %q lead to %q: a menu goes by single keys; add it to a choice's hear", value, t.Next)
		}
		return
	case slices.ContainsFunc(*list, func(o offer) bool { return o.key == value }):
		b.note(s.Name, Trap, "key %s is given twice; only the first counts", value)
		return
	}
	to := "hung_up"
	if t.Next == "" {
		b.note(split.Name, Trap, "key %s leads nowhere: the caller is hung up on", value)
		b.needed[to] = true
	} else {
		to = b.leads(split, t.Next)
	}
	words := said[value]
	if words == "" {
		words = cmp.Or(wordsOf(t.Next), "…")
		b.note(s.Name, Added, "the prompt does not say in a way we can read what key %s is for; we say %q", value, words)
	}
	*list = append(*list, offer{value, words, to})
}

func wordsOf(widget string) string { return strings.ReplaceAll(nodeName(widget), "_", " ") }

// most is how many choices a menu offers.
const most = 5

func (b *builder) writeMenu(s, split state, say string, list []offer) {
	noMatch := split.next("noMatch")
	if noMatch == "" {
		b.note(split.Name, Trap, "a key that no condition knows leads nowhere: the caller is hung up on; here it is asked for again, and then a person")
	}
	if s.next("timeout") == "" {
		b.note(s.Name, Trap, "silence leads nowhere: the caller is hung up on")
	}
	if s.wired("speech") && s.next("speech") == "" && (s.text("speech_timeout") != "" || s.text("gather_language") != "") {
		b.note(s.Name, Trap, "a caller who speaks instead of pressing is hung up on: speech leads nowhere")
	}
	b.loops(s)
	name := b.names.of[s.Name]
	for page := 1; ; page++ {
		some, rest := list, []offer(nil)
		if len(list) > most {
			some, rest = list[:most-1], list[most-1:]
			b.note(s.Name, Lost, "has more than %d choices, which callers cannot keep in mind: the others are in a menu behind “more”", most)
		}
		b.open(name, s, "menu")
		if say != "" && page == 1 {
			b.line("      say: %s", b.in(say))
		}
		b.line("      choices:")
		for i, o := range some {
			if key := strconv.Itoa(i + 1); key != o.key {
				b.note(s.Name, Lost, "%q was on key %s and is on key %s now: choices are numbered in order", o.words, o.key, key)
			}
			b.line("        - { for: %s, go: %s }", b.in(o.words), o.to)
		}
		more := ""
		if len(rest) > 0 {
			more = b.names.free(b.names.of[s.Name] + "_more")
			b.line("        - { for: %s, go: %s }", b.words("更多服务", "more"), more)
		}
		b.menuExits(s)
		if len(rest) == 0 {
			return
		}
		name, list = more, rest
	}
}

// menuExits wires silence as the flow does, unless it comes round to the menu.
func (b *builder) menuExits(s state) {
	if target := s.next("timeout"); target == "" {
		b.needed["hung_up"] = true
		b.line("    on: { no_input: hung_up }")
	} else if !b.comesBack(s, target) {
		b.line("    on: { no_input: %s }", b.leads(s, target))
	}
}

// comesBack tells whether a way leads back to a widget without asking anything.
func (b *builder) comesBack(s state, at string) bool {
	for range 20 {
		if at == s.Name {
			return true
		}
		via, ok := b.state(at)
		if !ok || via.Type != "say-play" && via.Type != "set-variables" {
			return false
		}
		at = via.next("audioComplete", "next")
	}
	return false
}
