package diagram

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// anyTree is a menu of any shape: circles, hubs and places that nothing leads to.
func anyTree(t *rapid.T) *ivr.Tree {
	count := rapid.IntRange(1, 40).Draw(t, "nodes")
	name := func(label string) string { return fmt.Sprintf("n%d", rapid.IntRange(0, count-1).Draw(t, label)) }
	tree := &ivr.Tree{
		Start: "n0", Fallback: name("lifeline"), TooLong: name("overlong"),
		Languages: []ivr.Language{{Name: "en-US"}}, Nodes: map[string]ivr.TreeNode{},
	}
	for i := range count {
		menu := &node.Menu{Say: ivr.Text{"en-US": rapid.String().Draw(t, "say")}}
		for range rapid.IntRange(0, 5).Draw(t, "choices") {
			menu.Choices = append(menu.Choices, node.Choice{For: ivr.Text{"en-US": rapid.String().Draw(t, "for")}, Go: name("go")})
		}
		exits := menu.Wires()
		for _, rescue := range []string{"person", "no_input", "no_match"} {
			exits[rescue] = name(rescue)
		}
		tree.Nodes[fmt.Sprintf("n%d", i)] = ivr.TreeNode{Node: menu, Kind: "menu", Menu: true, Exits: exits}
	}
	return tree
}

func overlap(a, b card) bool {
	return a.x < b.x+cardWidth && b.x < a.x+cardWidth && a.y < b.y+b.height && b.y < a.y+a.height
}

func requireNeat(t require.TestingT, g Graph) {
	l := g.layout()
	for i, a := range l.cards {
		require.GreaterOrEqual(t, a.y, margin+l.head.height)
		require.LessOrEqual(t, a.x+cardWidth, l.width)
		require.LessOrEqual(t, a.y+a.height, l.height)
		require.GreaterOrEqual(t, a.x, margin)
		for _, b := range l.cards[:i] {
			require.False(t, overlap(a, b), "%v lies on %v", a, b)
		}
	}
	for i, n := range g.Nodes {
		for _, child := range n.children {
			require.Equal(t, l.cards[i].x+cardWidth+columnGap, l.cards[child].x, "a way goes to the next column")
			require.GreaterOrEqual(t, l.cards[child].y, l.cards[i].y, "and down")
		}
	}
}

func TestNoCardLiesOnAnother(t *testing.T) {
	t.Parallel()
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	requireNeat(t, Of(menu.Tree, Options{}))
	rapid.Check(t, func(t *rapid.T) {
		tree := anyTree(t)
		g := Of(tree, Options{})
		require.Len(t, g.Nodes, len(tree.Nodes))
		requireNeat(t, g)
	})
}

// Every kind, exit and setting of the shipped kinds has its word in both languages.
func TestEveryWordIsThere(t *testing.T) {
	t.Parallel()
	for key, texts := range vocabulary() {
		require.Len(t, texts, 2, key)
	}
	for _, kind := range node.Kinds() {
		require.Len(t, kind.Title, 2, kind.Name)
		require.Contains(t, node.Groups(), kind.Group, kind.Name)
		for _, exit := range kind.Exits {
			require.NotEmpty(t, vocabulary()["exit."+exit.Name], "exit."+exit.Name)
		}
	}
	for _, name := range node.Groups() {
		require.NotEmpty(t, vocabulary()["group."+string(name)], name)
		require.Contains(t, colours, name)
	}
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	for _, n := range Of(menu.Tree, Options{}).Nodes {
		for _, text := range n.Texts {
			require.NotEmpty(t, vocabulary()["setting."+text.Setting], "setting."+text.Setting)
		}
	}
}

func TestLinesAreFolded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"short":      {"Hello.", []string{"Hello."}},
		"words":      {"one two three", []string{"one two", "three"}},
		"characters": {"一二三四五六", []string{"一二三四", "五六"}},
		"a mark":     {"一二三四。五", []string{"一二三", "四。五"}},
		"too long":   {"一二三四五六七八九十", []string{"一二三四", "五六七…"}},
		"nothing":    {" ", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, fold(tt.text, 44, 2, 10, false))
		})
	}
}
