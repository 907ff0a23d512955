package diagram

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

func (b box) meets(o box) bool {
	return b.x < o.x+o.width && o.x < b.x+b.width && b.y < o.y+o.height && o.y < b.y+b.height
}

func (b box) holds(o box) bool {
	return b.x <= o.x && b.y <= o.y && o.x+o.width <= b.x+b.width && o.y+o.height <= b.y+b.height
}

func requireApart(t require.TestingT, boxes []box, within box) {
	for i, b := range boxes {
		require.True(t, within.holds(b), "%v is not within %v", b, within)
		for _, o := range boxes[:i] {
			require.False(t, b.meets(o), "%v lies on %v", b, o)
		}
	}
}

func TestBoxesArePackedApartAndTheFirstComesFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.IntRange(1, 900)
		boxes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) box {
			return box{width: side.Draw(t, "width"), height: side.Draw(t, "height")}
		}), 1, 30).Draw(t, "boxes")
		placed, sheet := arrange(boxes, 20, rapid.SampledFrom(shapes).Draw(t, "shape"))
		requireApart(t, placed, sheet)
		require.Zero(t, placed[0].x)
		require.Zero(t, placed[0].y)
	})
}

// Departments and frames lie apart, within the picture, and the same menu is the
// same picture.
func TestAnyMenuIsANeatPicture(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tree := anyTree(t)
		l := Of(tree, Options{}).layout()
		sheet := box{width: l.width, height: l.height}
		lanes := make([]box, len(l.lanes))
		for i, s := range l.lanes {
			lanes[i] = s.box
		}
		requireApart(t, lanes, sheet)
		requireApart(t, l.frames, sheet)
		var one, two bytes.Buffer
		require.NoError(t, Of(tree, Options{}).SVG(&one))
		require.NoError(t, Of(tree, Options{}).SVG(&two))
		require.Equal(t, one.String(), two.String())
	})
}

// large is a menu of so many nodes, five choices each.
func large(nodes int) *ivr.Tree {
	name := func(i int) string { return "n" + strconv.Itoa(i%nodes) }
	tree := &ivr.Tree{Start: "n0", Fallback: "n1", TooLong: "n1", Languages: []ivr.Language{{Name: "en-US"}}, Nodes: map[string]ivr.TreeNode{}}
	for i := range nodes {
		menu := &node.Menu{Say: ivr.Text{"en-US": fmt.Sprintf("This is place %d.", i)}}
		for choice := 1; choice <= 5; choice++ {
			menu.Choices = append(menu.Choices, node.Choice{For: ivr.Text{"en-US": "the next"}, Go: name(5*i + choice)})
		}
		tree.Nodes[name(i)] = ivr.TreeNode{Node: menu, Kind: "menu", Menu: true, Exits: menu.Wires()}
	}
	return tree
}

func BenchmarkAMenuOfTwoThousandNodes(b *testing.B) {
	tree := large(2000)
	for b.Loop() {
		var picture bytes.Buffer
		if err := Of(tree, Options{}).SVG(&picture); err != nil {
			b.Fatal(err)
		}
	}
}
