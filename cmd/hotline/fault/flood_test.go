package fault

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var resident = regexp.MustCompile(`(?m)^process_resident_memory_bytes (\S+)$`)

// C11: requests that nobody signed come as fast as they can, and connections that send next to
// nothing stay open. Callers are answered all the same, the memory stays small, and at the
// end all is as before.
func TestFlood(t *testing.T) {
	t.Parallel()
	chance, s := choices(t), newSite(t)
	count := tallied(t, "C11", "unsigned requests, and connections that say little", "callers answered in the menu")
	s.start()
	ctx, stop := context.WithTimeout(t.Context(), time.Duration(min(times, 20))*3*time.Second)
	defer stop()
	var flood sync.WaitGroup
	var refused atomic.Int64
	for range 16 {
		flood.Go(func() {
			for ctx.Err() == nil {
				answer, err := client.Post(s.base+"/voice/incoming", "application/x-www-form-urlencoded", strings.NewReader("CallSid="+strings.Repeat("a", 2000)))
				if err != nil {
					continue
				}
				_ = answer.Body.Close()
				if answer.StatusCode == http.StatusForbidden {
					refused.Add(1)
				}
			}
		})
	}
	var slow []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
		require.NoError(t, err)
		_, _ = conn.Write([]byte("POST /voice/incoming HTTP/1.1\r\nHost: x\r\nX-A: "))
		slow = append(slow, conn)
	}
	took := s.under(ctx, chance, 4, time.Minute)
	flood.Wait()
	slices.Sort(took.all)
	count.hit(int(refused.Load()) + len(slow))
	count.losses(len(took.all), took.late())
	require.NoError(t, took.inTheMenu())
	require.Greater(t, refused.Load(), int64(500))
	_, metrics := s.get("/metrics")
	bytes, err := strconv.ParseFloat(found(resident, metrics), 64)
	require.NoError(t, err)
	require.Less(t, bytes, float64(256<<20))
	for _, conn := range slow {
		_ = conn.Close()
	}
	began := time.Now()
	s.deliver(newCaller(s.base, chance).next)
	require.Less(t, time.Since(began), 5*time.Second)
	require.Less(t, strings.Count(s.log.String(), "\n"), int(refused.Load())/10, "a flood fills no log")
	t.Logf("%d refused; %d answered, p99 %s; %.0f MB", refused.Load(), len(took.all), took.p99(), bytes/(1<<20))
}

// inTheMenu returns an error unless callers were answered within the webhook's deadline, and in the menu.
func (w *waited) inTheMenu() error {
	switch {
	case len(w.all) == 0:
		return errors.New("nobody was answered")
	case w.p99() >= 3*time.Second:
		return fmt.Errorf("one of a hundred waited %s", w.p99())
	case w.persons > 0:
		return fmt.Errorf("%d of %d were led to a person", w.persons, len(w.all))
	}
	return nil
}

// A flood that callers notice is seen.
func TestAFloodThatCallersNoticeIsSeen(t *testing.T) {
	t.Parallel()
	require.NoError(t, (&waited{all: []time.Duration{time.Millisecond}}).inTheMenu())
	require.Error(t, (&waited{}).inTheMenu())
	require.Error(t, (&waited{all: []time.Duration{4 * time.Second}}).inTheMenu())
	require.Error(t, (&waited{all: []time.Duration{time.Millisecond}, persons: 1}).inTheMenu())
}
