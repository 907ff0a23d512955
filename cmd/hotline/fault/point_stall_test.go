package fault

import (
	"context"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// webhookLimit is the longest that a caller hears nothing while the disk stands still: the
// hotline's own deadline of three seconds, and what a loaded machine adds. The carrier gives
// up after 15.
const webhookLimit = 8 * time.Second

// A5: each write to the disk takes so long. While it takes a tenth of a second, callers go on
// in the menu; beyond the webhook's deadline they are led to a person in time. Afterwards
// all is as before, and no goroutine stays behind.
func TestSlowDisk(t *testing.T) {
	t.Parallel()
	chance, s := choices(t), newPointedSite(t)
	s.start()
	stalls := []time.Duration{100 * time.Millisecond, 4 * time.Second}
	if times > 1 {
		stalls = []time.Duration{100 * time.Millisecond, time.Second, 5 * time.Second, 20 * time.Second}
	}
	for range 20 { // so that what a server keeps open is open
		(&load{}).one(t.Context(), newCaller(s.base, chance), 4)
	}
	before, asked, led := s.goroutines(), 0, 0
	for _, stall := range stalls {
		s.order("stall", atWrite, stall)
		took := s.under(t.Context(), chance, 16, min(stall+4*time.Second, 25*time.Second))
		asked += len(took.all)
		led += took.persons
		slices.Sort(took.all)
		p99 := took.all[len(took.all)*99/100]
		t.Logf("writes of %s: %d answers, %d of a way to a person, p99 %s, slowest %s", stall, len(took.all), took.persons, p99, took.all[len(took.all)-1])
		require.Less(t, took.all[len(took.all)-1], webhookLimit)
		if stall <= 100*time.Millisecond {
			require.Less(t, p99, 2*time.Second)
			require.Zero(t, took.persons, "a disk that is a little slow ends no menu")
		}
		if stall > 3*time.Second {
			require.Equal(t, len(took.all), took.persons, "who cannot be answered in time is led to a person")
		}
		s.order("off")
		require.Eventually(t, func() bool {
			got, err := newCaller(s.base, chance).next.deliver()
			return err == nil && !toPerson(got.body)
		}, stall+20*time.Second, 50*time.Millisecond, "the disk is as fast as before: so is the hotline")
	}
	require.Eventually(t, func() bool { return s.goroutines() < before+60 }, 30*time.Second, 100*time.Millisecond,
		"goroutines: %d before, %d now", before, s.goroutines())
	s.soundAfter()
	results.add(row{"A5", "writes to the disk take up to 20 s", len(stalls), asked, "answers in time", 0})
	require.Positive(t, led)
}

// waited is how long callers waited for their answers.
type waited struct {
	mu      sync.Mutex
	all     []time.Duration
	persons int // answers that led to a person though nobody asked for one
}

// under has so many callers come, each a call of one document after the other, for a while.
func (s *site) under(ctx context.Context, chance *rand.Rand, callers int, span time.Duration) *waited {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, span)
	defer cancel()
	took := &waited{}
	var all sync.WaitGroup
	for range callers {
		c := newCaller(s.base, chance)
		all.Go(func() {
			for ctx.Err() == nil {
				took.note(s.t, c.next)
				c = newCaller(s.base, c.chance)
			}
		})
	}
	all.Wait()
	return took
}

func (w *waited) note(t *testing.T, r request) {
	began := time.Now()
	got, err := r.deliver()
	took := time.Since(began)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, took)
	if err != nil || got.status != 200 {
		t.Errorf("no answer: %v %d", err, got.status)
		return
	}
	if toPerson(got.body) {
		w.persons++
	}
}

var goroutines = regexp.MustCompile(`(?m)^go_goroutines (\d+)$`)

// goroutines counts what the server has running.
func (s *site) goroutines() int {
	s.t.Helper()
	client.CloseIdleConnections()
	_, body := s.get("/metrics")
	m := goroutines.FindStringSubmatch(body)
	require.NotNil(s.t, m)
	n, err := strconv.Atoi(m[1])
	require.NoError(s.t, err)
	return n
}
