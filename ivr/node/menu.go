package node

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Menu offers choices by key and by word.
type Menu struct {
	Say      ivr.Text `yaml:"say,omitempty" doc:"said once, before the choices"`
	Choices  []Choice `yaml:"choices" doc:"one to five choices, numbered from 1 in the order they are said"`
	Also     []Choice `yaml:"also,omitempty" doc:"choices outside the five, each on a key of its own, said last"`
	patience `yaml:",inline"`

	every    []Choice // both, with their keys; nil before Bind
	prepared PreparedMenu
}

// Choice is one choice of a menu. Its words and its key have one source, so
// that they cannot disagree.
type Choice struct {
	For   ivr.Text          `yaml:"for" doc:"what the choice is for, as it stands in 'press 1': 查询退款进度; the status of a refund, or: to report fraud"`
	Go    string            `yaml:"go" doc:"the node that the choice leads to"`
	Hear  ivr.Words         `yaml:"hear,omitempty" doc:"words by which the choice is known in speech, by language"`
	Set   map[string]string `yaml:"set,omitempty" doc:"values that the choice sets, e.g. period: 30d"`
	Key   string            `yaml:"key,omitempty" doc:"in 'also' only: its key, 6 to 9"`
	Speak string            `yaml:"speak,omitempty" enum:"other" doc:"in 'also' only: 'other' says the choice in the next language, to callers who do not speak this one: right after the first words of a call, and last from then on"`
}

// unsure is the confidence below which a spoken choice is asked back.
const unsure = 0.6

const (
	menuTimeout = 4 * time.Second
	stageAsking = "asking" // asking back whether State.Item was meant
	stageAsked  = "asked"  // has asked back already: once is enough
)

func init() {
	register(Kind{
		Name:  "menu",
		Title: ivr.Text{"zh-CN": "菜单", "en-US": "menu"},
		Group: Listens,
		Heard: HeardByAll,
		Doc:   "Offers up to five choices. The prompt is made from the choices; 0, * and # work as in every menu; where `hear` names a choice's words, these may be spoken, and the number of any choice: 二, 按二, \"two\", \"press two\".",
		Example: `
menu:
  choices:
    - { for: { zh-CN: 遇到诈骗, en-US: to report fraud }, go: goodbye, hear: { zh-CN: [诈骗], en-US: [fraud] } }
    - { for: { zh-CN: 查询退款进度, en-US: the status of a refund }, go: goodbye }`,
		Menu:     true,
		New:      func() ivr.Node { return &Menu{} },
		Defaults: map[string]string{"timeout": menuTimeout.String()},
		Exits:    listening(),
	})
}

// Exits implements [ivr.Node]: the keys of the choices beside the listening exits.
func (n *Menu) Exits() []string {
	names := exitNames(listening())
	for i := range n.all() {
		names = append(names, n.keyOf(i))
	}
	return names
}

// Wires implements [Wired].
func (n *Menu) Wires() map[string]string {
	wires := map[string]string{}
	for i, c := range n.all() {
		wires[n.keyOf(i)] = c.Go
	}
	return wires
}

// Sets implements [Setter].
func (n *Menu) Sets() []Value {
	var sets []Value
	for _, c := range n.all() {
		for _, name := range slices.Sorted(maps.Keys(c.Set)) {
			sets = append(sets, Value{Name: name, Type: ivr.Verbatim})
		}
	}
	return sets
}

// Bind implements [Bound].
func (n *Menu) Bind(Env) []Problem {
	var wrong []Problem
	n.every = n.all()
	if len(n.Choices) == 0 || len(n.Choices) > 5 {
		wrong = append(wrong, Problem{"choices", "a menu has one to five choices: callers remember no more; move the rest into a menu of their own"})
	}
	taken := map[string]bool{}
	for _, c := range n.Also {
		if len(c.Key) != 1 || c.Key < "6" || c.Key > "9" || taken[c.Key] {
			wrong = append(wrong, Problem{"also", "each choice needs a key of its own, from 6 to 9"})
		}
		taken[c.Key] = true
	}
	for _, c := range n.Choices {
		if c.Key != "" || c.Speak != "" {
			wrong = append(wrong, Problem{"choices", "key and speak belong to 'also'; choices are numbered in order"})
		}
	}
	return wrong
}

// all are the choices in the order they are said, each with its key.
func (n *Menu) all() []Choice {
	if n.every != nil {
		return n.every
	}
	list := slices.Concat(n.Choices, n.Also)
	for i := range list {
		list[i].Key = cmp.Or(list[i].Key, strconv.Itoa(i+1))
	}
	return list
}

// Offered implements [Chooser].
func (n *Menu) Offered() []Choice { return n.all() }

// Inputs implements [Playable].
func (n *Menu) Inputs(_ ivr.State, tries int) []Input {
	choices := slices.SortedFunc(slices.Values(n.all()), func(a, b Choice) int { return cmp.Compare(a.Key, b.Key) })
	var list []Input
	for _, c := range choices {
		list = append(list, pressing(c.Key, c.Key, c.purpose()))
	}
	return slices.Concat(list, []Input{pressing("#", ivr.ExitBack, "back")}, n.keyed(tries))
}

// purpose returns what the choice is for, in English where the menu has it.
func (c Choice) purpose() string {
	if english := c.For["en-US"]; english != "" {
		return strings.TrimPrefix(english, "to ")
	}
	for _, language := range slices.Sorted(maps.Keys(c.For)) {
		return c.For[language]
	}
	return ""
}

func (n *Menu) keyOf(i int) string { return n.all()[i].Key }

// Handle implements [ivr.Node].
func (n *Menu) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	in, ok := e.(ivr.Input)
	if !ok {
		return n.ask(t)
	}
	if move := common(in); move != nil {
		return move
	}
	if move := commonSpoken(t, in); move != nil {
		return move
	}
	if in.Silent() {
		return n.retry(t, n.silent(t), "no_input")
	}
	if t.Call.State.Stage == stageAsking {
		return n.confirmed(t, in)
	}
	if i, ok := n.pressed(in.Digits.Reveal()); ok {
		return n.choose(t, i)
	}
	if i, sure := n.heard(t, in); i >= 0 {
		if sure {
			return n.choose(t, i)
		}
		if t.Call.State.Stage == "" {
			return n.askBack(t, i)
		}
	}
	return n.retry(t, n.missed(t), "no_match")
}

func (n *Menu) ask(t *ivr.Turn) ivr.Move {
	var prompt []ivr.Verb
	if len(n.Say) > 0 {
		prompt = append(prompt, say(t, n.Say, nil))
	}
	switch {
	case t.Call.Step == 0:
		return n.askFirst(t, prompt)
	case len(prompt) == 0:
		return ivr.Listen{Verb: n.listen(t, n.offers(t, "press", everyChoice))}
	}
	return ivr.Listen{Verb: n.listen(t, append(prompt, n.offers(t, "press", everyChoice)...))}
}

// askFirst is the prompt that a call begins with. The choices in another
// language are said in it as early as can be, for they are for callers who do
// not understand the rest.
func (n *Menu) askFirst(t *ivr.Turn, prompt []ivr.Verb) ivr.Move {
	early, offers := n.offers(t, "press", foreignChoice), n.offers(t, "press", nativeChoice)
	if len(t.Call.Pending) == 0 { // the menu itself says the first words
		return ivr.Listen{Verb: n.listen(t, slices.Concat(prompt, early, offers))}
	}
	return ivr.Listen{Verb: n.listen(t, append(prompt, offers...)), Early: early}
}

func (n *Menu) listen(t *ivr.Turn, prompt []ivr.Verb) ivr.Gather {
	return key(t, n.timeout(menuTimeout), n.hints(t), prompt...)
}

// retry says the choices again: shorter the first time, then in full with
// what the other keys do.
func (n *Menu) retry(t *ivr.Turn, end ivr.Move, sorry string) ivr.Move {
	if end != nil {
		return end
	}
	if t.Call.State.Stage == stageAsking {
		t.Call.State.Stage = stageAsked
	}
	prompt := []ivr.Verb{phrase(t, sorry, nil)}
	if failures(t) == 1 {
		prompt = append(prompt, n.offers(t, "press_short", everyChoice)...)
	} else {
		prompt = append(append(prompt, n.offers(t, "press", everyChoice)...), phrase(t, "keys", nil))
	}
	return ivr.Listen{Verb: n.listen(t, prompt), Reprompt: true}
}

func (n *Menu) pressed(digits string) (int, bool) {
	for i, c := range n.all() {
		if digits == c.Key {
			return i, true
		}
	}
	return 0, false
}

func (n *Menu) choose(t *ivr.Turn, i int) ivr.Move {
	for name, v := range n.all()[i].Set {
		t.Set(name, ivr.Value{Type: ivr.Verbatim, Text: ivr.Masked(v)})
	}
	return ivr.Go{Exit: n.keyOf(i)}
}

func (n *Menu) askBack(t *ivr.Turn, i int) ivr.Move {
	t.Call.State.Stage, t.Call.State.Item = stageAsking, i
	l := t.Spoken()
	ask := phrase(t, "confirm", words{}.purpose(l.Name, fill(t, l, n.all()[i].For, nil)))
	hints := ivr.HintsOf(slices.Concat(t.Tree.Hear["yes"][l.Name], t.Tree.Hear["no"][l.Name], keyHints(l.Name, []string{"1", "2"})))
	return ivr.Listen{Verb: key(t, n.timeout(menuTimeout), hints, ask)}
}

// confirmed takes the answer to asking back; "no" goes first, for 不是 holds 是.
func (n *Menu) confirmed(t *ivr.Turn, in ivr.Input) ivr.Move {
	t.Call.State.Stage = stageAsked
	heard := in.Speech.Reveal()
	digits := cmp.Or(in.Digits.Reveal(), spokenKey(t.Call.Language, heard))
	switch {
	case digits == "2", heardAny(t, heard, t.Tree.Hear["no"]):
		return n.ask(t)
	case digits == "1", heardAny(t, heard, t.Tree.Hear["yes"]):
		return n.choose(t, t.Call.State.Item)
	}
	return n.retry(t, n.missed(t), "no_match")
}
