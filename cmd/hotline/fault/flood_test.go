package fault

import (
	"context"
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
	p99 := took.all[len(took.all)*99/100]
	require.Less(t, p99, 3*time.Second, "a caller is answered within the webhook's deadline")
	require.Zero(t, took.persons, "and in the menu")
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
	require.Less(t, len(s.log.String()), 1<<20, "a flood fills no log")
	t.Logf("%d refused; %d answered, p99 %s; %.0f MB", refused.Load(), len(took.all), p99, bytes/(1<<20))
	results.add(row{"C11", "unsigned requests, and connections that say little", int(refused.Load()) + len(slow), len(took.all), "callers answered in the menu", took.persons})
}
