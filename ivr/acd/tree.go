package acd

import "iter"

// tree is an ordered map that is never changed: put and without return another one, which
// shares with it all but the few nodes on the way to the key. So a state of the ACD can be kept
// and read by anyone while the next one is made, and making it costs the same with one caller
// and with thousands, but for the depth of the tree. The zero tree is empty.
//
// It is a treap whose priorities are hashes of the keys: the same keys make the same tree,
// whatever the order in which they came.
type tree[V any] struct{ root *treeNode[V] }

// treeNode is a key, and the keys before and after it. The priority of no node is above that of
// its parent.
type treeNode[V any] struct {
	key         string
	value       V
	priority    uint32
	size        int // of the node with all below it
	left, right *treeNode[V]
}

// find returns the value of a key, and whether there is one.
func (t tree[V]) find(key string) (v V, ok bool) {
	for n := t.root; n != nil; {
		switch {
		case key < n.key:
			n = n.left
		case key > n.key:
			n = n.right
		default:
			return n.value, true
		}
	}
	return v, false
}

// len returns how many keys there are.
func (t tree[V]) len() int { return t.root.count() }

// put returns the tree with a key's value.
func (t tree[V]) put(key string, v V) tree[V] { return tree[V]{t.root.put(key, v)} }

// without returns the tree without a key.
func (t tree[V]) without(key string) tree[V] { return tree[V]{t.root.without(key)} }

// rank returns how many keys come before a key, which need not be in the tree.
func (t tree[V]) rank(key string) (before int) {
	for n := t.root; n != nil; {
		if key <= n.key {
			n = n.left
			continue
		}
		before += n.left.count() + 1
		n = n.right
	}
	return before
}

// first returns the first key that does not come before another, and its value.
func (t tree[V]) first(from string) (key string, v V, ok bool) {
	for n := t.root; n != nil; {
		if n.key < from {
			n = n.right
			continue
		}
		key, v, ok = n.key, n.value, true
		n = n.left
	}
	return key, v, ok
}

// from returns the keys that do not come before another, with their values, in order.
func (t tree[V]) from(key string) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) { t.root.from(key, yield) }
}

func (n *treeNode[V]) from(key string, yield func(string, V) bool) bool {
	if n == nil {
		return true
	}
	if n.key < key {
		return n.right.from(key, yield)
	}
	return n.left.from(key, yield) && yield(n.key, n.value) && n.right.from(key, yield)
}

func (n *treeNode[V]) put(key string, v V) *treeNode[V] {
	if n == nil {
		return &treeNode[V]{key: key, value: v, priority: priorityOf(key), size: 1}
	}
	c := *n
	switch {
	case key < n.key:
		if c.left = n.left.put(key, v); c.left.above(n) {
			top := c.left
			c.left = top.right
			top.right = c.counted()
			return top.counted()
		}
	case key > n.key:
		if c.right = n.right.put(key, v); c.right.above(n) {
			top := c.right
			c.right = top.left
			top.left = c.counted()
			return top.counted()
		}
	default:
		c.value = v
	}
	return c.counted()
}

func (n *treeNode[V]) without(key string) *treeNode[V] {
	if n == nil {
		return nil
	}
	c := *n
	switch {
	case key < n.key:
		c.left = n.left.without(key)
	case key > n.key:
		c.right = n.right.without(key)
	default:
		return n.left.join(n.right)
	}
	return c.counted()
}

// join makes one tree of n and another whose keys all come after n's.
func (n *treeNode[V]) join(after *treeNode[V]) *treeNode[V] {
	switch {
	case n == nil:
		return after
	case after == nil:
		return n
	case n.above(after):
		c := *n
		c.right = n.right.join(after)
		return c.counted()
	}
	c := *after
	c.left = n.join(after.left)
	return c.counted()
}

// above reports whether a node belongs above another.
func (n *treeNode[V]) above(other *treeNode[V]) bool {
	return n.priority > other.priority || n.priority == other.priority && n.key < other.key
}

func (n *treeNode[V]) count() int {
	if n == nil {
		return 0
	}
	return n.size
}

// counted sets a new node's size, and returns it.
func (n *treeNode[V]) counted() *treeNode[V] {
	n.size = n.left.count() + n.right.count() + 1
	return n
}

// priorityOf is FNV-1a, with the last steps of MurmurHash3: keys that differ in their last byte
// only have priorities that have nothing in common.
func priorityOf(key string) uint32 {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
