package diagram

import (
	"cmp"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/node"
)

// lane is a department's part of the picture: its frames, and when it is open.
type lane struct {
	department string            // or shared
	hours      Words             // nil when they are not known
	frames     []int             // the roots of its trees
	common     map[string]string // where a rescue leads here, when that differs from elsewhere
}

// shared stands for a department where a caller may reach one of several.
const shared = "*"

// assign gives each node its department: the one that it names; or whose people
// a caller reaches from there with key 0; or else the one that all ways on from
// there come to first.
func assign(tree *ivr.Tree, all map[string]Node) {
	queues, own, found := map[string]string{}, map[string]string{}, map[string]string{}
	for id, place := range tree.Nodes {
		if q, ok := place.Node.(ivr.QueueNode); ok {
			queues[id] = q.Queue()
		}
	}
	for id, place := range tree.Nodes {
		name := cmp.Or(ownDepartment(place.Node), nearest(place.Exits[ivr.ExitPerson], all, queues, found))
		if name != "" {
			own[id] = name
		}
	}
	found = map[string]string{}
	for id, n := range all {
		if n.department = nearest(id, all, own, found); n.department == shared && own[id] != shared {
			n.department = "" // as where it is first come to
		}
		all[id] = n
	}
}

// ownDepartment is the department that a node names.
func ownDepartment(n ivr.Node) string {
	for _, l := range node.Labels(n) {
		if l.Department {
			return l.Text
		}
	}
	return ""
}

// reach is how many ways on a department may be.
const reach = 8

// nearest is the department that the fewest ways lead to from a node: shared
// when several are as near, and "" when there is none. It remembers what it has
// found.
func nearest(from string, all map[string]Node, departments, known map[string]string) string {
	if name, ok := known[from]; ok || from == "" || len(departments) == 0 {
		return name
	}
	var found []string
	round, seen := []string{from}, map[string]bool{from: true}
	for ways := 0; ways < reach && len(round) > 0 && len(found) == 0; ways++ {
		found = among(round, departments)
		round = onward(round, all, seen)
	}
	known[from] = ""
	if len(found) == 1 {
		known[from] = found[0]
	} else if len(found) > 1 {
		known[from] = shared
	}
	return known[from]
}

func among(round []string, departments map[string]string) []string {
	var found []string
	for _, id := range round {
		if name, ok := departments[id]; ok && !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	return found
}

// onward are the nodes that the ways out of others lead to, but for rescues.
func onward(round []string, all map[string]Node, seen map[string]bool) []string {
	var next []string
	for _, id := range round {
		for _, e := range all[id].Exits {
			if !e.Rescue && e.To != "" && !seen[e.To] {
				seen[e.To] = true
				next = append(next, e.To)
			}
		}
	}
	return next
}

// layLanes puts the frames into their departments' lanes, in the order in which
// callers come to them, and numbers the frames.
func (g *Graph) layLanes(tree *ivr.Tree, lines map[string]*hours.Schedule, roots []int) {
	open := map[string]Words{}
	for _, place := range tree.Nodes {
		if q, ok := place.Node.(ivr.QueueNode); ok && lines[q.Line()] != nil {
			open[q.Queue()] = g.languages.opening(lines[q.Line()])
		}
	}
	for _, root := range roots {
		department := cmp.Or(g.Nodes[root].department, shared)
		at := slices.IndexFunc(g.lanes, func(l lane) bool { return l.department == department })
		if at < 0 {
			at = len(g.lanes)
			g.lanes = append(g.lanes, lane{department: department, hours: open[department]})
		}
		g.lanes[at].frames = append(g.lanes[at].frames, root)
	}
	number := 0
	for _, l := range g.lanes {
		for _, root := range l.frames {
			number++
			g.walk(root, func(n *Node) { n.Frame = number })
		}
	}
}

// walk visits a node and all that stand beyond it in its tree.
func (g *Graph) walk(i int, visit func(n *Node)) {
	visit(&g.Nodes[i])
	for _, child := range g.Nodes[i].children {
		g.walk(child, visit)
	}
}
