package fault

import (
	"context"
	"errors"
	"fmt"
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
	count := tallied(t, "A5", "each write takes so long, up to 20 s", "answers in time")
	before := s.goroutines()
	for _, stall := range stalls {
		s.order("stall", atWrite, stall)
		took := s.under(t.Context(), chance, 16, min(stall+4*time.Second, 25*time.Second))
		slices.Sort(took.all)
		t.Logf("writes of %s: %d answers, %d of a way to a person, p99 %s, slowest %s", stall, len(took.all), took.persons, took.p99(), took.all[len(took.all)-1])
		count.losses(len(took.all), took.late())
		require.NoError(t, took.under(stall))
		count.hit(s.order("off")[atWrite])
		require.Eventually(t, func() bool {
			got, err := newCaller(s.base, chance).next.deliver()
			return err == nil && !toPerson(got.body)
		}, stall+20*time.Second, 50*time.Millisecond, "the disk is as fast as before: so is the hotline")
	}
	require.Eventually(t, func() bool { return s.goroutines() < before+60 }, 30*time.Second, 100*time.Millisecond,
		"goroutines: %d before, %d now", before, s.goroutines())
	s.soundAfter()
}

// waited is how long callers waited for their answers.
type waited struct {
	mu      sync.Mutex
	all     []time.Duration
	persons int // answers that led to a person though nobody asked for one
}

// p99 is how long one of a hundred waited at least.
func (w *waited) p99() time.Duration { return w.all[len(w.all)*99/100] }

// late returns an error for each answer for which the carrier might not have waited.
func (w *waited) late() (wrong []error) {
	for _, took := range w.all {
		if took >= webhookLimit {
			wrong = append(wrong, fmt.Errorf("an answer took %s", took))
		}
	}
	return wrong
}

// under returns what is wrong with how callers were answered while each write took so long.
func (w *waited) under(stall time.Duration) error {
	switch {
	case len(w.all) == 0:
		return errors.New("nobody was answered")
	case stall <= 100*time.Millisecond && w.p99() >= 2*time.Second:
		return fmt.Errorf("one of a hundred waited %s", w.p99())
	case stall <= 100*time.Millisecond && w.persons > 0:
		return fmt.Errorf("a disk that is a little slow ended %d menus", w.persons)
	case stall > 3*time.Second && w.persons < len(w.all):
		return fmt.Errorf("%d who could not be answered in time were not led to a person", len(w.all)-w.persons)
	}
	return nil
}

// Callers who wait too long, or are rescued without need, are seen.
func TestASlowAnswerIsSeen(t *testing.T) {
	t.Parallel()
	quick := []time.Duration{time.Millisecond, 2 * time.Millisecond}
	require.NoError(t, (&waited{all: quick}).under(100*time.Millisecond))
	require.NoError(t, (&waited{all: quick, persons: 2}).under(4*time.Second))
	require.Error(t, (&waited{}).under(time.Second))
	require.Error(t, (&waited{all: []time.Duration{3 * time.Second}}).under(100*time.Millisecond))
	require.Error(t, (&waited{all: quick, persons: 1}).under(100*time.Millisecond))
	require.Error(t, (&waited{all: quick, persons: 1}).under(4*time.Second))
	require.Empty(t, (&waited{all: quick}).late())
	require.Len(t, (&waited{all: append(slices.Clone(quick), webhookLimit)}).late(), 1)
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
