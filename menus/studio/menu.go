package studio

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// choice is a choice of a menu under construction.
type choice struct {
	key   string
	words string
	next  string // the widget, "" when nothing is wired
	to    string
	hear  []string
	sets  []setting
}

// menuOf converts a gather and its split into a menu.
func (b *builder) menuOf(w widget) {
	split, _ := b.splitBehind(w, "keypress", "Digits")
	b.passTo(w, split)
	p := b.promptOf(w)
	d := b.draft(w, "menu")
	if p.opening != "" {
		d.set("say: %s", b.in(p.opening))
	}
	list := b.choices(w, split, p)
	b.hear(w, list)
	b.offered(w, split, p)
	b.person(w, split, d)
	d.choices(b, list)
	b.patience(w, split.next("noMatch"), split, d)
}

// passTo notes what is done between a gather and its split.
func (b *builder) passTo(w, split widget) {
	for at := w.next("keypress"); at != split.Name && at != ""; {
		at, _ = b.beside(b.named[at])
	}
}

// choices returns what the keys of a split lead to.
func (b *builder) choices(w, split widget, p prompt) []choice {
	var list []choice
	for _, k := range keysOf(split) {
		c := choice{key: k.key, next: k.by.Next, to: hungUp, words: p.keys[k.key]}
		if c.next == "" {
			b.trap(split, "lead it to a person", "key %s leads nowhere: the caller is hung up on", c.key)
		} else {
			c.to, c.sets = b.resolve(split, c.next)
		}
		if c.words == "" {
			c.words = cmp.Or(readAloud(c.next), "key "+c.key)
			b.added(w, "say in for what the choice is for", "the prompt does not clearly say what key %s is for; here it is %s", c.key, quoted(c.words))
		}
		list = append(list, c)
	}
	b.notKeys(w, split)
	return list
}

// notKeys notes conditions that no single key meets.
func (b *builder) notKeys(w, split widget) {
	keys := keysOf(split)
	for _, t := range split.Transitions {
		if t.Event != "match" || slices.ContainsFunc(keys, func(k keyed) bool { return t.takes(k.key) && k.by.Next == t.Next }) {
			continue
		}
		for _, c := range t.Conditions {
			value := strings.TrimSpace(string(c.Value))
			switch {
			case t.takes("0"): // see person
			case slices.ContainsFunc(keys, func(k keyed) bool { return t.takes(k.key) }):
				b.trap(split, "give it a key of its own", "key %s is given twice, and its second way to %s is never gone", quoted(comment(value)), quoted(comment(t.Next)))
			default:
				b.lost(w, "lead there from a choice, or from no_match", "%s %s leads to %s: a menu goes by single keys, from 1 to 9", comment(c.Type), quoted(comment(value)), quoted(comment(t.Next)))
				b.cut(t.Next)
			}
		}
	}
}

// offered notes keys that a prompt names and nothing handles.
func (b *builder) offered(w, split widget, p prompt) {
	keys := keysOf(split)
	for _, key := range "0" + allKeys {
		_, said := p.keys[string(key)]
		if known := slices.ContainsFunc(keys, func(k keyed) bool { return k.key == string(key) }); said && !known && split.goes(string(key)) == split.next("noMatch") {
			b.trap(w, "add a condition for it, or take it out of the prompt", "the prompt offers key %c, and no condition knows it", key)
		}
	}
}

// person wires 0 as the flow does, if that leads to a person, as it does in menus.
func (b *builder) person(w, split widget, d *draft) {
	i := slices.IndexFunc(split.Transitions, func(t transition) bool { return t.takes("0") })
	if i < 0 || len(keysOf(split)) == 0 {
		return
	}
	next := split.Transitions[i].Next
	if b.peopleBehind(next) {
		d.leads("person", b.node(split, next))
		return
	}
	b.lost(w, "offer it on another key", "key 0 leads to %s; in every menu here 0 is a person", quoted(comment(next)))
	b.cut(next)
}

// Limits of a menu: five choices in order, and keys from 6 on besides them.
const (
	mostChoices = 5
	firstBeside = "6"
)

// choices writes the choices of a menu: those on 1 to 5 are numbered in order, the others keep their
// keys.
func (d *draft) choices(b *builder, list []choice) {
	at := slices.IndexFunc(list, func(c choice) bool { return c.key >= firstBeside })
	if at < 0 {
		at = len(list)
	}
	first, beside := list[:at], list[at:]
	if len(first) == 0 {
		first, beside = beside, nil
	}
	if len(list) > mostChoices {
		b.trap(d.widget, "put some of them into a menu behind one choice", "offers %d choices at once; callers keep five in mind", len(list))
	}
	d.set("choices:")
	for i, c := range first {
		if key := strconv.Itoa(i + 1); key != c.key {
			b.lost(d.widget, "", "%s was on key %s and is on key %s now: choices are numbered in order", quoted(c.words), c.key, key)
		}
		d.choice(b, c, "")
	}
	if len(beside) > 0 {
		d.set("also:")
	}
	for _, c := range beside {
		d.choice(b, c, c.key)
	}
}

func (d *draft) choice(b *builder, c choice, key string) {
	line := "for: " + b.in(c.words) + ", go: " + c.to
	if key != "" {
		line += ", key: " + quoted(key)
	}
	if len(c.hear) > 0 {
		words := make([]string, len(c.hear))
		for i, w := range c.hear {
			words[i] = quoted(w)
		}
		line += ", hear: { " + b.language + ": [" + strings.Join(words, ", ") + "] }"
	}
	if len(c.sets) > 0 {
		line += ", set: { " + d.settings(c.sets) + " }"
	}
	d.set("  - { %s }", line)
	d.inner = append(d.inner, c.to)
}

// settings returns the values that a choice sets, the last of each name.
func (d *draft) settings(sets []setting) string {
	last := map[string]int{}
	for i, s := range sets {
		last[variableName(s.name)] = i
	}
	var parts []string
	for i, s := range sets {
		if name := variableName(s.name); last[name] == i {
			d.sets = append(d.sets, name)
			parts = append(parts, name+": "+quoted(s.text))
		}
	}
	return strings.Join(parts, ", ")
}
