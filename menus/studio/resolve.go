package studio

import (
	"cmp"
	"regexp"
	"strings"
)

// setting is a value that the flow sets to a constant.
type setting struct{ name, text string }

// routes finds which node each transition leads to, and keeps which widgets have yet to be converted.
type routes struct {
	flow    *flow
	names   names
	notes   *notes
	next    []string        // widgets that a node leads to
	behind  []string        // widgets reached only from one that is not converted
	severed map[string]bool // all that were ever in behind
}

// take returns the next widget that is to be converted, and whether there is one: first those that
// calls reach, then those behind widgets that could not be converted.
func (r *routes) take() (string, bool) {
	for len(r.next) == 0 && len(r.behind) > 0 {
		r.resolve(widget{}, r.behind[0])
		r.behind = r.behind[1:]
	}
	if len(r.next) == 0 {
		return "", false
	}
	name := r.next[0]
	r.next = r.next[1:]
	return name, true
}

// cut records that the transitions to widgets are not converted.
func (r *routes) cut(names ...string) {
	for _, name := range names {
		if _, ok := r.flow.named[name]; ok && !r.severed[name] {
			r.severed[name] = true
			r.behind = append(r.behind, name)
		}
	}
}

// target returns the node that an event leads to. An event that leads nowhere hangs up in Studio: the
// menu does so too, and the note says what then happens to callers.
func (r *routes) target(w widget, what string, events ...string) string {
	next := w.next(events...)
	if next == "" {
		if what != "" {
			r.notes.trap(w, "lead it to a person or a message", "%s: nothing is wired, so the caller is hung up on", what)
		}
		return hungUp
	}
	return r.node(w, next)
}

// node returns the node for a widget, for transitions that are not choices.
func (r *routes) node(from widget, name string) string {
	to, sets := r.resolve(from, name)
	for _, s := range sets {
		r.notes.lost(from, "set it by a menu's choice", "sets %s; here only the choices of a menu set values", quoted(comment(s.name)))
	}
	return to
}

// resolve returns the menu node that a widget leads to, skipping widgets that the caller does not hear,
// and the values that those set.
func (r *routes) resolve(from widget, name string) (node string, sets []setting) {
	seen := map[string]bool{}
	for {
		w, ok := r.flow.named[name]
		switch {
		case name == "" && from.Type == typeSplit: // noted already: see unmatched
			return hungUp, sets
		case name == "":
			r.notes.trap(from, "lead it to a person or a message", "nothing is wired, so the caller is hung up on")
			return hungUp, sets
		case !ok:
			r.notes.trap(from, "lead it to a person or a message", "leads to %s, and there is no such widget: the caller is hung up on", quoted(comment(name)))
			return hungUp, sets
		case seen[name]:
			r.notes.trap(from, "lead out of the circle", "goes round in a circle with no end: the caller hears nothing until Studio gives up")
			return hungUp, sets
		}
		seen[name] = true
		next, passed := r.beside(w)
		if !passed {
			r.next = append(r.next, name)
			return r.names.of[name], sets
		}
		sets = append(sets, w.constants()...)
		from, name = w, next
	}
}

// beside returns where a call goes on from a widget that becomes no node, and whether it is one.
func (r *routes) beside(w widget) (next string, passed bool) {
	switch {
	case w.Type == typeSay && r.flow.saysOnlyKeys(w):
		return w.next("audioComplete"), true
	case w.Type == typeSplit && r.flow.reads(w) == byNothing:
		r.unread(w)
		return w.next("noMatch"), true
	case w.Type == "send-message" && !toCaller(w):
		r.notes.lost(w, "tell your people in another way: cases, messages and callbacks are on the desk's list", "writes to %s, not to the caller; a menu writes to callers only", ending(w.text("to")))
		return w.next("sent", "failed"), true
	case code[w.Type] != nil:
		r.runs(w)
		if !r.flow.heeded[w.Name] {
			return w.next(code[w.Type]...), true
		}
		r.cut(w.next(code[w.Type]...))
		failed := w.next("failed", "fail")
		return failed, r.flow.peopleBehind(failed)
	}
	events, passed := quiet[w.Type]
	if passed {
		r.passedBy(w)
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

func (r *routes) passedBy(w widget) {
	switch {
	case w.Type == typeTrigger, w.Type == "set-variables" && len(w.constants()) > 0:
	case w.Type == "set-variables":
		r.notes.lost(w, "set it by a menu's choice", "sets variables to what a menu does not know")
	case strings.HasPrefix(w.Type, "make-outgoing-call"):
		r.notes.lost(w, "to call people back, use the kind callback", "calls somebody; here it is the caller who calls")
	default:
		r.notes.lost(w, "", "%s is not carried over; callers pass it by", comment(w.Type))
	}
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
func (r *routes) runs(w widget) {
	at := address(cmp.Or(w.text("url"), w.text("function_sid")))
	failed := w.next("failed", "fail")
	if failed == "" && (w.has("failed") || w.has("fail")) {
		r.notes.trap(w, "lead it to a person", "when the code fails nothing is wired, so the caller is hung up on")
	}
	const found = "put in its place what the code found out: lookup, verify, request or hours; then take in the nodes of behind.yaml"
	switch {
	case !r.flow.heeded[w.Name]:
		r.notes.lost(w, "see to it that nobody is promised what this code did; for accounts use lookup, request and verify", "runs code of yours at %s, which a menu cannot; callers pass it by", at)
	case r.flow.peopleBehind(failed):
		r.notes.lost(w, found, "runs code of yours at %s, and the flow goes by what it finds, which a menu cannot; callers go on as when it fails, to a person", at)
	default:
		r.notes.lost(w, found, "runs code of yours at %s, and the flow goes by what it finds, which a menu cannot; callers go to a person", at)
	}
}

// orHungUp returns the node of a widget; an unwired transition was noted already.
func (r *routes) orHungUp(w widget, next string) string {
	if next == "" {
		return hungUp
	}
	return r.node(w, next)
}

// unmatched cuts the transitions of a split, and notes callers that it forgets.
func (r *routes) unmatched(w widget) {
	if w.next("noMatch") == "" {
		r.notes.trap(w, "lead noMatch to a person", "what no condition knows leads nowhere: the caller is hung up on")
	}
	for _, t := range w.Transitions {
		r.cut(t.Next)
	}
}

// unread notes a split on something that a menu does not know.
func (r *routes) unread(w widget) {
	about := liquid.FindString(w.looksAt())
	if m := widgetField.FindStringSubmatch(about); m != nil {
		if _, ok := r.flow.named[m[1]]; !ok {
			r.notes.trap(w, "look at a widget of the flow", "looks at %s, and there is no such widget: every caller goes the way of noMatch", comment(strings.Trim(about, "{} ")))
		}
	} else if !knownSource.MatchString(about) {
		r.notes.trap(w, "look at a widget's Digits or SpeechResult", "looks at %s, which nothing sets: every caller goes the way of noMatch", quoted(comment(strings.Trim(cmp.Or(about, w.text("input")), "{} "))))
	}
	r.notes.lost(w, "see the kinds branch, caller and hours", "goes by %s, which a menu does not know; every caller goes the way of noMatch", quoted(comment(strings.Trim(cmp.Or(about, w.text("input")), "{} "))))
	r.unmatched(w)
}

// knownSource matches the objects that templates may read.
var knownSource = regexp.MustCompile(`\b(?:widgets|flow|trigger|contact)\.|["']now["']`)
