package node_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/store"
)

// A Monday at ten in Shanghai, no holiday near.
var (
	zone   = time.FixedZone("CST", 8*60*60)
	monday = time.Date(2026, 3, 2, 10, 0, 0, 0, zone)
)

// call is a caller in a tree of one node under test: each of its exits leads
// to an end that says the exit's name.
type call struct {
	t     *testing.T
	tree  *ivr.Tree
	now   time.Time
	state ivr.Call
	last  engine.Result
	asked []ivr.Query
	// world answers queries, in order.
	world []ivr.Answered
}

func text(s string) ivr.Text { return ivr.Text{"zh-CN": s, "en-US": s} }

// tree wires a node's every exit to an end of the same name.
func tree(n ivr.Node) *ivr.Tree {
	phrases := map[string]ivr.Text{}
	for _, p := range node.Phrases() {
		phrases[p.Name] = text("<" + strings.Join(append([]string{p.Name}, braced(p.Values)...), " ") + ">")
	}
	place := ivr.TreeNode{Node: n, Kind: "test", Menu: true, Exits: map[string]string{}, Topic: text("topic")}
	nodes := map[string]ivr.TreeNode{}
	for _, exit := range n.Exits() {
		place.Exits[exit] = "end " + exit
		nodes["end "+exit] = ivr.TreeNode{Node: &node.End{Say: text("left by " + exit)}, Kind: "end"}
	}
	nodes["node"] = place
	return &ivr.Tree{
		Start: "node", Fallback: "node", TooLong: "node", Nodes: nodes, Zone: zone, Country: "86", Tries: 3, Speech: true,
		Languages: []ivr.Language{{Name: "zh-CN", Say: "cmn-CN", Hear: "cmn-Hans-CN"}, {Name: "en-US", Say: "en-US", Hear: "en-US"}},
		Phrases:   phrases,
		Terms: map[string]ivr.Text{
			"transaction.type.payment":     text("payment"),
			"transaction.status.completed": text("completed"),
			"refund.status.in_review":      text("under review"),
			"language.zh-CN":               text("Mandarin"),
		},
		Hear: map[string]ivr.Words{
			"person": {"zh-CN": {"人工"}, "en-US": {"agent"}}, "again": {"zh-CN": {"再说一遍"}}, "back": {"zh-CN": {"返回"}},
			"yes": {"zh-CN": {"是"}}, "no": {"zh-CN": {"不是"}},
		},
		Whisper: text("{language} {topic} {verified} {caller}"),
	}
}

func braced(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "{" + n + "}"
	}
	return out
}

// at brings a caller to the node; answers are what the world says, in order.
func at(t *testing.T, n ivr.Node, answers ...ivr.Answered) *call {
	c := &call{t: t, tree: tree(n), now: monday, world: answers}
	if b, ok := n.(node.Bound); ok {
		require.Empty(t, b.Bind(env()))
	}
	c.state.Values = map[string]ivr.Value{}
	return c
}

func env() node.Env {
	week := hours.Week{}
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []hours.Span{{Start: 9 * 60, End: 18 * 60}}
	}
	return node.Env{
		Lines:     map[string]*hours.Schedule{"support": {Name: "support", Location: zone, Week: week, Calendar: hours.China()}},
		Calendars: map[string]*hours.Calendar{"CN": hours.China()},
		Queues:    map[string]node.Queueing{"refunds": {Hours: "support", Announce: true, CallbackAfter: 30 * time.Second, NobodyAfter: new(2 * time.Minute), FullAt: new(3)}},
		Values:    map[string]node.Value{"transaction.typed": {}, "period": {}, "kind": {}},
	}
}

// as changes the call before it starts: who calls, what is known.
func (c *call) as(change func(*ivr.Call)) *call {
	started := ivr.Started{ID: "CA1", From: "+8613800000001", To: "+864000000000", Language: "zh-CN"}
	entered, _, err := engine.Step(&ivr.Tree{Start: "idle", Languages: c.tree.Languages, Nodes: map[string]ivr.TreeNode{"idle": {Node: idle{}}}},
		ivr.Call{}, started, c.now)
	require.NoError(c.t, err)
	entered.Values = map[string]ivr.Value{}
	if change != nil {
		change(&entered)
	}
	c.state = entered
	return c.does(ivr.Failed{}) // the lifeline of the tree is the node under test
}

func (c *call) starts() *call { return c.as(nil) }

type idle struct{}

func (idle) Exits() []string { return nil }
func (idle) Handle(*ivr.Turn, ivr.Event) ivr.Move {
	return ivr.Listen{Verb: ivr.Gather{}}
}

// does takes one event, and reads the call back from what the store would keep.
func (c *call) does(e ivr.Event) *call {
	c.t.Helper()
	result, err := engine.Run(c.tree, c.state, e, c.now, func(q ivr.Query) ivr.Answered {
		c.asked = append(c.asked, q)
		require.NotEmpty(c.t, c.world, "nobody answers %T", q)
		answer := c.world[0]
		c.world = c.world[1:]
		return answer
	})
	require.NoError(c.t, err)
	data, err := store.Encode(result.Call)
	require.NoError(c.t, err)
	c.state, err = store.Decode[ivr.Call](data)
	require.NoError(c.t, err)
	c.last = result
	return c
}

func (c *call) presses(digits string) *call {
	c.t.Helper()
	if rest, ok := strings.CutSuffix(digits, "#"); ok && c.gather().Finish == "#" {
		return c.does(ivr.Input{Digits: ivr.Masked(rest), Finish: "#"})
	}
	return c.does(ivr.Input{Digits: ivr.Masked(digits)})
}

func (c *call) silent() *call { c.t.Helper(); return c.does(ivr.Input{}) }

func (c *call) says(words string, confidence float64) *call {
	c.t.Helper()
	return c.does(ivr.Input{Speech: ivr.Masked(words), Confidence: confidence})
}

// hears is all that is spoken in the last document.
func (c *call) hears() string { return spokenIn(c.last.Verbs) }

func spokenIn(verbs []ivr.Verb) string {
	var out []string
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			out = append(out, v.Text)
		case ivr.Gather:
			out = append(out, spokenIn(v.Prompt))
		}
	}
	return strings.Join(out, " ")
}

func (c *call) gather() ivr.Gather {
	c.t.Helper()
	for _, v := range c.last.Verbs {
		if g, ok := v.(ivr.Gather); ok {
			return g
		}
	}
	return ivr.Gather{}
}

// left expects the call to have left the node by an exit.
func (c *call) left(exit string) *call {
	c.t.Helper()
	require.Contains(c.t, c.hears(), "left by "+exit)
	return c
}

func (c *call) verified() *call {
	return c.as(func(call *ivr.Call) {
		call.Verified = true
		call.Account = &ivr.Account{ID: "10000001", Phone: "+8613800000001", Language: "zh-CN"}
		call.Values["transaction.typed"] = ivr.Value{Type: ivr.Digits, Text: "2026000001"}
	})
}
