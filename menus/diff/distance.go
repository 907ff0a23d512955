package diff

import (
	"fmt"
	"slices"
	"strings"
)

// reached is a node whose path is new, gone, or different; and how many nodes behind it changed with
// it.
type reached struct {
	kind    Kind
	node    string
	was, is []choice
	behind  int
}

// distances records nodes that are new, gone, or more keys away than before. The nodes behind them are
// counted.
func (c *comparison) distances() {
	was, are := paths(c.old.Tree), c.paths()
	var list []reached
	for _, name := range are.order {
		old, stood := c.came(name)
		before, known := was.found[old]
		after := are.found[name]
		switch {
		case !stood || !known:
			list = with(list, reached{kind: New, node: name, is: after})
		case len(before) != len(after):
			list = with(list, reached{kind: EffortToPerson, node: name, was: before, is: after})
		}
	}
	for _, name := range was.order {
		if _, stays := are.found[c.names[name]]; !stays {
			list = with(list, reached{kind: Gone, node: name, was: was.found[name]})
		}
	}
	for _, r := range list {
		c.reach(r)
	}
}

// with adds a node, or counts it with one that it is reached through.
func with(list []reached, r reached) []reached {
	i := slices.IndexFunc(list, func(front reached) bool {
		return front.kind == r.kind && len(front.was)+len(front.is) > 0 && leadsTo(front.was, r.was) && leadsTo(front.is, r.is)
	})
	if i < 0 {
		return append(list, r)
	}
	list[i].behind++
	return list
}

// leadsTo reports whether the second path begins with the first.
func leadsTo(way, longer []choice) bool {
	return len(way) <= len(longer) && keysOn(way) == keysOn(longer[:len(way)])
}

func (c *comparison) reach(r reached) {
	english, chinese := "", ""
	if r.behind > 0 {
		english, chinese = "; and "+places(r.behind)+" behind it", fmt.Sprintf("，连同它后面的 %d 处", r.behind)
	}
	switch r.kind {
	case New:
		c.found.add(New, r.node, c.new.Where(r.node), "callers can come to "+r.node+pressing(r.is)+english, "来电人可以到 "+r.node+pressed(r.is)+chinese)
	case Gone:
		c.found.add(Gone, r.node, c.old.Where(r.node), "nobody comes to "+r.node+" any more"+pressing(r.was)+english, "不再到 "+r.node+pressed(r.was)+chinese)
	default:
		c.found.add(EffortToPerson, r.node, c.new.Where(r.node),
			fmt.Sprintf("%s takes %d keys (%s) instead of %d (%s)%s", r.node, len(r.is), keysOn(r.is), len(r.was), keysOn(r.was), english),
			fmt.Sprintf("到 %s 要按 %d 个键（%s），原来 %d 个（%s）%s", r.node, len(r.is), keysOn(r.is), len(r.was), keysOn(r.was), chinese))
	}
}

func places(n int) string {
	if n == 1 {
		return "1 place"
	}
	return fmt.Sprintf("%d places", n)
}

func pressing(way []choice) string {
	if len(way) == 0 {
		return ""
	}
	return ", by " + keysOn(way)
}

func pressed(way []choice) string {
	if len(way) == 0 {
		return ""
	}
	return "，按 " + keysOn(way)
}

func keysOn(way []choice) string {
	keys := make([]string, len(way))
	for i, x := range way {
		keys[i] = x.Key
	}
	return strings.Join(keys, " ")
}
