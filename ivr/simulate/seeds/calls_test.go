package seeds

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// What is looked for in each call when all are over, from what the exchange has noted of them: what was
// heard, who was connected, how it ended.

// judge looks at all calls.
func (w *course) judge() {
	calls := w.hotline.Exchange.Calls()
	for _, call := range calls {
		w.heard(call)
		w.meets(call)
	}
	for _, c := range w.callers {
		i := slices.IndexFunc(calls, func(call *exchange.Call) bool { return call.Sid == c.line.call })
		if i < 0 {
			continue // they hung up before they were heard of
		}
		w.endsWell(c, calls[i].Events())
		w.isBrought(c, calls[i].Events())
		w.keepsItsWord(calls[i].Sid, calls[i].From, calls[i].Events())
		w.isCounted(calls[i].Sid, calls[i].Events())
	}
	for _, a := range w.agents {
		w.oneTalkEach(a.name, talksOf(a, calls))
	}
	w.oneOfferEach()
	w.callbacks()
}

// heard looks at what was heard on a call.
func (w *course) heard(call *exchange.Call) {
	caller := call.Direction == "inbound" || strings.Contains(requested(call), "/voice/callback/")
	for _, e := range call.Events() {
		w.trace.add(e.At, "%s %s %s%s %d %s", e.Call, e.Kind, e.Text, e.Keys, e.Code, e.To)
		w.isTaken(e, caller)
	}
}

// isTaken: no caller's leg hears an error, and the carrier has no fault to find with a document.
func (w *course) isTaken(e exchange.Event, caller bool) {
	switch {
	case e.Kind == exchange.Failed && caller:
		w.violated("no call hears an error", "%s: %d %s %s", e.Call, e.Code, e.Text, e.URL)
	case e.Kind == exchange.Warning && !slices.Contains(networks, e.Code):
		w.violated("the carrier takes every document", "%s: %d %s %s", e.Call, e.Code, e.Text, e.URL)
	case e.Kind == exchange.Requested && !strings.Contains(e.URL, "/voice/status"):
		w.isSound(e)
	}
}

// longestDocument is how long a document may be for the carrier, in bytes.
const longestDocument = 64 << 10

// isSound: a document is TwiML that the carrier takes where it is asked for, and within its bound.
func (w *course) isSound(e exchange.Event) {
	use := twiml.Voice
	if strings.Contains(e.URL, "/voice/wait/") || strings.Contains(e.URL, "/voice/key/") || strings.Contains(e.URL, "/fallback/wait") {
		use = twiml.WaitDocument
	}
	if problems := twiml.Validate([]byte(e.Document), use); len(problems) > 0 || len(e.Document) >= longestDocument {
		w.violated("every document is sound", "%s: %v: %s", e.URL, problems, e.Document)
	}
}

// networks are the codes of what goes wrong between carrier and hotline.
var networks = []int{11200, 11202, 11203, 11205, 15003}

// requested is the first address that a call asked for.
func requested(call *exchange.Call) string {
	for _, e := range call.Events() {
		if e.Kind == exchange.Requested || e.Kind == exchange.Failed {
			return e.URL
		}
	}
	return ""
}

// endsWell: a caller who does not hang up is not hung up on, unless by a document that says so.
func (w *course) endsWell(c *caller, events []exchange.Event) {
	last := len(events) - 1
	if last < 1 || events[last].Kind != exchange.Ended || c.hungUp || !events[last].At.Before(events[0].At.Add(c.stays)) {
		return
	}
	enough := func(e exchange.Event) bool {
		return e.Kind == exchange.Connected && !events[last].At.Before(e.At.Add(c.talks))
	}
	if slices.ContainsFunc(events, enough) {
		return // they may have hung up on the agent
	}
	for _, e := range slices.Backward(events) {
		if e.Kind == exchange.Requested && !strings.Contains(e.URL, "/status") {
			if !strings.Contains(e.Document, "<Hangup") {
				w.violated("a call ends by a goodbye", "%s ended after %s", c.line.call, e.Document)
			}
			return
		}
	}
}

// isBrought: a caller who is taken out of the carrier's queue for an agent meets the agent, or waits again,
// unless they hang up first.
func (w *course) isBrought(c *caller, events []exchange.Event) {
	var taken exchange.Event // out of the queue, and not yet anywhere
	for _, e := range events {
		switch e.Kind {
		case exchange.Left:
			if taken = (exchange.Event{}); e.Result == "redirected" {
				taken = e
				w.reached("a caller was brought to an agent")
			}
		case exchange.Connected, exchange.Queued, exchange.Failed:
			taken = exchange.Event{}
		}
	}
	last := events[len(events)-1]
	if taken.Kind == "" || last.Kind != exchange.Ended || c.hungUp || !last.At.Before(events[0].At.Add(c.stays)) {
		return
	}
	w.violated("who is taken out of a queue meets the agent, or waits again", "%s was taken at %s, and ended at %s", c.line.call, taken.At.In(zone), last.At.In(zone))
}

// What callers are told of what was noted for them.
var (
	promises = []string{"尽快打给您", "以后，打给您", "call you back as soon", "then we'll call you"}
	messages = []string{"您的留言收到了", "I have your message"}
)

// keepsItsWord: who hears that they will be called back, or that their message is there, has a case
// that says so.
func (w *course) keepsItsWord(call, from string, events []exchange.Event) {
	promised, kept := hears(events, promises), hears(events, messages)
	if !promised && !kept {
		return
	}
	var callback, message bool
	for c, err := range w.store.ListCases(context.Background(), store.CaseFilter{}) {
		if err != nil {
			w.violated("every case can be read", "%v", err)
			return
		}
		callback = callback || c.Kind == ivr.CaseCallback && c.Caller.Reveal() == from
		message = message || (c.Call == call || c.Caller.Reveal() == from) && isRecorded(c, events)
	}
	if promised && !callback {
		w.violated("a callback that is promised has its case", "%s", call)
	}
	if kept && !message {
		w.violated("a message that is acknowledged has its case", "%s", call)
	}
}

// isRecorded reports whether a case has a message that was left in a call. It may be one that an earlier call of the
// same number opened, which this call has added to.
func isRecorded(c store.Case, call []exchange.Event) bool {
	return slices.ContainsFunc(c.Recordings, func(r store.Recording) bool {
		return !r.At.Before(call[0].At) && !r.At.After(call[len(call)-1].At)
	})
}

// hears reports whether any of some texts was said on a call.
func hears(call []exchange.Event, texts []string) bool {
	return slices.ContainsFunc(call, func(e exchange.Event) bool {
		return e.Kind == exchange.Said && slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(e.Text, text) })
	})
}

// isCounted: a caller who talked with an agent has a stay that was answered, and where nothing goes
// wrong, a caller has as many stays as times they came to a queue.
func (w *course) isCounted(call string, events []exchange.Event) {
	queued, talked := 0, false
	for _, e := range events {
		switch {
		case e.Kind == exchange.Queued:
			queued++
		case e.Kind == exchange.Connected && slices.ContainsFunc(w.agents, func(a *agent) bool { return a.number == e.To }):
			talked = true
		}
	}
	stays, answered := 0, false
	for v, err := range w.store.QueueRecordsOf(context.Background(), call) {
		if err != nil {
			w.violated("every stay can be read", "%v", err)
			return
		}
		if v.Call == call {
			stays++
			answered = answered || !v.Answered.IsZero()
		}
	}
	if talked && !answered {
		w.violated("who has talked was answered", "%s", call)
	}
	if w.plan.faults.none() && stays < min(queued, 1) {
		w.violated("who was in a queue is counted", "%s: %d times, %d stays", call, queued, stays)
	}
}

// oneTalkEach: an agent does not have two callers on their telephone at a time. talks are in the order in
// which they began.
func (w *course) oneTalkEach(agent string, talks []spell) {
	var until time.Time
	var with string
	for _, t := range talks {
		if t.began.Before(until) && t.leg != with {
			w.violated("no agent talks on two legs", "%s on %s and %s at %s", agent, with, t.leg, t.began.In(zone))
		}
		if t.ended.After(until) {
			until, with = t.ended, t.leg
		}
	}
}

// spell is a time during which somebody was on an agent's leg.
type spell struct {
	leg          string
	began, ended time.Time
}

// talksOf are the spells of an agent's telephone, by their beginnings.
func talksOf(a *agent, calls []*exchange.Call) []spell {
	var all []spell
	for _, call := range calls {
		if call.To != a.number {
			continue
		}
		others, began := 0, time.Time{}
		for _, e := range call.Events() {
			switch {
			case e.Kind == exchange.Connected:
				if others++; others == 1 {
					began = e.At
				}
			case others > 0 && (e.Kind == exchange.Disconnected && others == 1 || e.Kind == exchange.Ended):
				all, others = append(all, spell{call.Sid, began, e.At}), 0
			case e.Kind == exchange.Disconnected:
				others--
			}
		}
	}
	slices.SortFunc(all, func(a, b spell) int { return a.began.Compare(b.began) })
	return all
}

// countsAgree: the figures of the days are what the stays in queues add up to.
func (w *course) countsAgree() {
	var stays acd.Stats
	kept := map[string]bool{}
	for v, err := range w.store.QueueRecords(context.Background(), time.Time{}, time.Time{}) {
		if err != nil {
			w.violated("every stay can be read", "%v", err)
			return
		}
		w.count(v, kept, &stays)
	}
	w.addUp(w.figures(), stays)
}

// figures are those of all queues and days.
func (w *course) figures() (figures acd.Stats) {
	for d, err := range w.store.DayStats(context.Background(), "2020-01-01", "2030-01-01") {
		if err != nil {
			w.violated("the figures can be read", "%v", err)
			return figures
		}
		if d.Queue != "" {
			figures = figures.Plus(d.Stats)
		}
	}
	return figures
}

// addUp: figures are those of the stays, and each stay has ended in one way.
func (w *course) addUp(figures, stays acd.Stats) {
	for _, f := range []struct {
		name        string
		figure, own int
	}{
		{"offered", figures.Offered, stays.Offered},
		{"answered", figures.Answered, stays.Answered},
		{"abandoned", figures.Abandoned, stays.Abandoned},
		{"left", figures.Left, stays.Left},
		{"unreached", figures.Unreached, stays.Unreached},
		{"offered", figures.Offered, figures.Answered + figures.Abandoned + figures.Left + figures.Unreached},
	} {
		if f.figure != f.own {
			w.violated("figures add up", "%s: %d, counted %d", f.name, f.figure, f.own)
		}
	}
}
