package exchange_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

// actor does one action at each prompt and then is silent.
type actor struct {
	exchange.SilentHuman
	acts []exchange.Action
}

func act(acts ...exchange.Action) *actor { return &actor{acts: acts} }

// Answer returns the next action.
func (a *actor) Answer(context.Context, exchange.Prompt) exchange.Action {
	if len(a.acts) == 0 {
		return exchange.Action{}
	}
	next := a.acts[0]
	a.acts = a.acts[1:]
	return next
}

func TestAPersonMayHangUpFromWhatTheyHear(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Say>buy now</Say><Say>never</Say>`})
	var x *exchange.Exchange
	person := hearer(func(e exchange.Event) {
		if e.Text == "buy now" {
			x.Hangup(e.Call)
		}
	})
	x = exchange.New(configure(s))
	c := dialOn(t, x, person)
	require.NotContains(t, heard(c), "said never")
	require.False(t, c.Hangup())
}
