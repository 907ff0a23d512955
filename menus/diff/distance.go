package diff

import (
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr/i18n"
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
	behind := i18n.Both{}
	if r.behind > 0 {
		behind = say("behind", places(r.behind))
	}
	switch r.kind {
	case New:
		c.found.add(New, r.node, c.new.Where(r.node), say("reached", r.node, pressing(r.is), behind))
	case Gone:
		c.found.add(Gone, r.node, c.old.Where(r.node), say("reached_no_more", r.node, pressing(r.was), behind))
	default:
		c.found.add(EffortToPerson, r.node, c.new.Where(r.node), say("keys_to", r.node, len(r.is), keysOn(r.is), len(r.was), keysOn(r.was), behind))
	}
}

func places(n int) i18n.Both {
	if n == 1 {
		return say("place", n)
	}
	return say("places", n)
}

func pressing(way []choice) i18n.Both {
	if len(way) == 0 {
		return i18n.Both{}
	}
	return say("keys", keysOn(way))
}

func keysOn(way []choice) string {
	keys := make([]string, len(way))
	for i, x := range way {
		keys[i] = x.Key
	}
	return strings.Join(keys, " ")
}
