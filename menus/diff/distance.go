package diff

import (
	"fmt"
	"strings"
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
			c.add(Distance, name, c.new.Where(name), fmt.Sprintf("%s takes %d keys (%s) instead of %d (%s)", name, len(after), keysOn(after), len(before), keysOn(before)),
				fmt.Sprintf("到 %s 要按 %d 个键（%s），原来 %d 个（%s）", name, len(after), keysOn(after), len(before), keysOn(before)))
		}
	}
	for _, name := range inOrder(was) {
		if _, reached := are[c.names[name]]; !reached {
			c.add(Gone, name, c.old.Where(name), "nobody comes to "+name+" any more"+pressing(was[name]), "不再到 "+name+pressed(was[name]))
		}
	}
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
		keys[i] = x.key
	}
	return strings.Join(keys, " ")
}
