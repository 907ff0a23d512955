package engine_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/store"
)

// node is a node whose Handle a test writes.
type node struct {
	exits []string
	turn  func(t *ivr.Turn, e ivr.Event) ivr.Move
}

func (n node) Exits() []string                            { return n.exits }
func (n node) Handle(t *ivr.Turn, e ivr.Event) ivr.Move   { return n.turn(t, e) }
func (n node) Waiting(t *ivr.Turn, _ ivr.Wait) []ivr.Verb { return []ivr.Verb{said("waiting")} }
func (node) Line() string                                 { return "support" }
func (node) Queue() string                                { return "" }
func (node) Discreet(s ivr.State) bool                    { return s.Stage == "secret" }
func said(text string) ivr.Say                            { return ivr.Say{Text: text} }
func heard(verbs ...ivr.Verb) ivr.Gather                  { return ivr.Gather{Prompt: verbs, Digits: 1} }
func place(n node, wires map[string]string) ivr.TreeNode {
	return ivr.TreeNode{Node: n, Kind: "test", Exits: wires}
}
func menu(n node, wires map[string]string) ivr.TreeNode {
	p := place(n, wires)
	p.Menu = true
	return p
}
func speaks(text, exit string) func(*ivr.Turn, ivr.Event) ivr.Move {
	return func(t *ivr.Turn, _ ivr.Event) ivr.Move {
		t.Do(said(text))
		return ivr.Go{Exit: exit}
	}
}

// listens returns a node that says its name and leaves by the key pressed.
func listens(name string) func(*ivr.Turn, ivr.Event) ivr.Move {
	return func(_ *ivr.Turn, e ivr.Event) ivr.Move {
		in, ok := e.(ivr.Input)
		switch {
		case !ok:
			return ivr.Listen{Verb: heard(said(name))}
		case in.Digits == "*":
			return ivr.Repeat{}
		case in.Digits == "#":
			return ivr.Go{Exit: ivr.ExitBack}
		}
		return ivr.Go{Exit: in.Digits.Reveal()}
	}
}

var keys = []string{"1", "2", ivr.ExitBack}

func tree() *ivr.Tree {
	return &ivr.Tree{
		Start: "hello", Fallback: "rescue", TooLong: "rescue",
		Languages: []ivr.Language{{Name: "zh-CN"}},
		Nodes: map[string]ivr.TreeNode{
			"hello":  place(node{[]string{"done"}, speaks("hello", "done")}, map[string]string{"done": "main"}),
			"main":   menu(node{keys, listens("main")}, map[string]string{"1": "sub", "2": "circle"}),
			"sub":    menu(node{keys, listens("sub")}, map[string]string{"1": "deep", "2": "ask"}),
			"deep":   menu(node{keys, listens("deep")}, map[string]string{"1": "main", "2": "broken"}),
			"ask":    place(node{[]string{"done"}, asks}, map[string]string{"done": "bye"}),
			"bye":    place(node{nil, func(t *ivr.Turn, _ ivr.Event) ivr.Move { t.Do(said("bye")); return ivr.End{} }}, nil),
			"circle": place(node{[]string{"done"}, speaks("round", "done")}, map[string]string{"done": "circle"}),
			"broken": place(node{[]string{"done"}, speaks("oops", "elsewhere")}, nil),
			"rescue": place(node{[]string{"done"}, func(*ivr.Turn, ivr.Event) ivr.Move {
				return ivr.Listen{Verb: ivr.Enqueue{Queue: "general"}}
			}}, nil),
		},
	}
}

func asks(t *ivr.Turn, e ivr.Event) ivr.Move {
	if a, ok := e.(ivr.Answered); ok {
		t.Do(said("answer " + a.Case))
		return ivr.Go{Exit: "done"}
	}
	t.Do(said("one moment"))
	return ivr.Ask{Query: ivr.NewCase{}}
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func answer(ivr.Query) ivr.Answered { return ivr.Answered{Result: ivr.OK, Case: "77"} }

// caller is a call driven by keys, written to JSON and read back between every two steps.
type caller struct {
	t    require.TestingT
	tree *ivr.Tree
	call ivr.Call
	last engine.Result
	err  error
	log  []engine.TimedEvent
}

func dial(t require.TestingT, tree *ivr.Tree) *caller {
	c := &caller{t: t, tree: tree}
	return c.does(ivr.Started{ID: "CA1", Language: "zh-CN"})
}

func (c *caller) does(e ivr.Event) *caller {
	c.last, c.err = engine.Run(c.tree, c.call, e, noon, answer)
	for _, h := range c.last.Events {
		c.log = append(c.log, engine.TimedEvent{At: noon, Event: h.Event})
	}
	data, err := store.Encode(c.last.Call)
	require.NoError(c.t, err)
	c.call, err = store.Decode[ivr.Call](data)
	require.NoError(c.t, err)
	return c
}

func (c *caller) presses(keys ...string) *caller {
	for _, k := range keys {
		c.does(ivr.Input{Digits: ivr.Masked(k)})
	}
	return c
}

func TestSpeechBeforeAMenuCanBeInterrupted(t *testing.T) {
	t.Parallel()
	c := dial(t, tree())
	require.Equal(t, []ivr.Verb{heard(said("hello"), said("main"))}, c.last.Verbs)
	require.Equal(t, 1, c.call.Step)
}

func TestAgainRepeatsAllThatWasHeard(t *testing.T) {
	t.Parallel()
	c := dial(t, tree())
	first := c.last.Verbs
	require.Equal(t, first, c.presses("*").last.Verbs)
	require.Equal(t, 2, c.call.Step, "the repeat is a step of its own")
}

func TestBackGoesOneMenuBack(t *testing.T) {
	t.Parallel()
	c := dial(t, tree()).presses("1", "1")
	require.Equal(t, "deep", c.call.Node)
	require.Equal(t, "sub", c.presses("#").call.Node)
	require.Equal(t, "main", c.presses("#").call.Node)
	require.Equal(t, "main", c.presses("#").call.Node, "the first menu is its own way back")
	require.Equal(t, "main", c.presses("1", "1", "1").call.Node)
	require.Equal(t, []string{"main"}, c.call.Trail, "a menu met again forgets the way since")
}

func TestWhatWasSaidBeforeAQueryIsStillHeard(t *testing.T) {
	t.Parallel()
	c := dial(t, tree()).presses("1", "2")
	require.Equal(t, []ivr.Verb{said("one moment"), said("answer 77"), said("bye"), ivr.Hangup{}}, c.last.Verbs)
}

func TestBrokenMenuLeadsToItsFallback(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{"circle": {"2"}, "undeclared exit": {"1", "1", "2"}, "unwired key": {"7"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := dial(t, tree()).presses(keys...)
			require.Error(t, c.err)
			require.Equal(t, []ivr.Verb{ivr.Enqueue{Queue: "general"}}, c.last.Verbs)
		})
	}
}

func TestTooLongACallGoesToAPerson(t *testing.T) {
	t.Parallel()
	c := dial(t, tree())
	for range engine.MaxSteps {
		c.presses("*")
	}
	require.Equal(t, "main", c.call.Node)
	require.Equal(t, []ivr.Verb{ivr.Enqueue{Queue: "general"}}, c.presses("*").last.Verbs)
}

func TestAfterTheEndOnlyWhatTheCarrierOwesCounts(t *testing.T) {
	t.Parallel()
	c := dial(t, tree()).does(ivr.Ended{Status: "completed"})
	require.True(t, c.call.Ended())
	before := c.call
	require.Equal(t, []ivr.Verb{ivr.Hangup{}}, c.presses("1").last.Verbs)
	require.Equal(t, before, c.call)
}

func TestTheClockOfACallNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	c := dial(t, tree())
	next, _, err := engine.Step(c.tree, c.call, ivr.Input{Digits: "*"}, noon.Add(-time.Hour))
	require.NoError(t, err)
	require.Equal(t, noon, next.At)
}

func TestSecretDigitsAreNotKept(t *testing.T) {
	t.Parallel()
	tr := tree()
	call := ivr.Call{Node: "main", State: ivr.State{Stage: "secret"}}
	kept := func(d ivr.Masked) ivr.Masked {
		return engine.Redact(tr, call, ivr.Input{Digits: d}).(ivr.Input).Digits
	}
	require.Equal(t, "******", kept("482913").Reveal())
	require.Equal(t, "0", kept("0").Reveal(), "a command is no secret")
	require.Equal(t, "000000", kept("000000").Reveal())
	call.State.Stage = ""
	require.Equal(t, "482913", kept("482913").Reveal())
}

func TestStepChangesNothingOfTheCallItWasGiven(t *testing.T) {
	t.Parallel()
	c := dial(t, tree()).presses("1")
	before, err := store.Encode(c.call)
	require.NoError(t, err)
	_, _, err = engine.Step(c.tree, c.call, ivr.Input{Digits: "1"}, noon)
	require.NoError(t, err)
	after, err := store.Encode(c.call)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
}

// Whatever is pressed, replaying the journal gives the same call, and every node was left by an exit
// that its kind declares.
func TestAJournalFoldsToTheSameCall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := dial(r, tree())
		for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{"", "1", "2", "7", "*", "#", "0"}), 0, 130).Draw(r, "keys") {
			if c.presses(k); c.err != nil {
				require.NotEmpty(r, c.last.Verbs)
			}
		}
		folded, err := engine.Replay(c.tree, c.log)
		require.NoError(r, err)
		again, err := store.Encode(folded)
		require.NoError(r, err)
		live, err := store.Encode(c.call)
		require.NoError(r, err)
		require.Equal(r, string(live), string(again))
		for _, p := range c.call.Path {
			require.Contains(r, c.tree.Nodes[p.Node].Node.Exits(), p.Exit)
		}
	})
}

func TestAQueryThatNeverEndsIsCutOff(t *testing.T) {
	t.Parallel()
	tr := tree()
	tr.Nodes["hello"] = place(node{nil, func(*ivr.Turn, ivr.Event) ivr.Move { return ivr.Ask{Query: ivr.NewCase{}} }}, nil)
	c := dial(t, tr)
	require.ErrorContains(t, c.err, "more than")
	require.Equal(t, []ivr.Verb{ivr.Enqueue{Queue: "general"}}, c.last.Verbs)
}

func TestATurnMayFail(t *testing.T) {
	t.Parallel()
	tr := tree()
	tr.Nodes["main"] = place(node{nil, func(t *ivr.Turn, _ ivr.Event) ivr.Move {
		t.Fail(errors.New("says {x}, which nothing has set"))
		return ivr.End{}
	}}, nil)
	c := dial(t, tr)
	require.ErrorContains(t, c.err, "nothing has set")
	require.Equal(t, "rescue", c.call.Node)
}

func TestWaitingIsAView(t *testing.T) {
	t.Parallel()
	c := dial(t, tree())
	require.Equal(t, []ivr.Verb{said("waiting")}, engine.Waiting(c.tree, c.call, ivr.Wait{}, noon))
}
