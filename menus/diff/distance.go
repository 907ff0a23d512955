package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// distances tells of places that are new, gone, or more keys away than before.
// What is behind them goes without saying.
func (c *comparison) distances() {
	was, are := paths(c.old.Tree), paths(c.new.Tree)
	for _, name := range inOrder(are) {
		old, stood := c.came(name)
		before, reached := was[old]
		after := are[name]
		switch {
		case !stood || !reached:
			c.add(New, name, c.new.Where(name), "callers can come to "+name+pressing(after), "来电人可以到 "+name+pressed(after))
		case len(before) != len(after):
			c.add(Distance, name, c.new.Where(name), fmt.Sprintf("%s takes %d keys (%s) instead of %d (%s)", name, len(after), strings.Join(after, " "), len(before), strings.Join(before, " ")),
				fmt.Sprintf("到 %s 要按 %d 个键（%s），原来 %d 个（%s）", name, len(after), strings.Join(after, " "), len(before), strings.Join(before, " ")))
		}
	}
	for _, name := range inOrder(was) {
		if _, reached := are[c.names[name]]; !reached {
			c.add(Gone, name, c.old.Where(name), "nobody comes to "+name+" any more"+pressing(was[name]), "不再到 "+name+pressed(was[name]))
		}
	}
}

func pressing(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return ", by " + strings.Join(keys, " ")
}

func pressed(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return "，按 " + strings.Join(keys, " ")
}

// detours are exits that a caller who is served does not take.
var detours = []string{
	ivr.ExitPerson, ivr.ExitBack, "no_input", "no_match", "failed", "unavailable", "unverified", "locked", "withheld", "full", "nobody",
	"too_long", "closed", "limited", "senior", "empty", "unset", "missing", "callback", "message", "unanswered",
}

// paths are for each node the fewest keys of choices that lead there.
func paths(t *ivr.Tree) map[string][]string {
	found := map[string][]string{}
	type stop struct {
		node string
		keys []string
	}
	now, later := []stop{{t.Start, nil}}, []stop(nil)
	for len(now) > 0 || len(later) > 0 {
		if len(now) == 0 {
			now, later = later, nil
		}
		s := now[0]
		now = now[1:]
		if _, seen := found[s.node]; seen {
			continue
		}
		found[s.node] = s.keys
		place := t.Nodes[s.node]
		var keys []string
		for _, x := range choices(place.Node) {
			keys = append(keys, x.key)
			later = append(later, stop{place.Exits[x.key], append(slices.Clip(s.keys), x.key)})
		}
		for _, exit := range inOrder(place.Exits) {
			if !slices.Contains(keys, exit) && !slices.Contains(detours, exit) {
				now = append(now, stop{place.Exits[exit], s.keys})
			}
		}
	}
	return found
}
