package exchange

import (
	"net/url"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// conference connects any number of legs. It ends when a leg with endConferenceOnExit leaves, or with
// its last leg.
type conference struct {
	sid, name string
	attending []*attendance
	over      bool
}

// attendance is one leg's stay in a conference.
type attendance struct {
	call   *Call
	starts bool // startConferenceOnEnter
	closes bool // endConferenceOnExit
}

// biggestConference is the most legs that one conference takes.
const biggestConference = 250

// dialConference executes a Dial to a Conference. The action's request carries no leg's SID and no
// duration; for a leg that was redirected no action is requested.
func dialConference(v verb, noun *grammar.Element) (*fetch, error) {
	c := v.call
	name := noun.Text()
	if name == "" {
		c.warn(fault.New(13231, "<Conference> without a name"))
		return afterDial(v, url.Values{"DialCallStatus": {"failed"}}, nil)
	}
	room := c.x.conferenceNamed(name)
	if len(room.attending) >= noun.Count("maxParticipants", biggestConference) {
		return afterDial(v, url.Values{"DialCallStatus": {"failed"}}, nil)
	}
	a := &attendance{call: c, starts: noun.Or("startConferenceOnEnter", "true") == "true", closes: noun.Is("endConferenceOnExit")}
	room.enter(a)
	err := a.attend(room, noun, v.el.Seconds("timeLimit", int(maxCall/time.Second)))
	c.x.leave(room, a)
	return afterDial(v, url.Values{"DialCallStatus": {"answered"}}, err)
}

// conferenceNamed returns the running conference of that name, creating it if there is none.
func (x *Exchange) conferenceNamed(name string) *conference {
	for _, r := range x.conferences {
		if r.name == name {
			return r
		}
	}
	r := &conference{sid: x.newID("CF"), name: name}
	x.conferences = append(x.conferences, r)
	return r
}

// enter adds a leg and wakes the others.
func (r *conference) enter(a *attendance) {
	for _, other := range r.attending {
		other.call.emit(Event{Kind: Connected, To: other.call.sees(a.call)})
		a.call.emit(Event{Kind: Connected, To: a.call.sees(other.call)})
	}
	r.attending = append(r.attending, a)
	r.wake()
}

// leave removes a leg, ends the conference if the leg was to end it, and wakes the others.
func (x *Exchange) leave(r *conference, a *attendance) {
	r.attending = slices.DeleteFunc(r.attending, func(o *attendance) bool { return o == a })
	for _, other := range r.attending {
		other.call.emit(Event{Kind: Disconnected, To: other.call.sees(a.call)})
	}
	if a.closes || len(r.attending) == 0 {
		r.over = true
		x.conferences = slices.DeleteFunc(x.conferences, func(o *conference) bool { return o == r })
	}
	r.wake()
}

func (r *conference) wake() {
	for _, a := range r.attending {
		a.call.x.s.Wake(a.call.p)
	}
}

// talking reports whether the conference has begun: a leg that starts it is present, and at least one
// more.
func (r *conference) talking() bool {
	return len(r.attending) > 1 && slices.ContainsFunc(r.attending, func(a *attendance) bool { return a.starts })
}

// attend returns when the conference or the leg ends, limit has passed, or the person has talked
// enough.
func (a *attendance) attend(r *conference, noun *grammar.Element, limit time.Duration) error {
	c := a.call
	if ref, given := noun.Attr("waitUrl"); !r.talking() && (ref != "" || !given) {
		c.emit(Event{Kind: Played, Text: "hold music"})
	}
	end, enough := c.x.now().Add(limit), time.Time{}
	for !r.over && c.x.now().Before(end) {
		due := end
		switch {
		case !r.talking() || c.talks.limit == 0:
			enough = time.Time{}
		case enough.IsZero():
			enough = c.x.now().Add(c.talks.limit)
		case !c.x.now().Before(enough):
			if stays, err := c.talks.enough(); !stays {
				return err
			}
			enough = time.Time{}
		}
		if !enough.IsZero() && enough.Before(due) {
			due = enough
		}
		if ended, err := c.talks.on(due); err != nil || ended {
			return err
		}
	}
	return nil
}
