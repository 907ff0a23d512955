package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A8: backups are made while callers call, and restored elsewhere. What was answered before
// a backup began is in it.
func TestBackups(t *testing.T) {
	chance, s := choices(t), newSite(t)
	s.start()
	count := tallied(t, "A8", "backup under 16 callers, restored", "acknowledged steps")
	for i := range 2 * times {
		before := &load{acks: newAcknowledged()}
		for range 10 {
			before.one(t.Context(), newCaller(s.base, chance), 4)
		}
		ctx, stop := context.WithCancel(t.Context())
		during, done := &load{}, make(chan bool)
		callers := rand.New(rand.NewPCG(chance.Uint64(), 5))
		go func() { during.call(ctx, s.base, 16, 20, callers); close(done) }()
		require.Eventually(t, func() bool { return during.answers.Load() > 50 }, 20*time.Second, time.Millisecond, "callers call while it is made")
		file := filepath.Join(s.dir, fmt.Sprint("backup", i))
		out, status := s.run("backup", file)
		stop()
		<-done
		require.Zero(t, status, out)
		require.NoError(t, during.complaint())
		count.hit(1)

		other := newSite(t)
		out, status = other.run("restore", file)
		require.Zero(t, status, out)
		out, status = other.run("store", "check")
		require.Zero(t, status, out)
		other.base = s.base // the calls' documents name it
		s.term()
		_, ended := s.ended(20 * time.Second)
		require.True(t, ended)
		other.env = append(other.env, "HOTLINE_ADDR="+s.base[len("http://"):], "HOTLINE_PUBLIC_URL="+s.base)
		other.start()
		count.losses(before.acks.len(), before.acks.again(request.deliver))
		other.kill()
		s.start()
	}
}
