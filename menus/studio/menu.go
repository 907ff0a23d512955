package studio

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// keyMenu is a gather that becomes a menu, together with the split that reads its key.
type keyMenu struct {
	builder *builder
	gather  widget
	split   widget
	prompt  prompt
	draft   *draft
}

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
	m := keyMenu{builder: b, gather: w}
	m.split, _ = b.flow.splitBehind(w, "keypress", "Digits")
	m.passTo()
	m.prompt = m.readPrompt()
	m.draft = b.draft(w, "menu")
	if m.prompt.opening != "" {
		m.draft.set("say: %s", b.words.in(m.prompt.opening))
	}
	list := m.choices()
	m.hear(list)
	m.offered()
	m.person()
	m.write(list)
	b.patience(w, m.split.next("noMatch"), m.split, m.draft)
}

// passTo notes what is done between the gather and its split.
func (m *keyMenu) passTo() {
	b := m.builder
	for at := m.gather.next("keypress"); at != m.split.Name && at != ""; {
		at, _ = b.routes.beside(b.flow.named[at])
	}
}

// readPrompt returns what the gather says, or what is said right before it.
func (m *keyMenu) readPrompt() prompt {
	if text := m.builder.says(m.gather); text != "" {
		return readPrompt(text)
	}
	for _, before := range m.builder.flow.Widgets {
		if p, ok := m.builder.flow.spokenFor(before); ok && before.next("audioComplete") == m.gather.Name {
			return prompt{keys: p.keys}
		}
	}
	return prompt{keys: map[string]string{}}
}

// choices returns what the keys of the split lead to.
func (m *keyMenu) choices() []choice {
	b := m.builder
	var list []choice
	for _, k := range keysOf(m.split) {
		c := choice{key: k.key, next: k.by.Next, to: hungUp, words: m.prompt.keys[k.key]}
		if c.next == "" {
			b.notes.trap(m.split, "lead it to a person", "key %s leads nowhere: the caller is hung up on", c.key)
		} else {
			c.to, c.sets = b.routes.resolve(m.split, c.next)
		}
		if c.words == "" {
			c.words = cmp.Or(readAloud(c.next), "key "+c.key)
			b.notes.added(m.gather, "say in for what the choice is for", "the prompt does not clearly say what key %s is for; here it is %s", c.key, quoted(c.words))
		}
		list = append(list, c)
	}
	m.notKeys()
	return list
}

// notKeys notes conditions that no single key meets.
func (m *keyMenu) notKeys() {
	b, keys := m.builder, keysOf(m.split)
	for _, t := range m.split.Transitions {
		if t.Event != "match" || slices.ContainsFunc(keys, func(k keyed) bool { return t.takes(k.key) && k.by.Next == t.Next }) {
			continue
		}
		for _, c := range t.Conditions {
			value := strings.TrimSpace(string(c.Value))
			switch {
			case t.takes("0"): // see person
			case slices.ContainsFunc(keys, func(k keyed) bool { return t.takes(k.key) }):
				b.notes.trap(m.split, "give it a key of its own", "key %s is given twice, and its second way to %s is never gone", quoted(comment(value)), quoted(comment(t.Next)))
			default:
				b.notes.lost(m.gather, "lead there from a choice, or from no_match", "%s %s leads to %s: a menu goes by single keys, from 1 to 9", comment(c.Type), quoted(comment(value)), quoted(comment(t.Next)))
				b.routes.cut(t.Next)
			}
		}
	}
}

// offered notes keys that the prompt names and nothing handles.
func (m *keyMenu) offered() {
	keys := keysOf(m.split)
	for _, key := range "0" + allKeys {
		_, said := m.prompt.keys[string(key)]
		if known := slices.ContainsFunc(keys, func(k keyed) bool { return k.key == string(key) }); said && !known && m.split.goes(string(key)) == m.split.next("noMatch") {
			m.builder.notes.trap(m.gather, "add a condition for it, or take it out of the prompt", "the prompt offers key %c, and no condition knows it", key)
		}
	}
}

// person wires 0 as the flow does, if that leads to a person, as it does in menus.
func (m *keyMenu) person() {
	b := m.builder
	i := slices.IndexFunc(m.split.Transitions, func(t transition) bool { return t.takes("0") })
	if i < 0 || len(keysOf(m.split)) == 0 {
		return
	}
	next := m.split.Transitions[i].Next
	if b.flow.peopleBehind(next) {
		m.draft.leads("person", b.routes.node(m.split, next))
		return
	}
	b.notes.lost(m.gather, "offer it on another key", "key 0 leads to %s; in every menu here 0 is a person", quoted(comment(next)))
	b.routes.cut(next)
}

// Limits of a menu: five choices in order, and keys from 6 on besides them.
const (
	mostChoices = 5
	firstBeside = "6"
)

// write writes the choices: those on 1 to 5 are numbered in order, the others keep their keys.
func (m *keyMenu) write(list []choice) {
	at := slices.IndexFunc(list, func(c choice) bool { return c.key >= firstBeside })
	if at < 0 {
		at = len(list)
	}
	first, beside := list[:at], list[at:]
	if len(first) == 0 {
		first, beside = beside, nil
	}
	if len(list) > mostChoices {
		m.builder.notes.trap(m.gather, "put some of them into a menu behind one choice", "offers %d choices at once; callers keep five in mind", len(list))
	}
	m.draft.set("choices:")
	for i, c := range first {
		if key := strconv.Itoa(i + 1); key != c.key {
			m.builder.notes.lost(m.gather, "", "%s was on key %s and is on key %s now: choices are numbered in order", quoted(c.words), c.key, key)
		}
		m.writeChoice(c, "")
	}
	if len(beside) > 0 {
		m.draft.set("also:")
	}
	for _, c := range beside {
		m.writeChoice(c, c.key)
	}
}

func (m *keyMenu) writeChoice(c choice, key string) {
	words := m.builder.words
	line := "for: " + words.in(c.words) + ", go: " + c.to
	if key != "" {
		line += ", key: " + quoted(key)
	}
	if len(c.hear) > 0 {
		heard := make([]string, len(c.hear))
		for i, w := range c.hear {
			heard[i] = quoted(w)
		}
		line += ", hear: { " + words.language + ": [" + strings.Join(heard, ", ") + "] }"
	}
	if len(c.sets) > 0 {
		line += ", set: { " + m.draft.settings(c.sets) + " }"
	}
	m.draft.set("  - { %s }", line)
	m.draft.inner = append(m.draft.inner, c.to)
}
