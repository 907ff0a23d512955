package node_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/node"
)

// A journal has stars for a PIN: with them, and the same answers, the call goes
// the same way.
func TestAnAgentsCallGoesTheSameWayFromItsJournal(t *testing.T) {
	t.Parallel()
	staff := func() *call {
		c := at(t, &node.Staff{AskPIN: text("PIN?"), Wrong: text("wrong")}, ivr.Answered{Result: ivr.OK}, ivr.Answered{Result: ivr.Wrong, Left: 2})
		return c.starts()
	}
	typed := ivr.Input{Digits: "1234", Finish: "#"}
	c := staff()
	kept := engine.Redact(c.tree, c.state, typed)
	require.Equal(t, ivr.Input{Digits: "****", Finish: "#"}, kept)
	require.Equal(t, c.does(typed).state, staff().does(kept).state)
	require.Equal(t, "node", c.state.Node, "it is asked for once more")
	staff().does(ivr.Input{Digits: "*", Finish: "#"}).left("caller")
}
