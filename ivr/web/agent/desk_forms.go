package agent

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// form is a call that the agent takes notes on: the present one, or one that is
// still to be filed.
type form struct {
	Record    string // its ID
	Number    string // of the caller, masked
	At        time.Time
	Present   bool   // in the call, or in its wrap-up
	Over      bool   // can be filed
	Suggested string // disposition, as long as none is chosen
}

// forms are the present call and those of this shift that were not filed, the
// latest first.
func (r deskSection) forms(ctx context.Context, s acd.AgentSession, d *card) (list []form) {
	switch s.Mode {
	case acd.OnCall:
		if d != nil {
			list = append(list, form{Record: d.Record.ID, Number: d.Number, Present: true})
		}
	case acd.WrapUp:
		f := formOf(s.Record)
		f.Number, f.Present = d.Number, true
		list = append(list, f)
	}
	for _, v := range slices.Backward(s.Unfiled) {
		f := formOf(v)
		call, _, err := r.pages.Store.Call(ctx, cmp.Or(v.Call, v.Origin))
		if err != nil {
			r.pages.Log.Error().Err(err).Str("call", v.Call).Msg("who called could not be read for a call to be filed")
		}
		f.Number = call.From.String()
		if tree, err := r.pages.Tree(ctx, call.Revision); err == nil {
			f.At = f.At.In(tree.Zone)
		}
		list = append(list, f)
	}
	return list
}

// formOf is the form of a call that is over.
func formOf(v acd.QueueRecord) form {
	f := form{Record: v.ID, At: v.Ended, Over: true}
	switch v.Result {
	case acd.HandedOn:
		f.Suggested = acd.PassedOn
	case acd.Unreached:
		f.Suggested = acd.NoAnswer
	}
	return f
}
