package proof

import (
	"slices"
	"strings"
)

// moves follows steps through doors: a circle of them never listens.
type moves struct {
	*chain
	marks []mark // by link
}

// circles tells of nodes that lead round without listening to the caller.
func (c *chain) circles() {
	m := moves{c, make([]mark, len(c.links))}
	for n := range c.links {
		m.follow(int32(n))
	}
}

func (m moves) follow(n int32) {
	switch {
	case !m.links[n].place.door, m.marks[n] == left:
	case m.marks[n] == entered:
		m.circle(n)
	default:
		m.marks[n] = entered
		for _, e := range m.from(n) {
			if e.to != over {
				m.follow(e.to)
			}
		}
		m.marks[n] = left
	}
}

// circle tells of one, if a call breaks off there.
func (m moves) circle(n int32) {
	from, turns := m.origin(n)
	round, nodes := m.onward(n)
	story := m.storyTo(from, append(turns, round...))
	if story.err == nil || m.seen("circle "+story.err.Error()) {
		return
	}
	node := broken(story.err)
	m.findings = append(m.findings, Finding{
		Position: m.walk.at(node), Node: node, Rule: RuleBreaks, Severity: Fail,
		Text: "the call breaks off: " + story.err.Error() + "; so it goes: " + story.way(),
		Mend: "Lead " + strings.Join(nodes, " or ") + " out of the circle, to one that listens.", Call: story.lines,
	})
}

// onward are the answers of the world on the way round, over and over, and the
// nodes come by.
func (m moves) onward(n int32) (round []turn, nodes []string) {
	for more := true; more && len(round) < maxRound; {
		more = false
		for _, e := range m.from(n) {
			if e.to != over && m.marks[e.to] == entered {
				if name := m.links[n].place.node; !slices.Contains(nodes, name) {
					nodes = append(nodes, name)
				}
				round, n, more = append(round, m.turn(n, e)), e.to, true
				break
			}
		}
	}
	return round, nodes
}

// maxRound is more than the engine goes without listening.
const maxRound = 60
