package rehearse

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/hours"
)

// Duty is when an agent is on duty, and for what.
type Duty struct {
	Agent     string
	Queues    []string // at least one
	Languages []string
	Spans     []Period
}

// Period is from an instant up to another.
type Period struct{ From, Until time.Time }

// Rostered reports whether the profile has a roster; else there are as many agents as each queue needs.
func (d *Day) Rostered() bool { return len(d.Profile.Roster) > 0 }

// WhileOpen returns a roster of agents who serve a queue each, in the half-hours in which it is open: as
// many as agents has, by queue.
func (d *Day) WhileOpen(agents map[string]int) []Shift {
	var roster []Shift
	for _, queue := range slices.Sorted(maps.Keys(agents)) {
		roster = append(roster, Shift{Agents: agents[queue], Queues: []string{queue}, Hours: d.hours(queue)})
	}
	return roster
}

// hours is when a queue is open, by half-hours.
func (d *Day) hours(queue string) Spans {
	var spans Spans
	for from, until := range stretches(func(slot int) bool { return d.open(queue, slot) }) {
		spans = append(spans, hours.Span{Start: from * slotMinutes, End: until * slotMinutes})
	}
	return spans
}

// stretches gives the parts of the day in which something holds without a break: each from a slot up to another.
func stretches(holds func(slot int) bool) iter.Seq2[int, int] {
	return func(yield func(from, until int) bool) {
		for slot := 0; slot < Slots; slot++ {
			from := slot
			for slot < Slots && holds(slot) {
				slot++
			}
			if slot > from && !yield(from, slot) {
				return
			}
		}
	}
}

// Roster returns the staff of the profile's roster, on the day. Of a shift over midnight, the end is worked in the
// morning, as by those who began the evening before, and the beginning in the evening.
func (d *Day) Roster() []Duty {
	var staff []Duty
	for i, shift := range d.Profile.Roster {
		var spans []Period
		for _, s := range shift.Hours {
			spans = slices.Concat(spans, d.shows(0, s.End-dayMinutes), d.shows(s.Start, s.End))
		}
		for n := range shift.Agents {
			staff = append(staff, Duty{
				Agent: fmt.Sprintf("shift-%02d-%04d", i+1, n+1), Queues: shift.Queues, Languages: d.languages(shift.Languages), Spans: spans,
			})
		}
	}
	return staff
}

// languages are those given, or all of the menu's.
func (d *Day) languages(given []string) []string {
	if len(given) > 0 {
		return given
	}
	var all []string
	for _, l := range d.Menu.Tree.Languages {
		all = append(all, l.Name)
	}
	return all
}

// Headcount is how many agents serve a queue in each part of the day.
type Headcount [Slots]int

// Staff returns agents of a queue, as many as there are to be in each part of the day.
func (d *Day) Staff(queue string, count Headcount) []Duty {
	var staff []Duty
	for n := range slices.Max(count[:]) {
		duty := Duty{Agent: fmt.Sprintf("%s-%04d", queue, n+1), Queues: []string{queue}, Languages: d.languages(nil)}
		for from, until := range stretches(func(slot int) bool { return count[slot] > n }) {
			duty.Spans = append(duty.Spans, d.shows(from*slotMinutes, until*slotMinutes)...)
		}
		staff = append(staff, duty)
	}
	return staff
}
