package fault

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

const amyPhone = "+8613700000011"

// A2, of the dispatcher: the process is killed at each point that it passes while a caller
// waits, is offered to an agent, and talks. The caller talks to the agent, once; no line
// ends in an error.
func TestKillsOfTheDispatcher(t *testing.T) {
	t.Parallel()
	chance, l := choices(t), newLine(t, newPointedSite)
	count := tallied(t, "A2", "kill at a point of the dispatcher", "callers who talk once, to an agent")
	l.agent("amy", amyPhone)
	l.keep()
	passed := l.talks(place{}, 0)
	places := placesIn(passed, atRead, atWrite, atWritten)
	require.Greater(t, len(places), 40, "%v", passed)
	if times == 1 { // the last ones are not passed by each wait
		places = slices.DeleteFunc(places, func(at place) bool { return at.n > passed[at.point]/2 })
	}
	places = some(chance, places, 3*times)
	for i, at := range places {
		l.talks(at, i+1)
		count.check(nil) // or the test ends
	}
	count.hit(l.started())
	require.GreaterOrEqual(t, l.started(), max(1, (len(places)-3)/3), "many places are passed; which a wait passes depends on how long it is")
}

func (l *line) started() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.starts
}

// talks lets an agent dial in and a caller ask for a person, has the process be killed at a
// place, and expects that they talk. It gives how often each point was passed.
func (l *line) talks(at place, n int) map[string]int {
	l.t.Helper()
	agent := l.dialsIn(amyPhone)
	if at.n > 0 {
		l.order("kill", at.point, at.n)
	}
	caller := l.exchange.Start(exchange.Inbound{
		From: callerNumber(n), To: number, Person: &exchange.Script{Groups: []string{"0"}, Talk: 300 * time.Millisecond},
	})[0]
	over := make(chan bool)
	go func() { caller.Wait(); close(over) }()
	select {
	case <-over:
	case <-time.After(60 * time.Second):
		l.t.Fatalf("%v: the caller waits for ever\n%s\nthe agent:\n%s\n%s", at, trace(caller), trace(agent), &l.log)
	}
	require.NoError(l.t, talkedOnce(caller.Events(), agent.Events(), caller.Status()), "%v: %s", at, lazily(func() string { return trace(caller) + "\nthe agent:\n" + trace(agent) }))
	agent.Hangup()
	agent.Wait()
	require.Eventually(l.t, l.answers, 20*time.Second, 5*time.Millisecond)
	return l.order("off")
}

// talkedOnce gives an error unless a caller was connected once, no line ended in an error,
// and the call ended as calls do.
func talkedOnce(caller, agent []exchange.Event, status string) error {
	if n := counted(caller, exchange.Connected); n != 1 {
		return fmt.Errorf("the caller was connected %d times", n)
	}
	if n := counted(caller, exchange.Failed) + counted(agent, exchange.Failed); n > 0 {
		return fmt.Errorf("%d lines ended in an error", n)
	}
	if status != "completed" {
		return fmt.Errorf("the call ended as %q", status)
	}
	return nil
}

// What the dispatcher's kills must not bring about is seen when it is there.
func TestATalkThatGoesWrongIsSeen(t *testing.T) {
	t.Parallel()
	talk := []exchange.Event{{Kind: exchange.Queued}, {Kind: exchange.Connected}, {Kind: exchange.Ended}}
	failed := append(slices.Clone(talk), exchange.Event{Kind: exchange.Failed})
	require.NoError(t, talkedOnce(talk, talk, "completed"))
	require.ErrorContains(t, talkedOnce(talk[:1], talk, "completed"), "connected 0 times")
	require.ErrorContains(t, talkedOnce(append(slices.Clone(talk), talk...), talk, "completed"), "connected 2 times")
	require.ErrorContains(t, talkedOnce(failed, talk, "completed"), "error")
	require.ErrorContains(t, talkedOnce(talk, failed, "completed"), "error")
	require.ErrorContains(t, talkedOnce(talk, talk, "failed"), "failed")
}
