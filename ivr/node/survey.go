package node

import (
	"strconv"

	"github.com/okpay/hotline/ivr"
)

// Survey asks for a score from 1 to 5.
type Survey struct {
	Ask        ivr.Text `yaml:"ask" doc:"the question, with what 1 and 5 mean"`
	Department string   `yaml:"department" doc:"who reads it"`
	patience   `yaml:",inline"`
}

func init() {
	register(Kind{
		Name:    "survey",
		Title:   ivr.Text{"zh-CN": "评价", "en-US": "survey"},
		Group:   Listens,
		Heard:   HeardByAll,
		Unheard: []string{"department"},
		Doc:     "Asks for a score from 1 to 5 and opens a feedback case with it.",
		Example: `
survey: { ask: { zh-CN: 请按 1 到 5 打分。, en-US: Please press a score from 1 to 5. }, department: general }
on: { done: goodbye, failed: goodbye }`,
		New:      func() ivr.Node { return &Survey{} },
		Defaults: map[string]string{"timeout": menuTimeout.String()},
		Exits:    append(surveyExits(), listening()...),
		Detours:  []string{"failed"},
		Values:   caseValues(),
	})
}

func surveyExits() []Exit {
	return []Exit{
		{"done", "the score is kept"},
		{"failed", "no case could be opened"},
	}
}

// Exits implements [ivr.Node].
func (*Survey) Exits() []string { return exitNames(append(surveyExits(), listening()...)) }

// Inputs implements [Playable].
func (n *Survey) Inputs(_ ivr.State, tries int) []Input {
	return append(n.keyed(tries), pressing("5", "", ""))
}

// Handle implements [ivr.Node].
func (n *Survey) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	switch e := e.(type) {
	case ivr.Input:
		return n.input(t, e)
	case ivr.Answered:
		return n.keep(t, e)
	}
	return ivr.Listen{Verb: key(t, n.timeout(menuTimeout), "", say(t, n.Ask, nil))}
}

func (n *Survey) input(t *ivr.Turn, in ivr.Input) ivr.Move {
	if move := common(in); move != nil {
		return move
	}
	if in.Silent() {
		return n.retry(t, n.silent(t), "no_input")
	}
	score, err := strconv.Atoi(in.Digits.Reveal())
	if err != nil || score < 1 || score > 5 {
		return n.retry(t, n.missed(t), "no_match")
	}
	t.Call.State.Item = score
	return ivr.Ask{Query: ivr.NewCase{}}
}

func (n *Survey) keep(t *ivr.Turn, a ivr.Answered) ivr.Move {
	if a.Result != ivr.OK {
		return ivr.Go{Exit: "failed"}
	}
	feedback := newCase(t, a.Case, ivr.CaseFeedback, n.Department)
	feedback.Score = t.Call.State.Item
	open(t, feedback)
	t.Call.Reach(ivr.Served)
	return ivr.Go{Exit: "done"}
}

func (n *Survey) retry(t *ivr.Turn, end ivr.Move, sorry string) ivr.Move {
	if end != nil {
		return end
	}
	prompt := []ivr.Verb{phrase(t, sorry, nil), say(t, n.Ask, nil)}
	if failures(t) > 1 {
		prompt = append(prompt, phrase(t, "keys", nil))
	}
	return ivr.Listen{Verb: key(t, n.timeout(menuTimeout), "", prompt...), Reprompt: true}
}
