package simulate_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
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
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	heard := func(takes time.Duration) (all []string) {
		kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
		require.NoError(t, err)
		defer func() { require.NoError(t, kept.Close()) }()
		customer := store.Row{Account: &ivr.Account{ID: "10000001", Name: "A", Phone: "+8613800000001", Language: "zh-CN"}}
		rows := func(yield func(store.Row, error) bool) { yield(customer, nil) }
		require.NoError(t, kept.Import(t.Context(), rows, func(int) {}))
		h, err := simulate.New(simulate.Options{
			Clock:    sched.NewVirtualClock(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)),
			Service:  service.Config{Number: "+861000000000", Store: busy{kept, takes}, Menus: simulate.Fixed(menu), Random: simulate.Seeded(1)},
			Exchange: exchange.Config{IDs: exchange.Seed(1)},
		})
		require.NoError(t, err)
		defer h.Close()
		call, err := h.Exchange.Call(t.Context(), "+8613800000001", "+861000000000", &exchange.Script{Groups: []string{"2", "1"}, HangUp: true})
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
