package explore

import "slices"

// numbers is a set of numbers in the order in which they were added.
type numbers struct {
	list []int32
	has  map[int32]struct{} // used for more than a few
}

// few is how many numbers are searched linearly.
const few = 16

// add adds a number and reports whether it is new.
func (n *numbers) add(x int32) bool {
	if n.contains(x) {
		return false
	}
	n.list = append(n.list, x)
	switch {
	case n.has != nil:
		n.has[x] = struct{}{}
	case len(n.list) > few:
		n.has = make(map[int32]struct{}, 2*few)
		for _, x := range n.list {
			n.has[x] = struct{}{}
		}
	}
	return true
}

func (n *numbers) contains(x int32) bool {
	if n.has == nil {
		return slices.Contains(n.list, x)
	}
	_, found := n.has[x]
	return found
}
