package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// B8: the menus' folder is saved again and again, good and broken, while callers call. No
// call fails, a broken one changes nothing, and a good one is heard within seconds.
func TestReloads(t *testing.T) {
	chance := choices(t)
	s := newSite(t)
	s.at = "" // a rehearsal is a warning of its own
	menus := filepath.Join(s.dir, "menus")
	out, status := s.run("init", menus)
	require.Zero(t, status, out)
	s.env = append(s.env, "HOTLINE_MENUS="+menus)
	main := filepath.Join(menus, "menu.yaml")
	good, err := os.ReadFile(main)
	require.NoError(t, err)
	s.start()
	ctx, stop := context.WithCancel(t.Context())
	l, done := &load{acks: newAcknowledged()}, make(chan bool)
	callers := rand.New(rand.NewPCG(chance.Uint64(), 4))
	go func() { l.call(ctx, s.base, 8, 10, callers); close(done) }()
	saves := 8 * times
	for i := range saves {
		if chance.IntN(2) == 0 {
			require.NoError(t, os.WriteFile(main, good[:chance.IntN(len(good))], 0o600)) // half written
			time.Sleep(time.Duration(chance.IntN(400)) * time.Millisecond)
		}
		changed := strings.Replace(string(good), "hotline:", fmt.Sprintf("# save %d\nhotline:", i), 1)
		require.NotEqual(t, string(good), changed)
		next := main + ".new"
		require.NoError(t, os.WriteFile(next, []byte(changed), 0o600))
		require.NoError(t, os.Rename(next, main))
		time.Sleep(time.Duration(chance.IntN(300)) * time.Millisecond)
	}
	require.Eventually(t, func() bool {
		versions, _ := s.run("menus", "list", "--json")
		ready, body := s.get("/readyz")
		return ready == 200 && !strings.Contains(body, "refused") && strings.Count(versions, "\n") >= 2
	}, 30*time.Second, 200*time.Millisecond, "%s", &s.log)
	stop()
	<-done
	require.Zero(t, l.wrong.Load()+l.failed.Load(), l.odd)
	lost, first := l.acks.lost()
	require.Zero(t, lost, first)
	results.add(row{"B8", "menus saved, half written, saved again", saves, l.acks.len(), "steps of calls answered", lost})
}
