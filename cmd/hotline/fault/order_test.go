package fault

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// B1: each webhook is delivered up to four times, at the same time and late. All get the
// same bytes.
func TestDuplicates(t *testing.T) {
	chance, s := choices(t), newSite(t)
	s.start()
	count := tallied(t, "B1", "webhooks delivered up to four times, and late", "identical answers")
	acks := newAcknowledged()
	var all sync.WaitGroup
	for range 32 * times {
		c, own := newCaller(s.base, chance), rand.New(rand.NewPCG(chance.Uint64(), 3))
		all.Go(func() {
			for range 12 {
				copies := 1 + own.IntN(4)
				got := make([]answer, copies)
				var deliveries sync.WaitGroup
				for i := range copies {
					deliveries.Go(func() { got[i], _ = c.next.deliver() })
				}
				deliveries.Wait()
				count.hit(copies - 1)
				count.losses(copies, alike(got))
				acks.note(c.next, got[0])
				if !c.heard(got[0].body) {
					return
				}
			}
		})
	}
	all.Wait()
	require.Greater(t, count.injected, 50)
	count.hit(acks.len()) // each once more, when its call has long gone on
	count.losses(acks.len(), acks.again(request.deliver))
}

// B2: webhooks are lost and arrive out of order, and the end of a call is told before, after
// and twice. Every call is closed in the store, and nothing reopens one.
func TestDisorder(t *testing.T) {
	chance, s := choices(t), newSite(t)
	s.start()
	count := tallied(t, "B2", "webhooks lost, late, and after the end", "calls closed")
	var told []string // the calls whose end was told
	for range 40 * times {
		c := newCaller(s.base, chance)
		var sent []request
		for range 2 + chance.IntN(6) {
			sent = append(sent, c.next)
			if chance.IntN(10) < 3 && len(sent) > 1 { // lost: the carrier's retry goes elsewhere
				count.hit(1)
				break
			}
			got, err := c.next.deliver()
			require.NoError(t, err)
			require.NoError(t, ours(got))
			if !c.heard(got.body) {
				break
			}
		}
		tail := append([]request{c.hangUp(), c.hangUp()}, sent...)
		chance.Shuffle(len(tail), func(i, j int) { tail[i], tail[j] = tail[j], tail[i] })
		for _, r := range tail {
			got, err := r.deliver()
			require.NoError(t, err)
			require.Less(t, got.status, 300)
			count.hit(1)
		}
		told = append(told, c.sid)
	}
	out, status := s.run("calls", "list", "--json", "--limit", "0")
	require.Zero(t, status, out)
	count.losses(len(told), notClosed(told, ends(t, out)))
}

// B6: whatever happens, the fallback document is given at once, and leads to a person.
func TestFallbackIsGivenAtOnce(t *testing.T) {
	chance, s := choices(t), newSite(t)
	count := tallied(t, "B6", "fallback asked for while the disk is full", "callers led to a person at once")
	s.startOnFullDisk()
	l := &load{rescues: true}
	s.fill(l, 1, chance)
	slowest := time.Duration(0)
	for range 50 * times {
		c := newCaller(s.base, chance)
		r := c.request(s.base+"/voice/fallback", map[string][]string{"ErrorCode": {"11200"}})
		began := time.Now()
		got, err := r.deliver()
		took := time.Since(began)
		slowest = max(slowest, took)
		require.NoError(t, err)
		count.hit(1)
		count.check(rescuedSoon(got, took))
	}
	t.Logf("slowest %s", slowest)
}

// rescuedSoon returns an error unless a caller was sent to the fallback numbers at once: within a second,
// on a machine that does much else.
func rescuedSoon(got answer, took time.Duration) error {
	if !rescued(got) || took > time.Second {
		return fmt.Errorf("the fallback was %d %q after %s", got.status, got.body, took)
	}
	return nil
}

// A fallback that leads nowhere or comes late is seen.
func TestALateFallbackIsSeen(t *testing.T) {
	t.Parallel()
	good := answer{200, "<Response><Dial><Number>" + rescuer + "</Number></Dial></Response>"}
	require.NoError(t, rescuedSoon(good, time.Millisecond))
	require.Error(t, rescuedSoon(good, 2*time.Second))
	require.Error(t, rescuedSoon(answer{200, menuDocument}, time.Millisecond))
	require.Error(t, rescuedSoon(answer{503, good.body}, time.Millisecond))
}
