package exchange_test

import (
	"context"

	"github.com/okpay/hotline/ivr/exchange"
)

// actor does one action at each prompt and then is silent.
type actor struct {
	exchange.SilentHuman
	acts []exchange.Act
}

func act(acts ...exchange.Act) *actor { return &actor{acts: acts} }

// Answer returns the next action.
func (a *actor) Answer(context.Context, exchange.Prompt) exchange.Act {
	if len(a.acts) == 0 {
		return exchange.Act{}
	}
	next := a.acts[0]
	a.acts = a.acts[1:]
	return next
}
