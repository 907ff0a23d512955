package explore

import "github.com/okpay/hotline/ivr"

// stepper takes the callers of a state one step further: by running the engine, once for all callers
// who agree on what the step depends on, and by reading the results.
type stepper struct {
	graph    *Graph
	tree     *ivr.Tree
	known    *analysis
	runner   *runner
	places   *places
	speaker  speaker
	passings passings
	book     book
	document func(node string, verbs []ivr.Verb) // see Options
}

// outcomes visits all outcomes of the inputs for the callers of a state.
func (sp *stepper) outcomes(p *Place, s Situation, values valueSet, visit func(n int, o *Outcome)) {
	e := expander{steps: sp, place: p, situation: s, values: values, visit: visit}
	for n := range p.Inputs {
		e.n, e.input = n, p.Inputs[n]
		e.descend(p.decisions[n])
	}
}

// landings visits the outcomes of entering a menu after #.
func (sp *stepper) landings(p *Place, s Situation, values valueSet, visit func(n int, o *Outcome)) {
	if p.landing == nil {
		p.landing = &decision{}
	}
	e := expander{steps: sp, place: p, input: landing, situation: s, values: values, visit: visit}
	e.descend(p.landing)
}

// number numbers situations without gaps.
func (sp *stepper) number(s Situation) int { return int(s/Withheld)*len(sp.graph.Moments) + s.Moment() }

// after returns the possible values after a step.
func (sp *stepper) after(values int32, p *Place, s Situation, o *Outcome) int32 {
	return sp.known.after(sp.leaving(values, p, s), o.change)
}

// leaving marks callers who leave a person's queue or Dial: a person was offered.
func (sp *stepper) leaving(values int32, p *Place, s Situation) int32 {
	if sp.graph.WithPerson(p, s) {
		return sp.known.after(values, sp.known.offered)
	}
	return values
}

// later marks callers who wait into another moment: a person was offered, or everything was closed when
// they called.
func (sp *stepper) later(values int32, p *Place, s Situation) int32 {
	if !sp.graph.Moments[s.Moment()].AnyOpen() {
		return sp.known.after(values, sp.known.closed)
	}
	return sp.leaving(values, p, s)
}
