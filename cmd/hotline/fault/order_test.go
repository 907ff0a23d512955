package fault

import (
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
	var mu sync.Mutex
	injected, lost, checked := 0, 0, 0
	var late []request
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
				mu.Lock()
				for _, a := range got[1:] {
					injected++
					if a != got[0] {
						lost++
					}
				}
				checked += copies
				late = append(late, c.next)
				mu.Unlock()
				acks.note(c.next, got[0])
				if !c.heard(got[0].body) {
					return
				}
			}
		})
	}
	all.Wait()
	n, first := acks.lost() // each once more, when its call has long gone on
	require.Zero(t, n, first)
	require.Zero(t, lost)
	require.Greater(t, injected, 50)
	results.add(row{"B1", "webhooks delivered up to four times, and late", injected + len(late), checked + len(late), "identical answers", lost + n})
}

// B2: webhooks are lost and arrive out of order, and the end of a call is told before, after
// and twice. Every call is closed in the store, and nothing reopens one.
func TestDisorder(t *testing.T) {
	chance, s := choices(t), newSite(t)
	s.start()
	injected, closed := 0, 0
	for range 40 * times {
		c := newCaller(s.base, chance)
		var sent []request
		for range 2 + chance.IntN(6) {
			sent = append(sent, c.next)
			if chance.IntN(10) < 3 && len(sent) > 1 { // lost: the carrier's retry goes elsewhere
				injected++
				break
			}
			got, err := c.next.deliver()
			require.NoError(t, err)
			require.Equal(t, 200, got.status)
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
			injected++
		}
		closed++
	}
	out, status := s.run("calls", "list", "--json")
	require.Zero(t, status, out)
	total, ended := countCalls(t, out)
	require.Equal(t, closed, total)
	require.Equal(t, closed, ended, "every call is closed")
	results.add(row{"B2", "webhooks lost, late, and after the end", injected, closed, "calls closed", closed - ended})
}

// B6: whatever happens, the fallback document is given at once, and leads to a person.
func TestFallbackIsGivenAtOnce(t *testing.T) {
	chance, s := choices(t), newSite(t)
	s.startOnFullDisk()
	l := &load{}
	for range 200 {
		l.one(t.Context(), newCaller(s.base, chance), 2)
	}
	asked := 50 * times
	slowest := time.Duration(0)
	for range asked {
		c := newCaller(s.base, chance)
		r := c.request(s.base+"/voice/fallback", map[string][]string{"ErrorCode": {"11200"}})
		began := time.Now()
		got, err := r.deliver()
		slowest = max(slowest, time.Since(began))
		require.NoError(t, err)
		require.Equal(t, 200, got.status)
		require.Contains(t, got.body, "+861099999999")
	}
	t.Logf("slowest %s", slowest)
	results.add(row{"B6", "fallback asked for while the disk is full", asked, asked, "callers led to a person", 0})
}
