package rehearse

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
)

// Day is a day to be played.
type Day struct {
	Menu    *menus.Menu
	Profile Profile
	Date    time.Time // its first instant, in the menu's time zone
	// Chance gives a stream of chance; the same number always gives the same stream.
	Chance func(stream uint64) Source
	// Pause is called before each event and each caller, to rest while others work; its error
	// ends the day. Nil never does.
	Pause func() error
}

func (d *Day) pause() error {
	if d.Pause == nil {
		return nil
	}
	return d.Pause()
}

// NextDay is the beginning of the next day after now on which a queue opens; of the day after now
// where none does.
func NextDay(menu *menus.Menu, now time.Time) time.Time {
	zone := menu.Tree.Zone
	tomorrow := hours.DateOf(now.In(zone)).AddDays(1).In(zone)
	first := time.Time{}
	for _, name := range slices.Sorted(maps.Keys(menu.Queues)) {
		line := menu.Lines[menu.Queues[name].Hours]
		if opens, ok := line.NextOpening(tomorrow); ok && (first.IsZero() || opens.Before(first)) {
			first = opens
		}
	}
	if first.IsZero() {
		return tomorrow
	}
	return hours.DateOf(first.In(zone)).In(zone)
}

// Contact is a caller's way through the menu to the agents: to a queue, or to a callback that was asked
// for. It does not depend on who is on duty.
type Contact struct {
	index  int
	caller *caller
	hop    hop
}

// Queue returns the queue in which the caller waits, and since when; "" when they do not.
func (v Contact) Queue() (string, time.Time) {
	if v.hop.stop != queued {
		return "", time.Time{}
	}
	return v.caller.call.Queue, v.hop.at
}

// Visits takes callers through the menu, those of the numbers from first up to but not including end;
// all are from 0 to the profile's calls. Callers who need no agents are left out. The result is in
// the order of [Contact.Compare].
func (d *Day) Visits(first, end int) ([]Contact, error) {
	w, spread := newWalk(d), d.hourly()
	var visits []Contact
	for i := first; i < end; i++ {
		if err := d.pause(); err != nil {
			return nil, err
		}
		chance := d.Chance(stream(i, inMenus))
		began := spread.draw(chance)
		v := Contact{index: i, caller: newCaller(&d.Profile, i, chance)}
		var err error
		if v.hop, err = w.follow(v.caller, d.started(v.caller, fmt.Sprintf("c%07d", i), ""), began, nobody{}); err != nil {
			return nil, err
		}
		v.caller.chance, v.caller.call.Said = nil, nil // not needed any more, and large
		if v.hop.stop == queued || len(v.hop.events) > 0 {
			visits = append(visits, v)
		}
	}
	slices.SortFunc(visits, Contact.Compare)
	return visits, nil
}

// Compare orders visits by when the agents' side first hears of them.
func (v Contact) Compare(o Contact) int {
	return cmp.Or(v.begins().Compare(o.begins()), cmp.Compare(v.index, o.index))
}

// begins is when a visit first concerns the agents: with a callback that is asked for on the way, or
// with its end.
func (v Contact) begins() time.Time {
	if len(v.hop.events) > 0 {
		return v.hop.events[0].at
	}
	return v.hop.at
}

func (d *Day) started(c *caller, id, callback string) ivr.Started {
	return ivr.Started{
		ID: id, Revision: d.Menu.Tree.Revision, From: c.number, To: "+861000000000", Language: d.Menu.Tree.Languages[0].Name, Callback: callback,
	}
}

// hourly is when callers come: a share of them in each hour that the clock shows, and within an hour at
// any moment alike.
type hourly struct {
	weights [24]float64
	hours   [24][]Period
}

// hourly returns when the callers of the day come. Those of an hour over which the clock is put forward
// come in the next.
func (d *Day) hourly() (h hourly) {
	next := []Period{{d.end(), d.end()}}
	for hour := 23; hour >= 0; hour-- {
		if shown := d.shows(hour*60, (hour+1)*60); len(shown) > 0 {
			next = shown
		}
		h.weights[hour], h.hours[hour] = d.Profile.ByHour[hour], next
	}
	return h
}

func (h hourly) draw(chance Source) time.Time {
	left, hour := chance.Float64()*sum(h.weights[:]), 0
	for hour < len(h.weights)-1 && left >= h.weights[hour] {
		left -= h.weights[hour]
		hour++
	}
	for h.weights[hour] == 0 { // after a rounding at the very end
		hour--
	}
	periods := h.hours[hour]
	into := scaled(length(periods), chance.Float64())
	for len(periods) > 1 && into >= length(periods[:1]) {
		into -= length(periods[:1])
		periods = periods[1:]
	}
	return periods[0].From.Add(into)
}

// Merge puts the visits of parts of the callers together.
func Merge(parts [][]Contact) []Contact {
	all := slices.Concat(parts...)
	slices.SortFunc(all, Contact.Compare)
	return all
}
