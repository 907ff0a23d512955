package node

import (
	"strconv"
	"time"
)

// Queueing is how a queue treats those who wait.
type Queueing struct {
	Hours         string         `yaml:"hours" doc:"the line whose hours the queue keeps; when it closes, the queue ends"`
	Announce      bool           `yaml:"announce,omitempty" doc:"say the place in the queue and the wait to expect"`
	CallbackAfter time.Duration  `yaml:"callback_after,omitempty" zero:"default" doc:"offer a callback or a message from this wait on, at most every 45 seconds; at once when left out"`
	MaxWait       *time.Duration `yaml:"max_wait,omitempty" doc:"the longest wait; 10m when left out; with 0s nobody waits, and callers leave by too_long"`
	NobodyAfter   *time.Duration `yaml:"nobody_after,omitempty" doc:"how long a caller waits while nobody is signed in for the queue; as long as others when left out; 0s is not at all"`
	FullAt        *int           `yaml:"full_at,omitempty" doc:"callers waiting beyond which nobody more is let in; 100 when left out; with 0 nobody is let in"`
	Music         string         `yaml:"music,omitempty" doc:"what is played between announcements: an absolute URL, or none; the hotline's own music when left out"`
	Priority      int            `yaml:"priority,omitempty" zero:"default" doc:"callers of a queue with a higher one are answered before others by agents who serve both; 0 to 99"`
	ServiceLevel  Level          `yaml:"service_level,omitempty" doc:"what is promised, and measured: 80% in 20s, say"`
}

// What holds in a queue that says nothing of it.
const (
	defaultMaxWait = 10 * time.Minute
	defaultFullAt  = 100
)

// QueueDefaults returns the values that hold when settings of a queue are left
// out, by their names.
func QueueDefaults() map[string]string {
	return map[string]string{"max_wait": defaultMaxWait.String(), "full_at": strconv.Itoa(defaultFullAt)}
}

// given returns what a setting says, and otherwise when it is left out.
func given[T any](setting *T, otherwise T) T {
	if setting == nil {
		return otherwise
	}
	return *setting
}
