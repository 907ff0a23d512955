package agent

import (
	"cmp"
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// card is the caller, before the first word and until the call is filed.
type card struct {
	acd.Interaction
	Number      string // masked
	Known       string // the customer's name, once proved
	Verified    bool   // in this call
	Topic       string
	Path        []string
	Said        []string // what the hotline told them last
	Badges      []string // what is special about them: keys of the words
	Transaction []fact
	Earlier     []pastCall
	Cases       []store.Case
	Departments []string
	whole       bool          // nothing that could be read is missing
	ForMe       bool          // this agent is the one who is consulted
	Talked      time.Duration // of a call that is over
}

// over is the state of a caller who has left the agent, while the agent wraps the
// call up.
const over acd.InteractionState = "over"

// wrappedUp is the interaction of a call that is over, as the card shows it.
func wrappedUp(v acd.QueueRecord) acd.Interaction {
	return acd.Interaction{
		ID: v.Interaction, Call: v.Call, Origin: v.Origin, Queue: v.Queue, Language: v.Language,
		Since: v.Entered, State: over, At: v.Ended, Record: v,
	}
}

// about names the call that tells why a caller is on the line: of a callback, the
// one in which it was asked for.
func about(k acd.Interaction) string { return cmp.Or(k.Origin, k.Call) }

// serves reports whether the card was filled from the calls that the interaction is about.
func (d *card) serves(k acd.Interaction) bool {
	return d != nil && d.whole && d.ID == k.ID && d.Call == k.Call && d.Case == k.Case
}

// of is the card at another moment of the same caller's interaction. What is special
// about the caller stays when the call is over.
func (d card) of(k acd.Interaction, who store.Agent) *card {
	if k.State == over {
		k.Priority = d.Priority
	}
	d.Interaction, d.Badges = k, badges(k)
	d.ForMe = k.State == acd.Consulting && k.Offer.Agent == who.Name
	if d.Talked = 0; k.State == over && !k.Record.Answered.IsZero() {
		d.Talked = k.Record.Ended.Sub(k.Record.Answered)
	}
	return &d
}

func badges(k acd.Interaction) (list []string) {
	if k.Origin != "" || k.Case != "" {
		list = append(list, "callback")
	}
	switch {
	case k.Priority >= acd.PriorityCutOff:
		list = append(list, "cut_off")
	case k.Priority > 0:
		list = append(list, "first")
	}
	return list
}

// Doing is what happens with the caller now, in words for this agent: a key, and
// the colleague whom it names.
func (d *card) Doing() (key string) {
	switch {
	case d.State != acd.Consulting:
		return "state-" + string(d.State)
	case d.ForMe && d.Offer.Joined:
		return "state-helping"
	case d.ForMe:
		return "state-asked"
	case d.Offer.Joined:
		return "state-joined"
	}
	return "state-asking"
}

// Colleague is who is asked for help, or asks this agent for it.
func (d *card) Colleague() string {
	if d.ForMe {
		return d.Agent
	}
	return d.Offer.Agent
}

// cards fills the cards of callers from what is kept.
type cards struct{ pages *Pages }

// of gathers what is known of a caller. What cannot be read is left out: an
// agent with half a card is better than none.
func (r cards) of(ctx context.Context, language string, k acd.Interaction, who store.Agent) *card {
	d := card{Number: k.Number.String(), Departments: []string{k.Queue}}.of(k, who)
	call, _, err := r.pages.Store.Call(ctx, about(k))
	if err != nil {
		r.pages.Log.Error().Err(err).Str("call", about(k)).Msg("a caller's card could not be filled")
		return d
	}
	r.fill(ctx, d, call, language)
	if k.Origin != "" && k.Call != "" && k.Case == "" {
		r.calledBack(ctx, d, k.Call)
	}
	return d
}

// calledBack adds what is true of the present call of a customer who was called
// back: they have to prove anew who they are, but their reason stays.
func (r cards) calledBack(ctx context.Context, d *card, id string) {
	d.Verified = false
	call, _, err := r.pages.Store.Call(ctx, id)
	if err != nil {
		r.pages.Log.Error().Err(err).Str("call", id).Msg("a called-back customer's card could not be filled")
		d.whole = false
		return
	}
	d.Verified, d.Said = call.Verified, said(call)
}

func (r cards) fill(ctx context.Context, d *card, call ivr.Call, language string) {
	if call.From != "" && d.Number == "" {
		d.Number = call.From.String()
	}
	d.Verified, d.Said = call.Verified, said(call)
	tree, err := r.pages.Tree(ctx, call.Revision)
	if err != nil {
		r.pages.Log.Error().Err(err).Str("call", call.ID).Msg("a caller's card lacks its menu")
		return
	}
	d.Departments = departments(tree)
	d.Path = path(tree, call, language)
	d.Topic = topic(tree, call, language)
	if call.Verified && call.Account != nil {
		d.Known = call.Account.Name.Reveal()
		d.Transaction = transaction(tree, call, language)
	}
	d.Earlier = r.earlier(ctx, call, []string{d.Call}, language, tree.Zone)
	d.Cases = r.cases(ctx, call, tree.Zone)
	d.whole = true
}

// cases are the open ones of the caller's number.
func (r cards) cases(ctx context.Context, call ivr.Call, zone *time.Location) (open []store.Case) {
	if call.From == "" {
		return nil
	}
	for c, err := range r.pages.Store.ListCases(ctx, store.CaseFilter{Caller: call.From.Reveal(), OpenOnly: true, Limit: earlierMost}) {
		if err != nil {
			r.pages.Log.Error().Err(err).Str("call", call.ID).Msg("open cases could not be read")
			return open
		}
		c.Opened = c.Opened.In(zone)
		open = append(open, c)
	}
	return open
}
