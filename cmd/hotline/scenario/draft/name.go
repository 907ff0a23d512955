package draft

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// longName is how many things a draft's name tells.
const longName = 5

// name says in plain words what a script is about: who calls, and what they want at the nodes that they
// pass.
func name(m *menus.Menu, c scenario.Call, taken []check.Exit) string {
	words := circumstances(c)
	for _, x := range taken {
		if word := wanting(m, x); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return "Nothing is pressed"
	}
	if len(words) > longName {
		words = append(words[:longName], "and on from there")
	}
	name := strings.Join(words, ", ")
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// circumstances are what is unlike on other calls.
func circumstances(c scenario.Call) []string {
	var words []string
	for _, x := range []struct {
		holds bool
		word  string
	}{
		{c.From == "anonymous", "a hidden number"},
		{c.Waiting > 0, "a full queue"},
		{c.Agents == scenario.Away, "nobody there"},
		{c.Often, "too many calls"},
		{len(c.Closed) > 0, "a line that is closed by hand"},
	} {
		if x.holds {
			words = append(words, x.word)
		}
	}
	for _, what := range c.Failing {
		words = append(words, failingWords[what])
	}
	for _, step := range c.Steps {
		switch step.Do {
		case scenario.Fail, scenario.FailOnce:
			words = append(words, failingWords[scenario.Failing(step.Text)])
		case scenario.Gone:
			words = append(words, "a transaction that is gone")
		case scenario.Close:
			words = append(words, "a line that is closed by hand")
		case scenario.CallAgain:
			words = append(words, "a second call")
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

var failingWords = map[scenario.Failing]string{
	scenario.Lookups: "the ledger fails", scenario.Cases: "nothing can be noted", scenario.Queue: "the carrier cannot keep callers waiting",
}

// wanting returns what callers want, or do, who leave a node by an exit; "" when the node does not say.
func wanting(m *menus.Menu, x check.Exit) string {
	n, ok := m.Tree.Nodes[x.Node].Node.(node.Playable)
	if !ok {
		return ""
	}
	for _, in := range n.Inputs(ivr.State{}, 1) {
		if in.Exit == x.Name && len(in.Acts) > 0 {
			return inWords(in.Acts[0])
		}
	}
	return ""
}

func inWords(act node.Act) string {
	switch act.Do {
	case node.Hush:
		return "silence"
	case node.Wait:
		return "a long wait"
	case node.Talk:
		return "a talk"
	case node.Speak:
		return "a message"
	}
	return act.Means
}
