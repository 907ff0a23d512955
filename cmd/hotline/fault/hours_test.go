package fault

import (
	"errors"
	"fmt"
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
	count := tallied(t, "B7", "OKPAY's hours from 2024 to the end of 2027", "minutes as a plain count has them")
	opened, holidays := 0, 0
	for at := first; at.Before(last); at = at.Add(step) {
		want, special := plainlyOpen(at)
		if special {
			holidays++
		}
		if want {
			opened++
		}
		count.hit(1)
		count.check(openAs(want, line.At(at).Open, at))
	}
	require.Greater(t, opened, count.checked/6)
	require.Greater(t, holidays, count.checked/60)
}

// plainlyOpen is whether OKPAY is open at a minute, as one would count it on a calendar, and whether its day is one of
// the notices.
func plainlyOpen(at time.Time) (open, special bool) {
	day, special := hours.China().Day(hours.Date{Year: at.Year(), Month: at.Month(), Day: at.Day()})
	works := at.Weekday() != time.Saturday && at.Weekday() != time.Sunday
	if special {
		works = !day.Off
	}
	return works && at.Hour() >= 9 && at.Hour() < 18, special
}

// openAs returns an error where a line is not open as it should be.
func openAs(want, open bool, at time.Time) error {
	if want != open {
		return fmt.Errorf("at %s the line is open: %v, and should be: %v", at, open, want)
	}
	return nil
}

// A line that is open when it should not be is seen, and days known by heart are counted so.
func TestAWrongMinuteIsSeen(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("CST", 8*60*60)
	for day, want := range map[string]bool{
		"2026-03-02 09:00": true, "2026-03-02 17:59": true, "2026-03-02 18:00": false, "2026-03-02 08:59": false, "2026-03-07 10:00": false, // a Saturday
		"2024-10-01 10:00": false, "2024-10-12 10:00": true, "2025-01-28 10:00": false, "2025-01-26 10:00": true, // notices, and the days worked for them
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", day, zone)
		require.NoError(t, err)
		open, _ := plainlyOpen(at)
		require.Equal(t, want, open, day)
		require.NoError(t, openAs(want, open, at))
		require.Error(t, openAs(want, !open, at))
	}
}

// B10: callers wait for two hours, with nobody to answer. Each asks for one document a round,
// no place ever gets worse, and nobody's call is ended for them.
func TestTwoHoursOfWaiting(t *testing.T) {
	t.Parallel()
	chance := choices(t)
	hotline := patient(t, chance)
	count := tallied(t, "B10", "two hours in a queue, with nobody to answer", "rounds of the wait")
	var legs []*exchange.Call
	for n := range 5 * min(times, 40) {
		hotline.Exchange.Advance(time.Duration(chance.IntN(20)) * time.Second)
		script := &exchange.Script{Groups: []string{"0"}, Line: stays}
		legs = append(legs, hotline.Exchange.Start(exchange.Inbound{From: callerNumber(n), To: demo.Number, Person: script})...)
	}
	hotline.Exchange.Wait()
	for _, leg := range legs {
		rounds, wrong := waitedWell(leg.Events(), leg.Duration())
		count.hit(1)
		count.losses(rounds, wrong)
	}
	require.Greater(t, count.checked, len(legs)*100)
}

// stays is how long callers wait.
const stays = 2 * time.Hour

// waitedWell counts the rounds of a caller's wait, and returns what was wrong with it.
func waitedWell(leg []exchange.Event, lasted time.Duration) (rounds int, wrong []error) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	place, last := 1<<30, time.Time{}
	for _, e := range leg {
		if e.Kind == exchange.Failed {
			complain("the call heard an error at %s: %s", e.At, e.Text)
		}
		if e.Kind != exchange.Requested || !strings.Contains(e.URL, "/voice/wait/") {
			continue
		}
		if rounds++; e.At.Sub(last) < exchange.PlayTime {
			complain("a round took %s", e.At.Sub(last))
		}
		last = e.At
		if now, err := strconv.Atoi(found(roundTo, e.Document)); err == nil {
			if now > place {
				complain("place %d became %d", place, now)
			}
			place = now
		}
	}
	if n := counted(leg, exchange.Queued); n != 1 {
		complain("the caller came to the queue %d times", n)
	}
	if lasted < stays-time.Second {
		complain("the call ended after %s", lasted)
	}
	return rounds, wrong
}

// What can go wrong in a long wait is seen.
func TestAWaitThatGoesWrongIsSeen(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	round := func(after time.Duration, place int) exchange.Event {
		return exchange.Event{
			Kind: exchange.Requested, At: began.Add(after), URL: "/voice/wait/3",
			Document: fmt.Sprintf(`<Response><Redirect>/voice/wait/3/%d/1</Redirect></Response>`, place),
		}
	}
	queued := exchange.Event{Kind: exchange.Queued, At: began}
	good := []exchange.Event{queued, round(exchange.PlayTime, 3), round(2*exchange.PlayTime, 3), round(3*exchange.PlayTime, 2)}
	rounds, wrong := waitedWell(good, stays)
	require.Equal(t, 3, rounds)
	require.Empty(t, wrong)
	for name, bad := range map[string][]exchange.Event{
		"place 2 became 5":     append(slices.Clone(good), round(4*exchange.PlayTime, 5)),
		"a round took":         append(slices.Clone(good), round(3*exchange.PlayTime+time.Second, 2)),
		"heard an error":       append(slices.Clone(good), exchange.Event{Kind: exchange.Failed}),
		"to the queue 2 times": append(slices.Clone(good), queued),
		"to the queue 0 times": good[1:],
	} {
		_, wrong := waitedWell(bad, stays)
		require.Len(t, wrong, 1, name)
		require.ErrorContains(t, wrong[0], name)
	}
	_, wrong = waitedWell(good, stays-time.Minute)
	require.Len(t, wrong, 1)
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
	count := tallied(t, "B4", "histories of calls folded and replayed", "calls that are as they were")
	calls := 15 * min(times, 20)
	var open []*caller
	for range calls {
		l := &load{}
		l.one(t.Context(), newCaller(s.base, chance), 1+chance.IntN(12))
		require.NoError(t, l.complaint())
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
	count.hit(2 * calls)
	count.losses(2*calls, wentOtherwise(out, 2*calls))
	s.soundAfter()
}

// wentOtherwise reads what replay says, a line a call that goes otherwise and one of them all, and returns
// what is wrong with it.
func wentOtherwise(out string, calls int) (wrong []error) {
	lines := slices.Collect(strings.Lines(out))
	if len(lines) == 0 {
		return []error{errors.New("replay says nothing")}
	}
	for _, line := range lines[:len(lines)-1] {
		wrong = append(wrong, fmt.Errorf("a call goes otherwise: %s", line))
	}
	if total := lines[len(lines)-1]; !strings.Contains(total, `"calls":`+strconv.Itoa(calls)+",") {
		wrong = append(wrong, fmt.Errorf("%d calls were made: %s", calls, total))
	}
	return wrong
}

// A call that goes otherwise is seen, and one that is missing.
func TestAHistoryThatChangedIsSeen(t *testing.T) {
	t.Parallel()
	require.Empty(t, wentOtherwise(`{"calls":3,"same":3}`+"\n", 3))
	require.Len(t, wentOtherwise(`{"call":"CA1"}`+"\n"+`{"calls":3,"same":2}`+"\n", 3), 1)
	require.Len(t, wentOtherwise(`{"calls":2,"same":2}`+"\n", 3), 1)
	require.Len(t, wentOtherwise("", 3), 1)
}
