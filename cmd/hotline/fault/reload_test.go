package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
)

// B8: the menus' folder is saved again and again, good and broken, while callers call. No
// call fails, a broken one changes nothing, and a good one is heard within seconds.
func TestReloads(t *testing.T) {
	chance := choices(t)
	s := newSite(t)
	s.at = "" // a rehearsal is a warning of its own
	folder := filepath.Join(s.dir, "menus")
	out, status := s.run("init", folder)
	require.Zero(t, status, out)
	s.env = append(s.env, "HOTLINE_MENUS="+folder)
	main := filepath.Join(folder, "menu.yaml")
	good, err := os.ReadFile(main)
	require.NoError(t, err)
	count := tallied(t, "B8", "menus saved, half written, saved again", "steps and menus that are as they were written")
	whole := map[string]bool{revisionOf(t, folder): true}
	s.start()
	ctx, stop := context.WithCancel(t.Context())
	l, done := &load{acks: newAcknowledged()}, make(chan bool)
	callers := rand.New(rand.NewPCG(chance.Uint64(), 4))
	go func() { l.call(ctx, s.base, 8, 10, callers); close(done) }()
	for i := range 8 * times {
		if chance.IntN(2) == 0 {
			require.NoError(t, os.WriteFile(main, good[:chance.IntN(len(good))], 0o600)) // half written
			time.Sleep(time.Duration(chance.IntN(400)) * time.Millisecond)
		}
		if i%4 == 3 { // and left so until it is read
			require.NoError(t, os.WriteFile(main, good[:len(good)/2+chance.IntN(len(good)/4)], 0o600))
			require.Eventually(t, s.refusesMenus, 20*time.Second, 20*time.Millisecond, "%s", &s.log)
			count.hit(1)
		}
		changed := strings.Replace(string(good), "hotline:", fmt.Sprintf("# save %d\nhotline:", i), 1)
		require.NotEqual(t, string(good), changed)
		next := main + ".new"
		require.NoError(t, os.WriteFile(next, []byte(changed), 0o600))
		require.NoError(t, os.Rename(next, main))
		whole[revisionOf(t, folder)] = true
		count.hit(1)
		time.Sleep(time.Duration(chance.IntN(300)) * time.Millisecond)
	}
	last := revisionOf(t, folder)
	require.Eventually(t, func() bool {
		ready, body := s.get("/readyz")
		return ready == 200 && !strings.Contains(body, "refused") && strings.Contains(body, last)
	}, 30*time.Second, 200*time.Millisecond, "the menus that were saved last are live: %s", &s.log)
	stop()
	<-done
	require.NoError(t, l.complaint())
	count.losses(l.acks.len(), l.acks.again(request.deliver))
	versions, status := s.run("menus", "list", "--json")
	require.Zero(t, status, versions)
	live := allOf(revisionShown, versions)
	require.Greater(t, len(live), 1)
	count.losses(len(live), neverWritten(live, whole))
}

// refusesMenus reports whether a running hotline says that the menus in its folder are refused.
func (s *site) refusesMenus() bool {
	_, body := s.get("/readyz")
	return strings.Contains(body, "refused")
}

// revisionOf is the revision of the menus in a folder.
func revisionOf(t *testing.T, folder string) string {
	t.Helper()
	menu, err := menus.Load(os.DirFS(folder))
	require.NoError(t, err)
	return menu.Tree.Revision
}

var revisionShown = regexp.MustCompile(`"menu":"([0-9a-f]+)"`)

// allOf is all that a pattern finds in a text.
func allOf(pattern *regexp.Regexp, text string) (all []string) {
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// neverWritten returns an error for each revision that was live and that nobody has written whole.
func neverWritten(live []string, whole map[string]bool) (wrong []error) {
	for _, revision := range live {
		if !whole[revision] {
			wrong = append(wrong, fmt.Errorf("revision %s was live, and was never written whole", revision))
		}
	}
	return wrong
}

// Menus that were live half written are seen.
func TestHalfWrittenMenusAreSeen(t *testing.T) {
	t.Parallel()
	live := allOf(revisionShown, `{"version":1,"menu":"aa"}`+"\n"+`{"version":2,"menu":"bb"}`)
	require.Equal(t, []string{"aa", "bb"}, live)
	require.Empty(t, neverWritten(live, map[string]bool{"aa": true, "bb": true}))
	require.Len(t, neverWritten(live, map[string]bool{"aa": true}), 1)
}
