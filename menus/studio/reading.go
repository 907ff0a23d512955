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
func (f *flow) reads(w widget) reading {
	if open, closed := byTheClock(w); open != "" || closed != "" {
		return byTime
	}
	about := w.looksAt()
	if gather, ok := f.typedIn(w); ok && !f.isMenu(gather) {
		return byDigits
	}
	if variable.MatchString(about) && len(f.cases(w)) > 0 {
		return byVariable
	}
	if m := widgetField.FindStringSubmatch(about); m != nil && f.stopsAt(m[1]) {
		return byCode
	}
	return byNothing
}

// typedIn returns the gather whose digits a split reads.
func (f *flow) typedIn(w widget) (gather widget, ok bool) {
	m := widgetField.FindStringSubmatch(w.looksAt())
	if m == nil || m[2] != "Digits" {
		return widget{}, false
	}
	gather, ok = f.named[m[1]]
	return gather, ok && gather.Type == typeGather
}

// stopsAt reports whether callers go to a person at a widget.
func (f *flow) stopsAt(name string) bool {
	w, ok := f.named[name]
	return ok && (code[w.Type] != nil || !slices.Contains(carried, w.Type))
}

// heededCode returns the widgets of code whose results callers notice: a split depends on them, or a text
// says them. Whether it is open now does not count, since a menu knows that by itself.
func (f *flow) heededCode() map[string]bool {
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

// oneCase is a text of a value, and the widget that it leads to.
type oneCase struct{ text, next string }

// The most cases of a branch, and the letters of one.
const (
	mostCases   = 50
	longestCase = 60
)

// cases returns the texts that a split distinguishes.
func (f *flow) cases(w widget) []oneCase {
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
