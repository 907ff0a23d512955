package fault

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Where a kill may find a webhook, besides the points of the store: the carrier's API is
// asked for a text, has taken it, or the carrier has the answer.
const (
	atAsked    = "asked"
	atDone     = "done"
	atAnswered = "answered"
)

// place is one passing of a point.
type place struct {
	point string
	n     int
}

// pointedCustomers starts a hotline with points, and its customers. The first has called already: passed is
// how often that call passed each point, and telling are the writes of the step in which they were told of
// their refund's case.
func pointedCustomers(t *testing.T, chance *rand.Rand) (s *site, box *textBox, all []*customer, passed map[string]int, telling []place) {
	t.Helper()
	box = newTextBox()
	api := httptest.NewServer(box)
	t.Cleanup(api.Close)
	s = newPointedSite(t, "TWILIO_API_URL="+api.URL, "HOTLINE_CODES_PER_MINUTE=0", "HOTLINE_CALLBACKS_PER_HOUR=0")
	all = customers(s, box, chance, 400)
	s.start()
	s.order("off")
	passed = map[string]int{}
	for on := true; on; {
		document := s.deliver(all[0].next)
		on = all[0].goesOn(document)
		of := s.order("off")
		for n := range of[atWrite] {
			if strings.Contains(document, refundNoted) {
				telling = append(telling, place{atWrite, passed[atWrite] + n + 1})
			}
		}
		for point, times := range of {
			passed[point] += times
		}
	}
	require.NotEmpty(t, telling)
	return s, box, all, passed, telling
}

// placesIn lists each time that some of the points were passed.
func placesIn(passed map[string]int, points ...string) (places []place) {
	for _, point := range points {
		for n := range passed[point] {
			places = append(places, place{point, n + 1})
		}
	}
	return places
}

// some draws at most so many of the places, in no order.
func some(chance *rand.Rand, places []place, most int) []place {
	chance.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	return places[:min(len(places), most)]
}

// A2: the process is killed at each point that a call passes in the store, at the carrier's
// API and at its answers. The carrier delivers the webhook again to the next process: the
// call goes on in the words of a call that nothing happened to, and what it does is done
// once, a text at most.
func TestKillsAtEachPoint(t *testing.T) {
	t.Parallel()
	chance := choices(t)
	s, box, all, passed, _ := pointedCustomers(t, chance)
	want := all[0].plain()
	passed[atAsked], passed[atDone], passed[atAnswered] = 2, 2, len(want)
	places := placesIn(passed, atRead, atWrite, atWritten, atAsked, atDone, atAnswered)
	t.Logf("%v", passed)
	require.Greater(t, len(places), 60, "%v", passed)
	places = some(chance, places, 12*times)
	count := tallied(t, "A2", "kill at a point of a webhook or of its texts", "calls that went on as others do")
	killed := 0
	for i, at := range places {
		c := all[i+1]
		if s.killAt(at, c) {
			killed++
		}
		wanted := 2 // texts: the code, and the refund's case
		if c.noted {
			require.Equal(t, want, c.plain(), "%v", at)
		} else {
			wanted = 1 // no code came, and no refund was asked for
		}
		require.Eventually(t, func() bool { return len(box.sent(c.from))+s.lostTexts(c) >= wanted }, 5*time.Second, 10*time.Millisecond,
			"%v: what is not sent is told: %q", at, box.sent(c.from))
		count.check(atMost(wanted, box.sent(c.from)))
	}
	count.hit(killed)
	require.Greater(t, killed, len(places)/2, "most places are passed; the last ones of a long call are not always")
	cases := s.cases()
	for i, at := range places {
		c := all[i+1]
		wanted := []string{"callback"}
		if c.noted {
			wanted = append(wanted, "refund")
		}
		got := slices.Sorted(slices.Values(cases[c.sid]))
		require.Equal(t, wanted, got, "%v", at)
	}
}

// atMost returns an error if a customer was sent more texts than so many, or one of them twice.
func atMost(wanted int, texts []string) error {
	if slices.Sort(texts); len(texts) > wanted || len(slices.Compact(slices.Clone(texts))) < len(texts) {
		return fmt.Errorf("%d texts were sent where %d were wanted: %q", len(texts), wanted, texts)
	}
	return nil
}

// A text that is sent twice is seen.
func TestATextSentTwiceIsSeen(t *testing.T) {
	t.Parallel()
	require.NoError(t, atMost(2, []string{"code", "case"}))
	require.NoError(t, atMost(2, nil))
	require.Error(t, atMost(1, []string{"code", "case"}))
	require.Error(t, atMost(2, []string{"code", "code"}))
}

// killAt lets a customer call, has the process be killed at a place, and starts the next
// process. It reports whether the place was passed.
func (s *site) killAt(at place, c *customer) (hit bool) {
	s.t.Helper()
	asked := 0
	c.box.at(func(name string) bool {
		if name != at.point {
			return true
		}
		asked++
		if hit = asked == at.n; hit {
			_ = s.now.Process.Kill()
		}
		return !hit
	})
	defer c.box.at(func(string) bool { return true })
	if at.point == atRead || at.point == atWrite || at.point == atWritten {
		s.order("kill", at.point, at.n)
	}
	for on := true; on; {
		got, err := c.next.deliver()
		if err != nil {
			_, ended := s.ended(5 * time.Second)
			require.True(s.t, ended, "%v: %v", at, err)
			hit = true
			s.start()
			got, err = c.next.deliver()
			require.NoError(s.t, err)
		}
		require.Equal(s.t, 200, got.status, "%v: %s", at, got.body)
		if at.point == atAnswered && len(c.went) == at.n-1 {
			hit = true
			s.kill()
			s.start()
		}
		if !strings.Contains(c.next.url, "/voice/wait/") { // which says how long by now
			require.Equal(s.t, got.body, s.again(c.next), "%v: delivered again", at)
		}
		on = c.goesOn(got.body)
	}
	if s.running() {
		s.order("off")
		return hit
	}
	s.start() // it was killed when nobody waited for an answer
	return true
}

// again delivers a webhook that was answered, to the next process if this one is killed.
func (s *site) again(r request) string {
	got, err := r.deliver()
	if err != nil {
		_, ended := s.ended(5 * time.Second)
		require.True(s.t, ended, "%v", err)
		s.start()
		return s.deliver(r)
	}
	return got.body
}

// lostTexts counts the texts to a customer that the log calls lost: they were under way at a kill.
func (s *site) lostTexts(c *customer) (count int) {
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, c.sid) && strings.Contains(line, "this was under way when the server was killed") {
			count++
		}
	}
	return count
}

func (s *site) running() bool {
	select {
	case <-s.done:
		return false
	default:
		return true
	}
}

// deliver gives the document of a webhook.
func (s *site) deliver(r request) string {
	s.t.Helper()
	got, err := r.deliver()
	require.NoError(s.t, err)
	require.Equal(s.t, 200, got.status, got.body)
	return got.body
}

// itsOwn are the numbers that are one caller's alone: of cases and telephones, said digit by
// digit, and the place in the queue with the seconds of the wait in an address.
var itsOwn = regexp.MustCompile(`[零幺二三四五六七八九，]{4,}|/voice/wait/[0-9/]+`)

// plain are the documents that a customer heard without the numbers that are theirs alone.
func (c *customer) plain() []string {
	var all []string
	for _, document := range c.went {
		all = append(all, itsOwn.ReplaceAllString(document, "N"))
	}
	return all
}
