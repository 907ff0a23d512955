package studio

import (
	"cmp"
	"slices"
	"strings"
)

// setting is a value that the flow sets to a constant.
type setting struct{ name, text string }

// target returns the node that an event leads to. An event that leads nowhere hangs up in Studio: the
// menu does so too, and the note says what then happens to callers.
func (b *builder) target(w widget, what string, events ...string) string {
	next := w.next(events...)
	if next == "" {
		if what != "" {
			b.trap(w, "lead it to a person or a message", "%s: nothing is wired, so the caller is hung up on", what)
		}
		return hungUp
	}
	return b.node(w, next)
}

// node returns the node for a widget, for transitions that are not choices.
func (b *builder) node(from widget, name string) string {
	to, sets := b.resolve(from, name)
	for _, s := range sets {
		b.lost(from, "set it by a menu's choice", "sets %s; here only the choices of a menu set values", quoted(comment(s.name)))
	}
	return to
}

// resolve returns the menu node that a widget leads to, skipping widgets that the caller does not hear,
// and the values that those set.
func (b *builder) resolve(from widget, name string) (node string, sets []setting) {
	seen := map[string]bool{}
	for {
		w, ok := b.named[name]
		switch {
		case name == "" && from.Type == typeSplit: // noted already: see unmatched
			return hungUp, sets
		case name == "":
			b.trap(from, "lead it to a person or a message", "nothing is wired, so the caller is hung up on")
			return hungUp, sets
		case !ok:
			b.trap(from, "lead it to a person or a message", "leads to %s, and there is no such widget: the caller is hung up on", quoted(comment(name)))
			return hungUp, sets
		case seen[name]:
			b.trap(from, "lead out of the circle", "goes round in a circle with no end: the caller hears nothing until Studio gives up")
			return hungUp, sets
		}
		seen[name] = true
		next, passed := b.beside(w)
		if !passed {
			b.next = append(b.next, name)
			return b.names.of[name], sets
		}
		sets = append(sets, w.constants()...)
		from, name = w, next
	}
}

// beside returns where a call goes on from a widget that becomes no node, and whether it is one.
func (b *builder) beside(w widget) (next string, passed bool) {
	switch {
	case w.Type == typeSay && b.saysOnlyKeys(w):
		return w.next("audioComplete"), true
	case w.Type == typeSplit && b.reads(w) == byNothing:
		b.unread(w)
		return w.next("noMatch"), true
	case w.Type == "send-message" && !toCaller(w):
		b.lost(w, "tell your people in another way: cases, messages and callbacks are on the desk's list", "writes to %s, not to the caller; a menu writes to callers only", ending(w.text("to")))
		return w.next("sent", "failed"), true
	case code[w.Type] != nil:
		b.runs(w)
		if !b.heeded[w.Name] {
			return w.next(code[w.Type]...), true
		}
		b.cut(w.next(code[w.Type]...))
		failed := w.next("failed", "fail")
		return failed, b.peopleBehind(failed)
	}
	events, passed := quiet[w.Type]
	if passed {
		b.passedBy(w)
	}
	return w.next(events...), passed
}

// quiet are widgets that the caller does not hear, with the events by which the call goes on.
var quiet = map[string][]string{
	typeTrigger:             voice,
	"set-variables":         {"next"},
	"call-recording":        {"success", "failed"},
	"record-call":           {"success", "failed"},
	"fork-stream":           {"next", "success", "failed"},
	"make-outgoing-call":    {"answered"},
	"make-outgoing-call-v2": {"answered"},
}

func (b *builder) passedBy(w widget) {
	switch {
	case w.Type == typeTrigger, w.Type == "set-variables" && len(w.constants()) > 0:
	case w.Type == "set-variables":
		b.lost(w, "set it by a menu's choice", "sets variables to what a menu does not know")
	case strings.HasPrefix(w.Type, "make-outgoing-call"):
		b.lost(w, "to call people back, use the kind callback", "calls somebody; here it is the caller who calls")
	default:
		b.lost(w, "", "%s is not carried over; callers pass it by", comment(w.Type))
	}
}

// constants returns the variables that a widget sets to fixed texts.
func (w widget) constants() []setting {
	list, _ := w.Properties["variables"].([]any)
	var found []setting
	for _, item := range list {
		pair, _ := item.(map[string]any)
		key, _ := pair["key"].(string)
		value, ok := pair["value"].(string)
		if plain(key) != "" && ok && plain(value) == value && len(value) <= longestName && w.Type == "set-variables" {
			found = append(found, setting{key, value})
		}
	}
	return found
}

// comesBack reports whether a transition leads back to a widget without asking anything.
func (b *builder) comesBack(w widget, at string) bool {
	for range len(b.Widgets) {
		if at == w.Name {
			return true
		}
		via, ok := b.named[at]
		events := slices.Concat(quiet[via.Type], code[via.Type])
		if via.Type == typeSay {
			events = []string{"audioComplete"}
		}
		if !ok || len(events) == 0 {
			return false
		}
		at = via.next(events...)
	}
	return false
}

// peopleBehind reports whether a transition leads to a person without asking anything.
func (b *builder) peopleBehind(at string) bool {
	for range len(b.Widgets) {
		w, ok := b.named[at]
		switch w.Type {
		case typeConnect, "enqueue-call", "send-to-flex":
			return true
		case typeSay:
			at = w.next("audioComplete")
		default:
			at = w.next(slices.Concat(quiet[w.Type], code[w.Type])...)
		}
		if !ok || at == "" {
			return false
		}
	}
	return false
}

// toCaller reports whether a message goes to the calling number.
func toCaller(w widget) bool {
	to := w.text("to")
	return to == "" || strings.Contains(to, "contact.channel.address") || strings.Contains(to, "trigger.call.From")
}

// code are widgets that run the company's own code, with the events by which the call goes on
// afterwards.
var code = map[string][]string{
	"make-http-request": {"success", "failed"},
	"run-function":      {"success", "fail", "failed"},
}

// runs notes a widget of code, and what happens when the code fails. If the flow depends on the code's
// result, the menu does what the flow does when the code fails, if that leads to a person.
func (b *builder) runs(w widget) {
	at := address(cmp.Or(w.text("url"), w.text("function_sid")))
	failed := w.next("failed", "fail")
	if failed == "" && (w.has("failed") || w.has("fail")) {
		b.trap(w, "lead it to a person", "when the code fails nothing is wired, so the caller is hung up on")
	}
	const found = "put in its place what the code found out: lookup, verify, request or hours; then take in the nodes of behind.yaml"
	switch {
	case !b.heeded[w.Name]:
		b.lost(w, "see to it that nobody is promised what this code did; for accounts use lookup, request and verify", "runs code of yours at %s, which a menu cannot; callers pass it by", at)
	case b.peopleBehind(failed):
		b.lost(w, found, "runs code of yours at %s, and the flow goes by what it finds, which a menu cannot; callers go on as when it fails, to a person", at)
	default:
		b.lost(w, found, "runs code of yours at %s, and the flow goes by what it finds, which a menu cannot; callers go to a person", at)
	}
}
