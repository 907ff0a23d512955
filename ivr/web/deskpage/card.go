package deskpage

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/ivr/speech"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// scene is all that the page shows.
type scene struct {
	Now    time.Time
	Seat   desk.Seat
	Person store.Agent
	Kind   string // of the softphone
	Queues []queue
	Others []desk.Seat
	Card   *card
	// Departments are those that a caller can be handed on to.
	Departments []string
	// Dispositions are how a call can be filed: keys of the words.
	Dispositions []string
}

// queue is one of the departments that the agent serves.
type queue struct {
	Name    string
	Waiting int
	Since   time.Time // of who has waited longest; zero: nobody
}

// card is the caller, before the first word.
type card struct {
	desk.Ticket
	Number      string // masked
	Known       string // the customer's name, once verified
	Verified    bool
	Topic       string
	Path        []string
	Said        []string // what the hotline told them last
	Why         string   // they are first in line: a key of the words
	Transaction []fact
	Earlier     []earlier
	Cases       []store.Case
	Departments []string
	whole       bool // nothing that could be read is missing
	Joined      bool // the colleague who is consulted is in the room
	ForMe       bool // this agent is the one who is consulted
}

type fact struct{ Name, Value string }

// earlier is a call of the same number.
type earlier struct {
	At      time.Time
	Outcome ivr.Outcome
	Topic   string
}

// dispositions are kept with the calls: a name is never used for another thing.
var dispositions = []string{"resolved", "follow_up", "passed_on", "nobody", "other"}

// scene looks at the floor. The card that was shown before is not filled again
// for the same caller: what is known of a call does not change in a talk, and
// looking for earlier calls is long.
func (r *Room) scene(c echo.Context, who store.Agent, before *card) scene {
	ctx := c.Request().Context()
	state := r.Floor.State()
	s := scene{Now: r.Clock(), Person: who, Kind: r.Softphone.Kind, Seat: state.Seats[who.Name], Dispositions: dispositions}
	for _, name := range who.Departments {
		q := queue{Name: name}
		for _, k := range state.Waiting(name) {
			if q.Waiting++; q.Since.IsZero() || k.Since.Before(q.Since) {
				q.Since = k.Since
			}
		}
		s.Queues = append(s.Queues, q)
	}
	for _, seat := range state.Seats { // sorted below
		if seat.Name != who.Name && !seat.Unseen {
			s.Others = append(s.Others, seat)
		}
	}
	slices.SortFunc(s.Others, func(a, b desk.Seat) int { return strings.Compare(a.Name, b.Name) })
	if k, ok := state.Tickets[s.Seat.Ticket]; ok && s.Seat.Mode != desk.Available && s.Seat.Mode != desk.Away {
		if !before.serves(k) {
			before = r.card(ctx, page.Language(c), k, who)
		}
		s.Card = before.of(k, who)
		s.Departments = before.Departments
	}
	return s
}

// serves reports whether the card was filled from the call that the ticket is about.
func (d *card) serves(k desk.Ticket) bool {
	return d != nil && d.whole && d.ID == k.ID && d.Call == k.Call && d.Case == k.Case
}

// of is the card at another moment of the same caller's ticket.
func (d card) of(k desk.Ticket, who store.Agent) *card {
	d.Ticket, d.Joined = k, k.Offer.Joined
	d.ForMe = k.State == desk.Consulting && k.Offer.Agent == who.Name
	return &d
}

// card gathers what is known of a caller. What cannot be read is left out: an
// agent with half a card is better than none.
func (r *Room) card(ctx context.Context, language string, k desk.Ticket, who store.Agent) *card {
	d := card{Number: k.Number.String(), Departments: []string{k.Queue}}.of(k, who)
	switch {
	case k.Case != "":
		d.Why = "callback"
	case k.Priority >= desk.PriorityCutOff:
		d.Why = "cut_off"
	case k.Priority > 0:
		d.Why = "first"
	}
	id := k.Call
	if id == "" || k.Case != "" {
		id = k.Origin
	}
	call, _, err := r.Store.Call(ctx, id)
	if err != nil {
		r.Log.Error().Err(err).Str("call", id).Msg("a caller's card could not be filled")
		return d
	}
	r.fill(ctx, d, call, language)
	return d
}

func (r *Room) fill(ctx context.Context, d *card, call ivr.Call, language string) {
	if call.From != "" {
		d.Number = call.From.String()
	}
	d.Verified, d.Said = call.Verified, said(call)
	tree, err := r.Tree(ctx, call.Revision)
	if err != nil {
		r.Log.Error().Err(err).Str("call", call.ID).Msg("a caller's card lacks its menu")
		return
	}
	d.Departments = departments(tree)
	d.Path = path(tree, call, language)
	if n := len(d.Path); n > 0 {
		d.Topic = d.Path[n-1]
	}
	if call.Verified && call.Account != nil {
		d.Known = call.Account.Name.Reveal()
		d.Transaction = transaction(tree, call, language)
	}
	d.Earlier = r.earlier(ctx, call, language, tree.Zone)
	d.Cases = r.cases(ctx, call, tree.Zone)
	d.whole = true
}

// departments are the queues of a menu, sorted.
func departments(tree *ivr.Tree) (names []string) {
	for _, place := range tree.Nodes { // sorted below
		if w, ok := place.Node.(ivr.Waiter); ok {
			names = append(names, w.Queue())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// path is the caller's way in words: the topics they came by.
func path(tree *ivr.Tree, call ivr.Call, language string) (topics []string) {
	for _, p := range call.Path {
		topic := tree.Nodes[p.Node].Topic[tree.Language(language).Name]
		if topic != "" && (len(topics) == 0 || topics[len(topics)-1] != topic) {
			topics = append(topics, topic)
		}
	}
	return topics
}

// transaction is what the caller looked at last, as they heard it.
func transaction(tree *ivr.Tree, call ivr.Call, language string) (facts []fact) {
	at := func(name string) (ivr.Value, bool) { v, ok := call.Values[name]; return v, ok }
	if v, ok := at("transaction.id"); ok {
		facts = append(facts, fact{"transaction", v.Text.String()})
	}
	if v, ok := at("transaction.amount"); ok {
		facts = append(facts, fact{"amount", speech.Money(language, v.Int, v.Text.Reveal())})
	}
	if v, ok := at("refund.status"); ok {
		facts = append(facts, fact{"refund", tree.Terms[v.Text.Reveal()][language]})
	}
	if v, ok := at("transaction.status"); ok {
		facts = append(facts, fact{"status", tree.Terms[v.Text.Reveal()][language]})
	}
	return facts
}

// said is what the hotline told the caller last.
func said(call ivr.Call) (texts []string) {
	var add func([]ivr.Verb)
	add = func(verbs []ivr.Verb) {
		for _, v := range verbs {
			switch v := v.(type) {
			case ivr.Say:
				texts = append(texts, v.Text)
			case ivr.Gather:
				add(v.Prompt)
			}
		}
	}
	add(call.Said)
	return texts
}

// The bounds of what is looked through for earlier calls.
const (
	earlierFor  = 30 * 24 * time.Hour
	earlierMost = 5
	lookedAt    = 2000
)

func (r *Room) earlier(ctx context.Context, call ivr.Call, language string, zone *time.Location) (list []earlier) {
	if call.From == "" {
		return nil
	}
	for other, err := range r.Store.ListCalls(ctx, store.CallFilter{Since: call.Began.Add(-earlierFor), Limit: lookedAt}) {
		if err != nil {
			r.Log.Error().Err(err).Str("call", call.ID).Msg("earlier calls could not be read")
			return list
		}
		if other.From != call.From || other.ID == call.ID || other.Began.After(call.Began) {
			continue
		}
		e := earlier{At: other.Began.In(zone), Outcome: other.Outcome}
		if tree, err := r.Tree(ctx, other.Revision); err == nil {
			if topics := path(tree, other, language); len(topics) > 0 {
				e.Topic = topics[len(topics)-1]
			}
		}
		if list = append(list, e); len(list) == earlierMost {
			break
		}
	}
	return list
}

// cases are the open ones of the caller's number.
func (r *Room) cases(ctx context.Context, call ivr.Call, zone *time.Location) (open []store.Case) {
	if call.From == "" {
		return nil
	}
	for c, err := range r.Store.ListCases(ctx, store.CaseFilter{Caller: call.From.Reveal(), OpenOnly: true, Limit: earlierMost}) {
		if err != nil {
			r.Log.Error().Err(err).Str("call", call.ID).Msg("open cases could not be read")
			return open
		}
		c.Opened = c.Opened.In(zone)
		open = append(open, c)
	}
	return open
}
