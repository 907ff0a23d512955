package fault

import (
	"io/fs"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store/bolt"
)

// B7: OKPAY's hours at every minute of four years, with the notices of 2024 to 2026 and none
// for the year after, against a count that is as plain as can be.
func TestEveryMinuteOfFourYears(t *testing.T) {
	t.Parallel()
	chance := choices(t)
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	line, zone := menu.Lines["support"], menu.Tree.Zone
	first, last := time.Date(2024, 1, 1, 0, 0, 0, 0, zone), time.Date(2028, 1, 1, 0, 0, 0, 0, zone)
	step := time.Minute
	if times == 1 {
		step = 13 * time.Minute // which meets each minute of an hour
		first = first.Add(time.Duration(chance.IntN(13)) * time.Minute)
	}
	checked, opened, holidays := 0, 0, 0
	for at := first; at.Before(last); at = at.Add(step) {
		day, special := hours.China().Day(hours.Date{Year: at.Year(), Month: at.Month(), Day: at.Day()})
		works := at.Weekday() != time.Saturday && at.Weekday() != time.Sunday
		if special {
			works = !day.Off
			holidays++
		}
		want := works && at.Hour() >= 9 && at.Hour() < 18
		require.Equal(t, want, line.At(at).Open, "%s", at)
		if checked++; want {
			opened++
		}
	}
	require.Greater(t, opened, checked/6)
	require.Greater(t, holidays, checked/60)
	results.add(row{"B7", "OKPAY's hours from 2024 to the end of 2027", checked, checked, "minutes as a plain count has them", 0})
}

// B10: callers wait for two hours, with nobody to answer. Each asks for one document a round,
// no place ever gets worse, and nobody's call is ended for them.
func TestTwoHoursOfWaiting(t *testing.T) {
	t.Parallel()
	chance := choices(t)
	hotline := patient(t, chance)
	const stays = 2 * time.Hour
	var legs []*exchange.Call
	for n := range 5 * min(times, 40) {
		hotline.Exchange.Advance(time.Duration(chance.IntN(20)) * time.Second)
		script := &exchange.Script{Groups: []string{"0"}, Line: stays}
		legs = append(legs, hotline.Exchange.Start(exchange.Inbound{From: callerNumber(n), To: demo.Number, Person: script})...)
	}
	hotline.Exchange.Wait()
	rounds := 0
	for _, leg := range legs {
		require.GreaterOrEqual(t, leg.Duration(), stays-time.Second, "%s", lazily(func() string { return trace(leg) }))
		place, last := 1<<30, time.Time{}
		for _, e := range leg.Events() {
			require.NotEqual(t, exchange.Failed, e.Kind)
			if e.Kind != exchange.Requested || !strings.Contains(e.URL, "/voice/wait/") {
				continue
			}
			rounds++
			require.GreaterOrEqual(t, e.At.Sub(last), exchange.PlayTime, "a round takes its time")
			last = e.At
			if now := found(roundTo, e.Document); now != "" {
				n, err := strconv.Atoi(now)
				require.NoError(t, err)
				require.LessOrEqual(t, n, place, "a place gets worse")
				place = n
			}
		}
		require.Equal(t, 1, countOf(leg, exchange.Queued))
	}
	require.Greater(t, rounds, len(legs)*100)
	results.add(row{"B10", "two hours in a queue, with nobody to answer", len(legs), rounds, "rounds of the wait", 0})
}

// patient is a hotline on a virtual clock with queues in which callers may wait for hours.
func patient(t *testing.T, chance *rand.Rand) *simulate.Hotline {
	t.Helper()
	opens := time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("CST", 8*60*60))
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	require.NoError(t, kept.Import(t.Context(), demo.Rows(opens), func(int) {}))
	hotline, err := simulate.New(simulate.Options{
		Clock:    sched.NewVirtualClock(opens),
		Service:  service.Config{Number: demo.Number, Store: kept, Menus: simulate.Fixed(patientMenu(t)), Random: simulate.Seeded(chance.Uint64())},
		Exchange: exchange.Config{IDs: exchange.Seed(1)},
	})
	require.NoError(t, err)
	t.Cleanup(hotline.Close)
	return hotline
}

// patientMenu is OKPAY's, with queues in which callers may wait for hours.
func patientMenu(t *testing.T) *menus.Menu {
	t.Helper()
	files := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(okpay.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(okpay.FS, path)
		patient := strings.NewReplacer("nobody_after: 2m, max_wait: 10m", "nobody_after: 4h, max_wait: 4h").Replace(string(text))
		files[path] = &fstest.MapFile{Data: []byte(patient)}
		return err
	}))
	menu, err := menus.Load(files)
	require.NoError(t, err)
	return menu
}

// B4: calls that a hotline has recorded, also over a kill, are folded again from their
// journals, and replayed on the same menu: each gives the call that it was.
func TestHistoriesAreFoldedAgain(t *testing.T) {
	t.Parallel()
	chance, s := choices(t), newSite(t)
	s.start()
	calls := 15 * min(times, 20)
	var open []*caller
	for range calls {
		l := &load{}
		l.one(t.Context(), newCaller(s.base, chance), 1+chance.IntN(12))
		require.Zero(t, l.wrong.Load()+l.failed.Load(), l.odd)
		c := newCaller(s.base, chance)
		for range 1 + chance.IntN(5) {
			if !c.heard(s.deliver(c.next)) {
				break
			}
		}
		open = append(open, c)
	}
	s.kill()
	s.start()
	for _, c := range open {
		c.heard(s.deliver(c.next))
		_, err := c.request(s.base+"/voice/status", url.Values{"CallStatus": {"completed"}, "CallDuration": {"60"}}).deliver()
		require.NoError(t, err)
	}
	out, status := s.run("replay", "okpay", "--json")
	require.Zero(t, status, out)
	lines := slices.Collect(strings.Lines(out))
	require.Len(t, lines, 1, "no call goes otherwise: %s", out)
	require.Contains(t, lines[0], `"calls":`+strconv.Itoa(2*calls), out)
	s.soundAfter()
	results.add(row{"B4", "histories of calls folded and replayed", 2 * calls, 2 * calls, "calls that are as they were", 0})
}
