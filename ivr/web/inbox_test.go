package web_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

// killed is a store to which the ACD writes nothing: as if the process ended each
// time between the write of a call's step and that of the ACD.
type killed struct {
	service.Store
	between atomic.Bool
}

// CommitACD implements [store.ACDStore].
func (k *killed) CommitACD(ctx context.Context, c store.ACDCommit) error {
	if k.between.Load() {
		return errors.New("killed")
	}
	return k.Store.CommitACD(ctx, c)
}

func TestAKillBetweenTheWriteOfAStepAndOfTheACDLosesNothing(t *testing.T) {
	t.Parallel()
	k := &killed{}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { k.Store, c.Store = c.Store, k })
	k.between.Store(true)
	c := h.call(stranger, "0 1") // 1 in the wait: call me back
	require.Contains(t, c.hears(), "尽快打给您")
	require.Empty(t, h.service.ACD().State().Interactions)
	opened := h.cases(ivr.CaseCallback)[0].Opened
	h.stop()
	k.between.Store(false)
	h.start()
	h.settle()
	kept := h.service.ACD().State().Interactions
	require.Equal(t, 1, kept.Len())
	for i := range kept.Values() {
		require.Equal(t, c.Sid, i.Origin)
		require.True(t, i.Since.Before(opened), "the place is that of the wait, which the case does not know")
	}
	inbox, err := h.store.(store.ACDStore).Inbox(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, inbox)
}
