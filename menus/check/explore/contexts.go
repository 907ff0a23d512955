package explore

import "github.com/okpay/hotline/ivr"

// way is a menu that # may lead back to, as the number of its context (0 for none), combined with
// whether the callers who go back by it have been served.
type way = int32

func wayTo(context int32, served bool) way {
	if served {
		return context<<1 | 1
	}
	return context << 1
}

func isServed(w way) bool { return w&1 != 0 }

// context is what is known of a menu that # may lead back to, for callers who had been served when they
// came there, or for those who had not.
type context struct {
	menu    string
	served  bool
	number  int32             // from 1
	ways    numbers           // back from the menu itself
	heirs   numbers           // states that know these ways, by state and whether callers have been served
	needs   []guarantees      // by group: what held whenever callers came here
	anyone  bool              // some callers were unverified
	version int32             // incremented when the fields above change
	landed  numbers           // states from which # leads here
	places  map[string]*Place // by language

	below   []uint64 // contexts that stand before it on every trail, a bit each
	next    numbers  // contexts that callers come to from here
	pending []arrival
}

// arrival is a menu's callers who come to a state.
type arrival struct {
	to     int32
	served bool
}

// contexts holds those of all menus.
type contexts struct {
	known    map[contextKey]*context
	numbered []*context // from 1
	most     int        // how many there may be
}

type contextKey struct {
	menu   string
	served bool
}

func newContexts(tree *ivr.Tree) contexts {
	c := contexts{known: map[contextKey]*context{}, most: 1}
	for _, name := range inOrder(tree.Nodes) {
		if tree.Nodes[name].Menu {
			c.most += 2
		}
	}
	return c
}

// of returns the context of a menu, creating it if it is new.
func (c *contexts) of(menu string, served bool) *context {
	key := contextKey{menu, served}
	one, known := c.known[key]
	if !known {
		one = &context{menu: menu, served: served, number: int32(len(c.numbered) + 1), below: make([]uint64, (c.most+63)/64), places: map[string]*Place{}}
		for i := range one.below {
			one.below[i] = ^uint64(0) // nobody has come here yet
		}
		c.known[key] = one
		c.numbered = append(c.numbered, one)
	}
	return one
}

// at returns the context that a way leads to; nil for none.
func (c *contexts) at(w way) *context {
	if w < 2 {
		return nil
	}
	return c.numbered[w>>1-1]
}

// before returns the context in which a menu stands before another on every trail; nil if some trail
// may lack it.
func (c *contexts) before(from *context, menu string) *context {
	for _, served := range []bool{false, true} {
		one, known := c.known[contextKey{menu, served}]
		if known && from.below[one.number/64]&(1<<(one.number%64)) != 0 {
			return one
		}
	}
	return nil
}
