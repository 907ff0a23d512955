package fault

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var retained = regexp.MustCompile(`(?m)^hotline_retention_last_success_timestamp_seconds [1-9]`)

// A9: calls of twelve months are kept for two. The others are removed while callers call, and
// the compacted file has the room of what is left. It takes a minute until records are first
// removed: it is done by make fault only.
func TestYearOfCalls(t *testing.T) {
	thorough(t)
	t.Parallel()
	chance, s := choices(t), newSite(t)
	count := tallied(t, "A9", "a year of calls, of which two months are kept", "calls kept or removed as they should be")
	const months = 12
	now := time.Now()
	for month := months; month > 0; month-- {
		s.at, s.made = now.AddDate(0, -month, 1).Format("2006-01-02 15:04"), time.Now()
		s.start()
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
		l := &load{}
		l.call(ctx, s.base, 16, 20, chance)
		stop()
		for _, c := range l.open { // a call that has not ended is kept
			_, err := c.hangUp().deliver()
			require.NoError(t, err)
		}
		s.kill()
	}
	before, stored := s.size(), s.begun()
	s.at, s.env = "", append(s.env, "HOTLINE_RETENTION=calls=60d")
	s.start()
	ctx, stop := context.WithTimeout(t.Context(), 70*time.Second)
	l, done := &load{}, make(chan bool)
	go func() { l.call(ctx, s.base, 2, 10, chance); close(done) }()
	require.Eventually(t, func() bool {
		_, metrics := s.get("/metrics")
		return retained.MatchString(metrics)
	}, 3*time.Minute, 200*time.Millisecond, "%s", &s.log)
	stop()
	<-done
	require.NoError(t, l.complaint())
	s.soundAfter()
	left := s.begun()
	count.hit(len(stored))
	count.losses(len(stored), wronglyKept(stored, left, now))
	out, status := s.run("store", "compact")
	require.Zero(t, status, out)
	out, status = s.run("store", "check")
	require.Zero(t, status, out)
	most := before * int64(len(left)) / int64(len(stored)) * 2
	require.LessOrEqual(t, s.size(), max(most, 1<<20), "%d of %d calls are left of %d bytes", len(left), len(stored), before)
}

// wronglyKept returns an error for each call that is kept for more than two months, or removed before.
// Those of the day on which their time ends may be either.
func wronglyKept(stored, left []time.Time, now time.Time) (wrong []error) {
	over, young := now.AddDate(0, 0, -61), now.AddDate(0, 0, -59)
	kept := map[time.Time]int{}
	for _, began := range left {
		if kept[began]++; began.Before(over) {
			wrong = append(wrong, fmt.Errorf("a call of %s is kept", began))
		}
	}
	for _, began := range stored {
		if kept[began]--; kept[began] < 0 && began.After(young) {
			wrong = append(wrong, fmt.Errorf("a call of %s is removed", began))
		}
	}
	return wrong
}

// A call that is kept for too long is seen, and one that is removed too soon.
func TestAWrongRemovalIsSeen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	old, young := now.AddDate(0, -5, 0), now.AddDate(0, -1, 0)
	stored := []time.Time{old, old, young, young}
	require.Empty(t, wronglyKept(stored, []time.Time{young, young, now}, now))
	require.Len(t, wronglyKept(stored, []time.Time{old, young, young}, now), 1)
	require.Len(t, wronglyKept(stored, []time.Time{young}, now), 1)
	require.Len(t, wronglyKept(stored, nil, now), 2)
}

func (s *site) size() int64 {
	s.t.Helper()
	info, err := os.Stat(s.file())
	require.NoError(s.t, err)
	return info.Size()
}

// begun is when each call that is kept has begun.
func (s *site) begun() (all []time.Time) {
	s.t.Helper()
	out, status := s.run("calls", "list", "--json", "--limit", "0")
	require.Zero(s.t, status, out)
	for line := range strings.Lines(out) {
		var c struct{ Began time.Time }
		require.NoError(s.t, json.Unmarshal([]byte(line), &c), line)
		all = append(all, c.Began)
	}
	return all
}
