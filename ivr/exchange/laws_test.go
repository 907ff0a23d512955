package exchange_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr/exchange"
)

// masher presses generated keys at any time, and never stops.
type masher struct {
	exchange.SilentHuman
	draw func() exchange.Action
}

// Answer draws any action.
func (m masher) Answer(context.Context, exchange.Prompt) exchange.Action { return m.draw() }

// maze returns a service in which every menu leads to another, without end.
func maze() *service {
	return pages(map[string]string{
		"/voice":  `<Gather numDigits="1" action="/number"><Say>welcome</Say></Gather><Redirect>/voice</Redirect>`,
		"/number": `<Gather numDigits="12" action="/record" actionOnEmptyResult="true"/>`,
		"/record": `<Record action="/queue" maxLength="20"/><Redirect>/queue</Redirect>`,
		"/queue":  `<Enqueue waitUrl="/wait" action="/voice">q</Enqueue>`,
		"/wait":   `<Gather numDigits="1" action="/leave" timeout="2"/>`,
		"/leave":  `<Leave/>`,
	})
}

func TestEveryCallEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789*#A")), 0, 8, -1)
		acts := rapid.Custom(func(t *rapid.T) exchange.Action {
			return exchange.Action{
				Keys: key.Draw(t, "keys"), Text: rapid.SampledFrom([]string{"", "", "hm"}).Draw(t, "text"),
				After: time.Duration(rapid.IntRange(-1000, 9000).Draw(t, "after")) * time.Millisecond,
			}
		})
		habits := rapid.SliceOfN(acts, 1, 5).Draw(t, "habits")
		n := 0
		cfg := configure(maze())
		cfg.MaxDocuments = 60
		x := exchange.New(cfg)
		c, err := x.Call(context.Background(), caller, hotline, masher{draw: func() exchange.Action {
			n++
			return habits[n%len(habits)]
		}})
		require.NoError(t, err)
		require.Equal(t, "completed", c.Status())
		requireInOrder(t, c.Events())
	})
}

// requireInOrder checks what must hold for every trace.
func requireInOrder(t require.TestingT, events []exchange.Event) {
	require.Equal(t, exchange.Ringing, events[0].Kind)
	ended := 0
	for i, e := range events {
		if i > 0 {
			require.False(t, e.At.Before(events[i-1].At), "time runs forwards")
		}
		if e.Kind == exchange.Ended {
			ended++
		}
	}
	require.Equal(t, 1, ended)
}

// evening plays a small load: callers who queue, an agent who takes them, a message, status callbacks.
func evening(t *testing.T, seed uint64) string {
	s := pages(map[string]string{
		"/voice": `<Gather numDigits="1" action="/menu"><Say>welcome</Say></Gather><Redirect>/voice</Redirect>`,
		"/menu":  enqueue, "/after": `<Say>bye</Say>`, "/status": ``,
		"/desk": `<Dial timeout="60"><Queue>refunds</Queue></Dial><Redirect>/desk</Redirect>`,
	})
	cfg := configure(s)
	cfg.IDs, cfg.StatusURL = exchange.Seed(seed), base+"/status"
	cfg.Parties = map[string]exchange.Callee{agent: {After: 3 * time.Second, Person: &exchange.Script{Line: 5 * time.Minute}}}
	x := exchange.New(cfg)
	s.pages["/wait"] = func(w http.ResponseWriter, r *http.Request) {
		if r.Form.Get("QueueTime") == "0" {
			rest(x, "POST", "Calls.json", map[string][]string{"To": {agent}, "From": {hotline}, "Url": {base + "/desk"}})
		}
		say(`<Pause length="10"/>`)(w, r)
	}
	var calls []exchange.Inbound
	for i := range 8 {
		calls = append(calls, exchange.Inbound{
			From: caller, To: hotline, After: time.Duration(i) * 7 * time.Second,
			Person: &exchange.Script{Groups: []string{"1"}, Think: time.Second, Talk: time.Duration(20+i) * time.Second},
		})
	}
	x.Start(calls...)
	x.Wait()
	var b strings.Builder
	for _, c := range x.Calls() {
		for _, e := range c.Events() {
			e.Prompt = nil
			fmt.Fprintf(&b, "%+v\n", e)
		}
	}
	return b.String()
}

func TestTheSameScriptGivesTheSameTrace(t *testing.T) {
	t.Parallel()
	first := evening(t, 1)
	require.Contains(t, first, "bridged")
	for range 5 {
		require.Equal(t, first, evening(t, 1))
	}
	require.NotEqual(t, first, evening(t, 2), "ids come from the seed")
}

func TestTooManyDocuments(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Redirect/>`})
	cfg := configure(s)
	cfg.MaxDocuments = 7
	require.ErrorContains(t, dialOn(t, exchange.New(cfg), nil).Err(), "12400")
	require.Len(t, s.asked("/voice"), 7)
}

func TestSettleRunsBeforeTheClockMoves(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Gather numDigits="6" action="/code"><Say>type the code</Say></Gather>`, "/code": ``})
	cfg := configure(s)
	sent := false
	var x *exchange.Exchange
	cfg.Settle = func() {
		if !sent {
			sent = true
			rest(x, "POST", "Messages.json", map[string][]string{"To": {caller}, "From": {hotline}, "Body": {"code 482915"}})
		}
	}
	x = exchange.New(cfg)
	person := &exchange.Script{Groups: []string{"code"}, Code: x.CodeReader(caller)}
	s.pages["/voice"] = say(`<Pause length="1"/><Gather numDigits="6" action="/code"/>`)
	dialOn(t, x, person)
	require.NoError(t, person.Err())
	require.Equal(t, "482915", s.once(t, "/code").form.Get("Digits"))
}

func TestCodeReaderWaitsForMessage(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/code": ``})
	x := exchange.New(configure(s))
	s.pages["/voice"] = func(w http.ResponseWriter, r *http.Request) {
		go rest(x, "POST", "Messages.json", map[string][]string{"To": {caller}, "From": {hotline}, "Body": {"code 482915"}})
		say(`<Gather numDigits="6" action="/code"/>`)(w, r)
	}
	dialOn(t, x, &exchange.Script{Groups: []string{"code"}, Code: x.CodeReader(caller)})
	require.Equal(t, "482915", s.once(t, "/code").form.Get("Digits"))
}

func TestAScriptWithoutItsCodeSaysSo(t *testing.T) {
	t.Parallel()
	person := keys("code")
	dial(t, pages(map[string]string{"/voice": `<Gather numDigits="6"/>`}), person)
	require.Error(t, person.Err())
}

func TestAnEndlessTypistRunsIntoTheTimeLimit(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Gather action="/menu"/>`})
	c := dial(t, s, masher{draw: func() exchange.Action { return exchange.Press("1", 4*time.Second) }})
	require.Equal(t, 4*time.Hour, c.Duration())
	require.Empty(t, s.asked("/menu"))
}

func BenchmarkCall(b *testing.B) {
	s := pages(map[string]string{
		"/voice": `<Gather numDigits="1" action="/menu"><Say>For refunds, press 1.</Say></Gather>`,
		"/menu":  `<Say>A refund takes five days.</Say><Pause length="60"/>`,
	})
	for b.Loop() {
		x := exchange.New(configure(s))
		if _, err := x.Call(b.Context(), caller, hotline, keys("1")); err != nil {
			b.Fatal(err)
		}
		s.requests = nil
	}
}
