package simulate_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
)

// busy is a store on a machine that has no time for it.
type busy struct {
	service.Store
	takes time.Duration
}

// AccountsByPhone implements [service.Store].
func (b busy) AccountsByPhone(ctx context.Context, e164 string, limit int) ([]ivr.Account, error) {
	select {
	case <-time.After(b.takes):
		return b.Store.AccountsByPhone(ctx, e164, limit)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// On a virtual clock a call goes the same way however slow the machine is: a look-up that
// takes longer than a real one may is not given up.
func TestASlowMachineChangesNoCall(t *testing.T) {
	t.Parallel()
	heard := func(takes time.Duration) (all []string) {
		o := options(t, sched.NewVirtualClock(morning))
		o.Service.Store = busy{o.Service.Store, takes}
		h, err := simulate.New(o)
		require.NoError(t, err)
		defer h.Close()
		call, err := h.Exchange.Call(t.Context(), customer, number, &exchange.Script{Groups: []string{"2", "1"}, HangUp: true})
		require.NoError(t, err)
		for _, e := range call.Events() {
			if e.Kind == exchange.Said {
				all = append(all, e.Text)
			}
		}
		return all
	}
	require.Equal(t, heard(0), heard(1100*time.Millisecond))
}
