package exchange_test

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
)

// human types keys one by one, when the test sends one.
type human struct {
	keys  chan string
	mu    sync.Mutex
	heard []exchange.Event
}

// Hear records the event.
func (h *human) Hear(e exchange.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard = append(h.heard, e)
}

// Answer blocks until a key or the end of the prompt.
func (h *human) Answer(ctx context.Context, _ exchange.Prompt) exchange.Action {
	select {
	case k := <-h.keys:
		return exchange.Press(k, 0)
	case <-ctx.Done():
		return exchange.Action{}
	}
}

// live configures an exchange on a real clock, over real HTTP.
func live(t *testing.T, s *service) exchange.Config {
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.Client().CloseIdleConnections()
		server.Close()
	})
	cfg := configure(s)
	cfg.Client, cfg.Clock, cfg.VoiceURL = server.Client(), sched.RealClock(), server.URL+"/voice"
	return cfg
}

func TestAPersonTypesKeyByKey(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/voice": `<Gather action="/menu"><Say>a long welcome that nobody ever listens to until its very end</Say></Gather>`,
		"/menu":  `<Hangup/>`,
	})
	h := &human{keys: make(chan string)}
	go func() {
		for _, k := range []string{"1", "2", "#"} {
			h.keys <- k
		}
	}()
	began := time.Now()
	c := dialOn(t, exchange.New(live(t, s)), h)
	require.Less(t, time.Since(began), 3*time.Second, "the audio was cut short")
	require.Equal(t, "12", s.once(t, "/menu").form.Get("Digits"))
	require.Equal(t, "#", s.once(t, "/menu").form.Get("FinishedOnKey"))
	require.Equal(t, c.Events(), h.heard, "the person heard all of it, in order")
}

func TestSilenceOfAPersonEndsInRealTime(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Gather timeout="1"/><Say>.</Say>`})
	began := time.Now()
	c := dialOn(t, exchange.New(live(t, s)), &human{keys: make(chan string)})
	require.GreaterOrEqual(t, time.Since(began), time.Second)
	require.Contains(t, heard(c), "said .")
}

func TestHangUpByContext(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Pause length="600"/><Say>never</Say>`})
	x := exchange.New(live(t, s))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	c, err := x.Call(ctx, caller, hotline, nil)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, "canceled", c.Status())
	require.False(t, x.Hangup(c.Sid), "it is over already")
}

func TestAPersonPicksUpTheirTelephone(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Dial action="/after"><Client>wang</Client></Dial>`, "/after": `<Hangup/>`})
	cfg := live(t, s)
	var x *exchange.Exchange
	cfg.Parties = map[string]exchange.Callee{"client:wang": {
		Ring: func(context.Context, exchange.Event) exchange.Outcome { return exchange.Answers },
		Person: hearer(func(e exchange.Event) {
			if e.Kind == exchange.Connected {
				x.Hangup(e.Call)
			}
		}),
	}}
	x = exchange.New(cfg)
	dialOn(t, x, nil)
	require.Equal(t, "completed", s.once(t, "/after").form.Get("DialCallStatus"))
	require.Equal(t, "true", s.once(t, "/after").form.Get("DialBridged"))
}

func TestATelephoneThatIsNotPickedUp(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Dial action="/after" timeout="1"><Client>wang</Client></Dial>`, "/after": `<Hangup/>`})
	cfg := live(t, s)
	cfg.Parties = map[string]exchange.Callee{"client:wang": {
		Ring: func(ctx context.Context, _ exchange.Event) exchange.Outcome {
			<-ctx.Done()
			return exchange.NoAnswer
		},
	}}
	dialOn(t, exchange.New(cfg), nil)
	require.Equal(t, "no-answer", s.once(t, "/after").form.Get("DialCallStatus"))
}

func TestCloseHangsUpEverybody(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": enqueue, "/wait": `<Pause length="600"/>`, "/after": ``})
	x := exchange.New(live(t, s))
	waiting := make(chan struct{}, 3)
	person := hearer(func(e exchange.Event) {
		if e.Kind == exchange.Paused {
			waiting <- struct{}{}
		}
	})
	calls := x.Start(exchange.Inbound{Person: person}, exchange.Inbound{Person: person}, exchange.Inbound{Person: person})
	for range calls {
		<-waiting
	}
	x.Close()
	for _, c := range calls {
		require.Equal(t, "completed", c.Status())
	}
}

// hearer is a silent person who only listens.
type hearer func(exchange.Event)

// Hear calls the function.
func (h hearer) Hear(e exchange.Event) { h(e) }

// Answer returns silence.
func (hearer) Answer(context.Context, exchange.Prompt) exchange.Action { return exchange.Action{} }
