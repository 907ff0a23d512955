package page

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// board is a broadcast of two parts; one shows how many changes there were.
type board struct {
	*Broadcast
	changes atomic.Int32
	renders atomic.Int32
	watched atomic.Int32 // who watches now
	signal  chan struct{}
	fails   error
}

func newBoard() *board {
	b := &board{signal: make(chan struct{}, 1)}
	b.Broadcast = &Broadcast{
		Every: 5 * time.Second, Least: 500 * time.Millisecond,
		Render: func(context.Context) ([]Event, error) {
			b.renders.Add(1)
			return []Event{{Name: "still", Data: []byte("always the same")}, {Name: "count", Data: fmt.Append(nil, b.changes.Load())}}, b.fails
		},
		Watch: func() (<-chan struct{}, func()) { b.watched.Add(1); return b.signal, func() { b.watched.Add(-1) } },
	}
	return b
}

func (b *board) change() {
	b.changes.Add(1)
	select {
	case b.signal <- struct{}{}:
	default:
	}
}

// reader is what a stream has been sent.
type reader struct {
	mu   sync.Mutex
	sent []string
}

func (r *reader) send(e Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, e.Name+" "+string(e.Data))
	return nil
}

func (r *reader) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.sent...)
}

// However many follow, and however often something changes, it is rendered twice a second at most.
func TestBroadcastRendersOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		ctx, end := context.WithCancel(t.Context())
		readers := make([]reader, 50)
		for i := range readers {
			go func() { _ = b.Follow(ctx, readers[i].send) }()
		}
		synctest.Wait()
		require.EqualValues(t, 1, b.renders.Load())
		time.Sleep(time.Second) // nothing changes
		synctest.Wait()
		require.EqualValues(t, 1, b.renders.Load())
		for range 1000 {
			b.change()
			time.Sleep(10 * time.Millisecond)
		}
		synctest.Wait()
		require.InDelta(t, 20, b.renders.Load(), 2, "ten seconds")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		for i := range readers {
			sent := readers[i].all()
			require.Equal(t, []string{"still always the same", "count 0"}, sent[:2])
			require.Equal(t, "count 1000", sent[len(sent)-1])
			require.LessOrEqual(t, len(sent), int(b.renders.Load())+1, "what is the same is not sent again")
		}
		end()
		synctest.Wait()
		require.Zero(t, b.watched.Load(), "nobody follows: nothing is rendered")
	})
}

// Whoever comes later is sent what stands, at once and without another rendering.
func TestBroadcastGivesWhatStands(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		ctx, end := context.WithCancel(t.Context())
		var first, second reader
		go func() { _ = b.Follow(ctx, first.send) }()
		synctest.Wait()
		go func() { _ = b.Follow(ctx, second.send) }()
		synctest.Wait()
		require.Equal(t, first.all(), second.all())
		require.EqualValues(t, 1, b.renders.Load())
		end()
		synctest.Wait()
		b.change()
		again, end := context.WithCancel(t.Context())
		var third reader
		go func() { _ = b.Follow(again, third.send) }()
		synctest.Wait()
		require.Contains(t, third.all(), "count 1", "and after a pause it is rendered anew")
		end()
		synctest.Wait()
	})
}

// What cannot be rendered ends the streams; those that come back begin anew.
func TestBroadcastFailsAndGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		b.fails = errors.New("the store is away")
		var r reader
		require.ErrorIs(t, b.Follow(t.Context(), r.send), b.fails)
		synctest.Wait()
		require.Zero(t, b.watched.Load())
		b.fails = nil
		ctx, end := context.WithCancel(t.Context())
		go func() { _ = b.Follow(ctx, r.send) }()
		synctest.Wait()
		require.Contains(t, r.all(), "count 0")
		end()
		synctest.Wait()
	})
}
