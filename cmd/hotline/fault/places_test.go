package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

// A11, of those who wait: the hotline is stopped and started, and killed and started, under
// load. Each of the callers in the queue keeps the place; nobody's call ends.
func TestPlacesOverRestarts(t *testing.T) {
	t.Parallel()
	chance, s := choices(t), newSite(t)
	count := tallied(t, "A11", "stopped or killed under those who wait", "places in the queue")
	s.start()
	var queue []*customer
	for n := range 20 * min(times, 3) { // with those of the load, fewer than the queue takes (full_at)
		c := newCaller(s.base, chance)
		c.from = callerNumber(n)
		c.next = c.request(s.base+"/voice/incoming", nil)
		waits := &customer{caller: c, keys: []string{"0"}}
		for waits.left == "" {
			require.True(t, waits.goesOn(s.deliver(waits.next)))
		}
		queue = append(queue, waits)
		require.Equal(t, n+1, waits.place(t, s), "who comes last is last")
	}
	restarts := 2 * min(times, 5)
	for i := range restarts {
		ctx, stop := context.WithCancel(t.Context())
		l, done := &load{}, make(chan bool)
		callers := rand.New(rand.NewPCG(chance.Uint64(), 6))
		go func() { l.call(ctx, s.base, 16, 3, callers); close(done) }()
		require.Eventually(t, func() bool { return l.answers.Load() > 50 }, 20*time.Second, 5*time.Millisecond)
		if i%2 == 0 {
			s.kill()
		} else {
			s.term()
			_, ended := s.ended(20 * time.Second)
			require.True(t, ended)
		}
		stop()
		<-done
		count.hit(1)
		s.start()
		places := make([]int, len(queue))
		for _, n := range chance.Perm(len(queue)) { // who asks first is not first for that
			places[n] = queue[n].place(t, s)
		}
		count.losses(len(queue), lostPlaces(places))
	}
}

// lostPlaces returns an error for each caller of a queue who is not before who came next. Callers of the
// load whom the menu puts first, as those who report fraud, may be before them all.
func lostPlaces(places []int) (wrong []error) {
	for n := range places[1:] {
		if places[n] >= places[n+1] {
			wrong = append(wrong, fmt.Errorf("caller %d has place %d, the next has %d: %v", n, places[n], places[n+1], places))
		}
	}
	return wrong
}

// A caller who has lost the place is seen.
func TestALostPlaceIsSeen(t *testing.T) {
	t.Parallel()
	require.Empty(t, lostPlaces([]int{1, 2, 3}))
	require.Empty(t, lostPlaces([]int{1, 3, 4}))
	require.Len(t, lostPlaces([]int{3, 1, 2}), 1)
	require.Len(t, lostPlaces([]int{1, 1, 1}), 2)
}

var roundTo = regexp.MustCompile(`/voice/wait/\d+/(\d+)/`)

// place is a waiting caller's place, as the next round of the wait has it in its address.
func (c *customer) place(t *testing.T, s *site) int {
	t.Helper()
	document := s.deliver(c.request(c.next.url, url.Values{"QueueSid": {"QU00000000000000000000000000000001"}, "QueuePosition": {"1"}, "QueueTime": {"10"}}))
	place, err := strconv.Atoi(found(roundTo, document))
	require.NoError(t, err, "the caller waits on: %s", document)
	return place
}

// B9: callers have asked to be called back, and the process is stopped and killed again and
// again. At night nobody is dialled; in the morning each is, once at most, whatever was under way
// when the process was killed; the others still wait to be called.
func TestCallbacksOverRestarts(t *testing.T) {
	t.Parallel()
	chance, l := choices(t), newLine(t, newSite)
	tally := tallied(t, "B9", "killed while callbacks are made", "callers dialled once at most")
	l.at = "2026-03-02 20:00"
	count := 3 * min(times, 10)
	for n := range count {
		l.agent(fmt.Sprint("agent", n), agentNumber(n))
		l.exchange.SetParty(callerNumber(n), exchange.Callee{After: 50 * time.Millisecond, Person: &atWork{typed: true}, Talk: 200 * time.Millisecond})
	}
	l.keep()
	asked := map[string]bool{} // the calls in which a callback was asked for
	for n := range count {
		c := l.exchange.Start(exchange.Inbound{From: callerNumber(n), To: number, Person: &exchange.Script{Groups: []string{"0", "1"}, HangUp: true}})[0]
		c.Wait()
		asked[c.Sid] = true
		require.Contains(t, heardOn(c), "打给您", "%s", lazily(func() string { return trace(c) }))
	}
	l.atWorkAndKilled(chance, count, 2)
	require.Empty(t, l.dialled(), "nobody is called back at night")

	l.mu.Lock()
	l.at, l.made = "2026-03-03 09:00", time.Now()
	l.mu.Unlock()
	l.killed()
	l.dialKills.Store(int64(count) / 2)
	l.atWorkAndKilled(chance, count, 2*min(times, 5))
	done := func() bool { return len(l.dialled()) == count }
	for end := time.Now().Add(20 * time.Second); !done() && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	dialled := l.dialled()
	tally.hit(l.started())
	tally.losses(len(dialled), dialledAgain(dialled))
	require.Less(t, l.dialKills.Load(), int64(count)/2, "the process is killed over a call that it makes")
	for call, kinds := range l.cases() {
		if asked[call] {
			require.Equal(t, []string{"callback"}, kinds, "each callback has one case\n%s", &l.log)
			delete(asked, call)
			continue
		}
		require.True(t, l.calledOut(call), "whoever is called back and waits may ask to be called back again; %s has not\n%s", call, &l.log)
	}
	require.Empty(t, asked, "each callback has its case")
	t.Logf("%d of %d were dialled", len(dialled), count)
}

// dialledAgain returns an error for each caller who was dialled more than once.
func dialledAgain(dialled map[string]int) (wrong []error) {
	for phone, times := range dialled {
		if times > 1 {
			wrong = append(wrong, fmt.Errorf("%s was dialled %d times", phone, times))
		}
	}
	return wrong
}

// A caller who is dialled twice is seen.
func TestACallerDialledTwiceIsSeen(t *testing.T) {
	t.Parallel()
	require.Empty(t, dialledAgain(map[string]int{"a": 1, "b": 1}))
	require.Len(t, dialledAgain(map[string]int{"a": 1, "b": 2}), 1)
}

func agentNumber(n int) string { return fmt.Sprintf("+86137%08d", 50000000+n) }

// atWorkAndKilled has all agents dial in, and kills the process so many times meanwhile.
func (l *line) atWorkAndKilled(chance *rand.Rand, agents, kills int) {
	l.t.Helper()
	require.Eventually(l.t, l.answers, 20*time.Second, 5*time.Millisecond)
	var legs []*exchange.Call
	for n := range agents {
		legs = append(legs, l.exchange.Start(exchange.Inbound{From: agentNumber(n), To: number, Person: &atWork{}})[0])
	}
	for range kills {
		time.Sleep(time.Duration(500+chance.IntN(2500)) * time.Millisecond)
		before := l.started()
		l.killed()
		require.Eventually(l.t, func() bool { return l.started() > before }, 20*time.Second, 5*time.Millisecond)
		require.Eventually(l.t, l.answers, 20*time.Second, 5*time.Millisecond)
	}
	time.Sleep(2 * time.Second)
	for _, leg := range legs {
		leg.Hangup()
		leg.Wait()
		require.Zero(l.t, countOf(leg, exchange.Failed), "%s", lazily(func() string { return trace(leg) }))
	}
}

// calledOut reports whether the hotline made a call.
func (l *line) calledOut(sid string) bool {
	return slices.ContainsFunc(l.exchange.Calls(), func(c *exchange.Call) bool { return c.Sid == sid && c.Direction == "outbound-api" })
}

// dialled counts the calls that the hotline has made to each customer.
func (l *line) dialled() map[string]int {
	all := map[string]int{}
	for _, c := range l.exchange.Calls() {
		if c.Direction == "outbound-api" {
			all[c.To]++
		}
	}
	return all
}
