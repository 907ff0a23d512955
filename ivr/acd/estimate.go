package acd

import (
	"slices"
	"time"
)

// What a queue's recent answers are.
const (
	recentFor   = 30 * time.Minute
	recentMost  = 20
	recentLeast = 3 // fewer say nothing about the next
)

// recent keeps the answers of the last half hour, twenty at most.
func recent(answers []time.Time, now time.Time) []time.Time {
	answers = answers[max(0, len(answers)-recentMost):]
	old := now.Add(-recentFor)
	for len(answers) > 0 && answers[0].Before(old) {
		answers = answers[1:]
	}
	return slices.Clone(answers)
}

// Position tells a caller's position in the queue, from 1, and how long the wait
// will be by the pace of the queue's recent answers; 0 when there are too few
// to say. The position is 0 for one who does not wait.
func (f State) Position(ticket string, now time.Time) (position int, wait time.Duration) {
	k, ok := f.Interactions.Find(ticket)
	if !ok || k.State != Waiting && k.State != Offered {
		return 0, 0
	}
	queue, waiting := k.Queue+groupEnd, f.index[inQueue]
	position = waiting.rank(queue+k.place()+k.ID) - waiting.rank(queue) + 1
	return position, time.Duration(position) * f.pace(k.Queue, now)
}

// pace is the time between two answers of a queue, lately.
func (f State) pace(queue string, now time.Time) time.Duration {
	answers := recent(f.Queues.Get(queue).Answers, now)
	if len(answers) < recentLeast {
		return 0
	}
	return now.Sub(answers[0]) / time.Duration(len(answers))
}

// StaffByStatus counts who is signed in for a queue, by mode.
func (f State) StaffByStatus(queue string) map[AgentStatus]int {
	staff := map[AgentStatus]int{}
	for s := range f.Sessions.Values() {
		if slices.Contains(s.Queues, queue) {
			staff[s.Mode]++
		}
	}
	return staff
}

// Staffed reports whether anybody serves a queue now: signed in, there, and not
// away.
func (f State) Staffed(queue string) bool {
	for _, name := range f.index.groups(serving) {
		if slices.Contains(f.Sessions.Get(name).Queues, queue) {
			return true
		}
	}
	return false
}
