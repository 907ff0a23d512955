package studio

import (
	"slices"
	"strings"
)

// allKeys are the keys that a choice may have; 0, * and # mean the same in every menu.
const allKeys = "123456789"

// manyKeys is the number of keys from which a condition counts as being about any key.
const manyKeys = 8

// splitBehind returns the split that a gather's event leads to, and whether it reads what was typed or
// said there.
func (f *flow) splitBehind(w widget, event, field string) (widget, bool) {
	at := w.next(event)
	for range len(f.Widgets) {
		s := f.named[at]
		if s.Type == typeSplit {
			return s, strings.Contains(s.looksAt(), "widgets."+w.Name+"."+field)
		}
		events := quiet[s.Type]
		if code[s.Type] != nil && !f.heeded[s.Name] {
			events = code[s.Type]
		}
		if at = s.next(events...); at == "" {
			break
		}
	}
	return widget{}, false
}

// isMenu reports whether a gather is answered by single keys.
func (f *flow) isMenu(w widget) bool {
	if w.Type != typeGather {
		return false
	}
	split, ok := f.splitBehind(w, "keypress", "Digits")
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
func (f *flow) saysOnlyKeys(w widget) bool {
	p, ok := f.spokenFor(w)
	return ok && p.opening == "" && len(p.keys) > 0
}

// spokenFor returns the prompt of a say that speaks for a gather without words of its own.
func (f *flow) spokenFor(w widget) (prompt, bool) {
	gather := f.named[w.next("audioComplete")]
	if w.Type != typeSay || plain(gather.text("say")) != "" || !f.isMenu(gather) {
		return prompt{}, false
	}
	return readPrompt(plain(w.text("say"))), true
}
