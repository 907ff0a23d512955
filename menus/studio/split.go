package studio

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// reading is what a split depends on.
type reading int

const (
	byNothing  reading = iota // something that a menu does not know
	byTime                    // open or closed
	byDigits                  // what was typed
	byVariable                // a variable of the flow
	byCode                    // the result of the company's own code
)

var (
	widgetField = regexp.MustCompile(`widgets\.([^.}|]+?)\.(\w+)`)
	variable    = regexp.MustCompile(`flow\.variables\.(\w+)`)
	clock       = regexp.MustCompile(`(?i)hours?|open|closed|holiday|weekday|weekend|schedule|["']now["']|is_(?:before|after)_(?:time|date)|上班|营业|营业时间|工作日|节假日`)
	yes         = regexp.MustCompile(`(?i)^(?:true|yes|1|open|opened|in.?hours|weekday|business.?hours|营业|上班)$`)
	closedNow   = regexp.MustCompile(`(?i)^(?:false|no|0|closed|close|out.?of.?hours|after.?hours|holiday|weekend|休息|下班)$`)
)

// reads returns what a split depends on.
func (b *builder) reads(w widget) reading {
	if open, closed := byTheClock(w); open != "" || closed != "" {
		return byTime
	}
	about := w.looksAt()
	if gather, ok := b.typedIn(w); ok && !b.isMenu(gather) {
		return byDigits
	}
	if variable.MatchString(about) && len(b.cases(w)) > 0 {
		return byVariable
	}
	if m := widgetField.FindStringSubmatch(about); m != nil && b.stopsAt(m[1]) {
		return byCode
	}
	return byNothing
}

// typedIn returns the gather whose digits a split reads.
func (b *builder) typedIn(w widget) (gather widget, ok bool) {
	m := widgetField.FindStringSubmatch(w.looksAt())
	if m == nil || m[2] != "Digits" {
		return widget{}, false
	}
	gather, ok = b.named[m[1]]
	return gather, ok && gather.Type == typeGather
}

// stopsAt reports whether callers go to a person at a widget.
func (b *builder) stopsAt(name string) bool {
	w, ok := b.named[name]
	return ok && (code[w.Type] != nil || !slices.Contains(carried, w.Type))
}

// heeded returns the widgets of code whose results callers notice: a split depends on them, or a text
// says them. Whether it is open now does not count, since a menu knows that by itself.
func (f *flow) heeded() map[string]bool {
	found := map[string]bool{}
	for _, w := range f.Widgets {
		open, closed := byTheClock(w)
		if code[w.Type] != nil || open != "" || closed != "" {
			continue
		}
		for _, m := range widgetField.FindAllStringSubmatch(w.looksAt()+" "+w.text("say")+" "+w.text("play")+" "+w.text("to"), -1) {
			found[m[1]] = true
		}
	}
	return found
}

// byTheClock returns where a split by the time of day leads; both "" for any other split.
func byTheClock(w widget) (open, closed string) {
	if w.Type != typeSplit || strings.Contains(w.looksAt(), ".Digits") || strings.Contains(w.looksAt(), ".SpeechResult") {
		return "", ""
	}
	about := w.Name + " " + w.looksAt()
	for _, t := range w.Transitions {
		for _, c := range t.Conditions {
			about += " " + c.FriendlyName + " " + string(c.Value) + " " + c.Type
			switch negated := strings.Contains(c.Type, "not_"); {
			case yes.MatchString(string(c.Value)) && !negated, closedNow.MatchString(string(c.Value)) && negated, strings.HasSuffix(c.Type, "_time"):
				open = cmp.Or(open, t.Next)
			case closedNow.MatchString(string(c.Value)), yes.MatchString(string(c.Value)):
				closed = cmp.Or(closed, t.Next)
			}
		}
	}
	if !clock.MatchString(about) {
		return "", ""
	}
	return open, closed
}

// split converts a split: to the hours of a schedule, or to a branch.
func (b *builder) split(w widget) {
	switch b.reads(w) {
	case byTime:
		b.hours(w)
	case byDigits:
		gather, _ := b.typedIn(w)
		b.branch(w, typedBy(b.names.of[gather.Name]), gather)
	case byVariable:
		b.branch(w, variableName(variable.FindStringSubmatch(w.looksAt())[1]), widget{})
	default:
		b.lost(w, "put in its place what the code found out; then take in the nodes of behind.yaml", "goes by what a widget finds that is not carried over")
		b.unmatched(w)
		b.standIn(w)
	}
}

// unmatched cuts the transitions of a split, and notes callers that it forgets.
func (b *builder) unmatched(w widget) {
	if w.next("noMatch") == "" {
		b.trap(w, "lead noMatch to a person", "what no condition knows leads nowhere: the caller is hung up on")
	}
	for _, t := range w.Transitions {
		b.cut(t.Next)
	}
}

func typedBy(node string) string        { return "typed." + node }
func variableName(source string) string { return "flow." + nodeName(source) }

func (b *builder) hours(w widget) {
	b.timed = true
	open, closed := byTheClock(w)
	rest := w.next("noMatch")
	if rest == "" && (open == "" || closed == "") {
		b.trap(w, "lead noMatch to a message", "goes by the time, and what it does not know leads nowhere: the caller is hung up on")
	}
	b.lost(w, "set the hours of the line support in menu.yaml", "goes by the time of day, which the flow keeps in code or conditions")
	d := b.draft(w, "hours")
	d.set("line: support")
	d.leads("open", b.orHungUp(w, cmp.Or(open, rest)))
	d.leads("closed", b.orHungUp(w, cmp.Or(closed, rest)))
}

// orHungUp returns the node of a widget; an unwired transition was noted already.
func (b *builder) orHungUp(w widget, next string) string {
	if next == "" {
		return hungUp
	}
	return b.node(w, next)
}

// oneCase is a text of a value, and the widget that it leads to.
type oneCase struct{ text, next string }

// The most cases of a branch, and the letters of one.
const (
	mostCases   = 50
	longestCase = 60
)

// cases returns the texts that a split distinguishes.
func (b *builder) cases(w widget) []oneCase {
	var list []oneCase
	for _, t := range w.Transitions {
		if t.Event != "match" || len(t.Conditions) != 1 || !t.Conditions[0].exact() {
			continue
		}
		for _, text := range t.Conditions[0].values() {
			taken := slices.ContainsFunc(list, func(c oneCase) bool { return c.text == text })
			if !taken && plain(text) == text && text != "" && len(text) <= longestCase && len(list) < mostCases && !slices.Contains([]string{"else", "unset", "back"}, text) {
				list = append(list, oneCase{text, t.Next})
			}
		}
	}
	return list
}

// branch branches on a value that the menu knows. What was typed is not asked for again, so a
// transition back to where it was typed leads to a person.
func (b *builder) branch(w widget, value string, typed widget) {
	d := &draft{name: b.names.of[w.Name], widget: w, kind: "branch", looks: value}
	lead := func(next, what string) string {
		switch {
		case next == "":
			b.trap(w, "lead it to a person", "%s: nothing is wired, so the caller is hung up on", what)
			return hungUp
		case typed.Name != "" && b.comesBack(typed, next):
			b.lost(w, "", "%s: asks again; here such a caller goes to a person", what)
			return toPerson
		}
		return b.node(w, next)
	}
	var cases []string
	for _, c := range b.cases(w) {
		to := lead(c.next, quoted(c.text))
		cases = append(cases, quoted(c.text)+": "+to)
		d.inner = append(d.inner, to)
	}
	d.set("value: %s", value)
	d.set("cases: { %s }", strings.Join(cases, ", "))
	d.leads("else", lead(w.next("noMatch"), "what no condition knows"))
	b.inexact(w)
	b.drafts = append(b.drafts, d)
}

// inexact notes conditions that a branch cannot express.
func (b *builder) inexact(w widget) {
	for _, t := range w.Transitions {
		for _, c := range t.Conditions {
			if !c.exact() || len(t.Conditions) > 1 {
				b.lost(w, "", "a branch goes by whole values, not by %s %s; such callers go the way of noMatch", comment(c.Type), quoted(comment(string(c.Value))))
				b.cut(t.Next)
			}
		}
	}
}

// unread notes a split on something that a menu does not know.
func (b *builder) unread(w widget) {
	about := liquid.FindString(w.looksAt())
	if m := widgetField.FindStringSubmatch(about); m != nil {
		if _, ok := b.named[m[1]]; !ok {
			b.trap(w, "look at a widget of the flow", "looks at %s, and there is no such widget: every caller goes the way of noMatch", comment(strings.Trim(about, "{} ")))
		}
	} else if !knownSource.MatchString(about) {
		b.trap(w, "look at a widget's Digits or SpeechResult", "looks at %s, which nothing sets: every caller goes the way of noMatch", quoted(comment(strings.Trim(cmp.Or(about, w.text("input")), "{} "))))
	}
	b.lost(w, "see the kinds branch, caller and hours", "goes by %s, which a menu does not know; every caller goes the way of noMatch", quoted(comment(strings.Trim(cmp.Or(about, w.text("input")), "{} "))))
	b.unmatched(w)
}

// knownSource matches the objects that templates may read.
var knownSource = regexp.MustCompile(`\b(?:widgets|flow|trigger|contact)\.|["']now["']`)
