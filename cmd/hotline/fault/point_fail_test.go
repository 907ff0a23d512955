package fault

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// refundNoted is what a customer hears once the refund's case is open.
const refundNoted = "您的退款申请已提交"

// A3: the store fails at its k-th read or write of a call, for each k: once, and from then
// on; always where a caller is told of something. Every webhook is answered in time, in the words of a call that nothing happened to or
// by a way to a person; a case is open if and only if the caller was told so.
func TestStoreFailsAtEachPoint(t *testing.T) {
	t.Parallel()
	chance := choices(t)
	s, _, all, passed, telling := pointedCustomers(t, chance)
	want := all[0].plain()
	places := placesIn(passed, atRead, atWrite)
	require.Greater(t, len(places), 40, "%v", passed)
	places = some(chance, places, 10*times)
	for _, at := range telling { // once, and from then on
		places = append([]place{at, at}, places...)
	}
	count := tallied(t, "A3", "the store fails at a read or write of a call", "calls answered, and told the truth")
	rescued, slowest := 0, time.Duration(0)
	for i, at := range places {
		c, often := all[i+1], 1
		if i%2 == 1 {
			often = 1 << 20 // from then on
		}
		s.order("fail", at.point, at.n, often)
		for on := true; on; {
			began := time.Now()
			document := s.deliver(c.next)
			slowest = max(slowest, time.Since(began))
			on = c.goesOn(document)
			if heard := c.plain(); !slices.Contains(want, heard[len(heard)-1]) {
				require.True(t, s.findsPerson(c, document), "%v: %q", at, c.went[max(0, len(c.went)-4):])
				rescued, on = rescued+1, false
			}
		}
		if passed := s.order("off"); passed[at.point] >= at.n {
			count.hit(1)
		}
		got, err := c.hangUp().deliver()
		require.NoError(t, err)
		require.Less(t, got.status, 300)
	}
	require.Positive(t, rescued, "some failures are met by a caller")
	require.Less(t, slowest, 3*time.Second)
	s.soundAfter()
	cases := s.cases()
	for i, at := range places {
		c := all[i+1]
		if err := toldTheTruth(c.went, cases[c.sid]); err != nil {
			count.check(fmt.Errorf("%v: %w", at, err))
			continue
		}
		count.check(nil)
	}
	t.Logf("%d were led to a person; slowest %s", rescued, slowest)
}

// toldTheTruth returns an error unless a refund's case is open if and only if the caller was told so.
func toldTheTruth(heard, cases []string) error {
	told := slices.ContainsFunc(heard, func(d string) bool { return strings.Contains(d, refundNoted) })
	if open := slices.Contains(cases, "refund"); told != open {
		return fmt.Errorf("the caller was told of a refund's case: %v; it is open: %v", told, open)
	}
	return nil
}

// A caller who was told of a case that is not there is seen, and one who was not told of theirs.
func TestAnUntruthIsSeen(t *testing.T) {
	t.Parallel()
	require.NoError(t, toldTheTruth([]string{"a", refundNoted}, []string{"callback", "refund"}))
	require.NoError(t, toldTheTruth([]string{"a"}, []string{"callback"}))
	require.Error(t, toldTheTruth([]string{"a", refundNoted}, []string{"callback"}))
	require.Error(t, toldTheTruth([]string{"a"}, []string{"refund"}))
}

// findsPerson reports whether a document leads to a person, keeps the caller in the queue for
// one, or takes a message, or a press of 0 on it does.
func (s *site) findsPerson(c *customer, document string) bool {
	heard := func() bool {
		return toPerson(document) || strings.Contains(document, "<Record") || strings.HasSuffix(document, `<Pause length="20"/></Response>`)
	}
	if to := found(gatherTo, document); to != "" && !heard() {
		document = s.deliver(c.request(to, url.Values{"Digits": {"0"}}))
		c.went = append(c.went, document)
	}
	return heard()
}

// panics matches what a panic leaves in the log.
var panics = regexp.MustCompile(`"panic"|panic:|goroutine \d+ \[`)

// soundAfter expects what holds after every fault: nothing panicked, the journals of calls
// give the calls that are kept, and every record is whole.
func (s *site) soundAfter() {
	s.t.Helper()
	require.NotRegexp(s.t, panics, s.log.String())
	out, status := s.run("calls", "list", "--json")
	require.Zero(s.t, status, out)
	lines := slices.Collect(strings.Lines(out))
	for _, line := range lines[:min(len(lines), 10*times)] {
		sid := found(regexp.MustCompile(`"call":"(CA[0-9a-f]{32})"`), line)
		require.NotEmpty(s.t, sid, line)
		shown, status := s.run("calls", "show", sid, "--verify")
		require.Zero(s.t, status, "%s", shown)
	}
	s.term()
	status, ended := s.ended(20 * time.Second)
	require.True(s.t, ended)
	require.Zero(s.t, status)
	out, status = s.run("store", "check")
	require.Zero(s.t, status, out)
}
