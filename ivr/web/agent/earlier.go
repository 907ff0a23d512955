package agent

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// The bounds of what is looked through for earlier calls.
const (
	earlierFor  = 30 * 24 * time.Hour
	earlierMost = 5
	lookedAt    = 2000
)

// pastCall is a call as agents are shown it afterwards.
type pastCall struct {
	At      time.Time
	Number  string // of the caller, masked
	Outcome ivr.Outcome
	Live    bool
	Topic   string
	Notes   []noted
}

// noted is what an agent wrote of a call, and how they filed it.
type noted struct {
	Record      string // the ID of the stay
	Agent       string
	Disposition string
	Note        string // long numbers masked
}

// earlier returns the last calls of the caller's number before a call, without the
// calls that are named.
func (r cards) earlier(ctx context.Context, call ivr.Call, without []string, language string, zone *time.Location) (list []pastCall) {
	if call.From == "" {
		return nil
	}
	known := map[string]bool{call.ID: true}
	for _, id := range without {
		known[id] = true
	}
	for other, err := range r.pages.Store.ListCalls(ctx, store.CallFilter{Since: call.Began.Add(-earlierFor), Limit: lookedAt}) {
		if err != nil {
			r.pages.Log.Error().Err(err).Str("call", call.ID).Msg("earlier calls could not be read")
			return list
		}
		if other.From != call.From || known[other.ID] {
			continue
		}
		if list = append(list, r.pages.past(ctx, other, language, zone)); len(list) == earlierMost {
			break
		}
	}
	return list
}

// past is a call with its topic and what agents noted. What cannot be read is left
// out.
func (r *Pages) past(ctx context.Context, call ivr.Call, language string, zone *time.Location) pastCall {
	p := pastCall{At: call.Began.In(zone), Number: call.From.String(), Outcome: call.Outcome, Live: !call.Ended()}
	if tree, err := r.Tree(ctx, call.Revision); err == nil {
		p.Topic = topic(tree, call, language)
	}
	var err error
	if p.Notes, err = r.notes(ctx, call.ID); err != nil {
		r.Log.Error().Err(err).Str("call", call.ID).Msg("the notes on a call could not be read")
	}
	return p
}

// notes returns what agents noted in a call, and in the callbacks that were asked
// for in it, the first first.
func (r *Pages) notes(ctx context.Context, call string) ([]noted, error) {
	visits, err := r.ACD.RecordsOf(ctx, call)
	if err != nil {
		return nil, err
	}
	var list []noted
	for _, v := range visits { // newest first
		if n, ok := notedIn(v); ok {
			list = append([]noted{n}, list...)
		}
	}
	return list, nil
}

// notedIn is what an agent noted in a stay; false when they filed nothing.
func notedIn(v acd.QueueRecord) (noted, bool) {
	return noted{Record: v.ID, Agent: v.Agent, Disposition: v.Disposition, Note: ivr.HideNumbers(v.Note)}, v.Disposition != "" || v.Note != ""
}
