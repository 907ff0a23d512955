package console

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
)

// row is a call in a list or on its page. One whose caller hears the last words
// is not on the line any more.
func (s callsSection) row(ctx context.Context, call ivr.Call, zone *time.Location) callRow {
	row := callRowOf(call, zone)
	if s.console.saysGoodbye(ctx, call) {
		row.State = "goodbye"
	}
	return row
}

// saysGoodbye reports whether a call that has not ended is at a node that leads
// nowhere: its caller hears the last words.
func (s *Console) saysGoodbye(ctx context.Context, call ivr.Call) bool {
	if call.Ended() || call.Talking {
		return false
	}
	tree, err := s.Tree(ctx, call.Revision)
	if err != nil {
		return false // its menu is kept no more
	}
	place, known := tree.Nodes[call.Node]
	return known && len(place.Exits) == 0
}
