package diagram_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diagram"
	"github.com/okpay/hotline/menus/starter"
)

// The main menu is that behind which the others lie, though more ways lead to
// another, and though callers choose their language before it.
func TestTheMainMenuIsFound(t *testing.T) {
	t.Parallel()
	small, err := menus.Load(starter.FS)
	require.NoError(t, err)
	gated := *small.Tree
	gated.Start, gated.Nodes = "gate", maps.Clone(small.Tree.Nodes)
	gate := &node.Menu{Choices: []node.Choice{{For: ivr.Text{"en-US": "English"}, Go: "welcome"}}}
	gated.Nodes["gate"] = ivr.TreeNode{Node: gate, Kind: "menu", Menu: true, Exits: gate.Wires()}
	for name, tree := range map[string]*ivr.Tree{"starter": small.Tree, "okpay": load(t, "okpay"), "language first": &gated} {
		for _, n := range diagram.Of(tree, diagram.Options{Language: "en-US"}).Nodes {
			require.Equal(t, n.ID == "main", n.Title.String() == "Main menu", "%s: %s", name, n.ID)
		}
	}
}
