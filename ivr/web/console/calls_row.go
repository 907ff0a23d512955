package console

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store/view"
)

// callRow is a call in the list.
type callRow struct {
	ivr.Call
	Lasted time.Duration
	State  string // its outcome, or "live"
	Live   bool
	Queues []string // where its caller waited, in order
	Agents []string // who answered
	Waited time.Duration
	Queued bool // whether the caller has waited at all
}

func callRowOf(c ivr.Call, zone *time.Location) callRow {
	c.Began = c.Began.In(zone)
	row := callRow{Call: c, State: string(view.Outcome(c)), Live: !c.Ended()}
	if row.Live {
		return row
	}
	row.Lasted = c.EndedAt.Sub(c.Began)
	return row
}

// passed reports whether a call was at a node.
func (r callRow) passed(node string) bool {
	return r.Node == node || slices.ContainsFunc(r.Path, func(p ivr.Transition) bool { return p.Node == node })
}

// place writes a call's place in the list as an address has it: its beginning in
// nanoseconds, and its id.
func place(row callRow) string { return fmt.Sprintf("%d.%s", row.Began.UnixNano(), row.ID) }

// row is a call in a list or on its page. One whose caller hears the last words
// is not on the line any more.
func (s callsSection) row(ctx context.Context, call ivr.Call, zone *time.Location) callRow {
	row := callRowOf(call, zone)
	if s.console.saysGoodbye(ctx, call) {
		row.State = "goodbye"
	}
	return row
}
