package proof

// moves follows steps through doors: a circle of them never listens.
type moves struct {
	*chain
	marks map[int32]mark
}

// circles tells of nodes that lead round without listening to the caller.
func (w *chain) circles() {
	m := moves{w, map[int32]mark{}}
	for _, s := range w.starts {
		for i := range s.outs {
			if o := &s.outs[i]; o.to != over {
				m.follow(m.at(o.to, o.core|s.core, s.envs[i]))
			}
		}
	}
	for s := range w.states {
		if w.all[w.states[s].place].door {
			continue
		}
		n := m.waiting(int32(s))
		for i := range m.links[n].place.inputs {
			m.goOn(n, i)
		}
	}
}

func (m moves) goOn(n int32, i int) {
	m.each(m.links[n], i, func(o *out) {
		if o.to != over && !o.back && m.all[o.to].door {
			m.follow(m.next(n, i, o))
		}
	})
}

func (m moves) follow(n int32) {
	switch {
	case !m.links[n].place.door, m.marks[n] == left:
	case m.marks[n] == entered:
		m.circle(n)
	default:
		m.marks[n] = entered
		m.goOn(n, 0)
		m.marks[n] = left
	}
}

// circle tells of one, if a call breaks off there.
func (m moves) circle(n int32) {
	from, turns := m.origin(n)
	story := m.storyTo(from, append(turns, m.onward(n)...))
	if story.err == nil || m.seen("circle "+story.err.Error()) {
		return
	}
	node := broken(story.err)
	m.findings = append(m.findings, Finding{
		Position: m.walk.at(node), Node: node, Rule: RuleBreaks, Severity: Fail,
		Text: "the call breaks off: " + story.err.Error() + "; so it goes: " + story.way(),
		Mend: "Lead one of the nodes out of the circle, to one that listens.", Call: story.lines,
	})
}

// onward are the answers of the world on the way round, over and over.
func (m moves) onward(n int32) []turn {
	var round []turn
	for at := n; len(round) < maxRound; {
		next := int32(-1)
		m.each(m.links[at], 0, func(o *out) {
			if next < 0 && o.to != over && m.all[o.to].door {
				if to := m.next(at, 0, o); m.marks[to] == entered {
					next = to
					round = append(round, m.turn(m.links[at].place, m.links[at].core, 0, o.choices))
				}
			}
		})
		if next < 0 {
			break
		}
		at = next
	}
	return round
}

// maxRound is more than the engine goes without listening.
const maxRound = 60
