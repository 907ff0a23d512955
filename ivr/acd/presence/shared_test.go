package presence_test

import (
	"context"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/acd/presence"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// process is one of several that share a store.
type process struct {
	store   *postgres.Store
	acd     *dispatch.Dispatcher
	watcher *presence.Watcher
}

func openProcess(t *testing.T, url string, clock func() time.Time) process {
	t.Helper()
	kept, err := postgres.Open(t.Context(), url, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	p := process{store: kept}
	p.acd = dispatch.New(dispatch.Config{
		Store: kept, Clock: clock, Random: rand.NewChaCha8([32]byte{}), Log: zerolog.New(io.Discard), Notice: func() {},
		Rules: func(time.Time) acd.Rules { return acd.Rules{Open: map[string]bool{"general": true}} },
	})
	ofAmy := func(ctx context.Context, _ string) (store.Agent, error) { return kept.Agent(ctx, "amy") }
	p.watcher = presence.New(presence.Config{Agent: kept.Agent, Session: ofAmy, ACD: p.acd, Clock: clock, Log: zerolog.New(io.Discard), Shared: kept})
	require.NoError(t, p.watcher.Start(t.Context()))
	return p
}

// An agent whose page is at one process is not gone for another that has none, and is
// gone for both when the page is.
func TestAPageAtAnotherProcess(t *testing.T) {
	t.Parallel()
	ctx, url := t.Context(), postgrestest.Start(t).Database(t)
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	one, two := openProcess(t, url, clock), openProcess(t, url, clock)
	require.NoError(t, one.store.PutAgent(ctx, store.Agent{Name: "amy", Number: "+8613700000011", Departments: []string{"general"}}))
	signedIn := func(p process) bool {
		s, is := p.acd.State().Sessions.Find("amy")
		return is && s.After != acd.SignedOut
	}
	now = now.Add(time.Hour) // both have been up for long
	_, leave := one.watcher.Opened(ctx, "amy", "s1")
	require.NoError(t, one.watcher.Review(ctx, "amy"))
	require.True(t, signedIn(one))
	for range 3 {
		require.NoError(t, two.watcher.ReviewAll(ctx))
		require.True(t, signedIn(two), "the other process knows better")
	}
	leave()
	now = now.Add(time.Minute)
	require.NoError(t, one.watcher.ReviewAll(ctx))
	require.NoError(t, one.watcher.ReviewAll(ctx))
	require.NoError(t, two.watcher.ReviewAll(ctx))
	require.False(t, signedIn(two))
}
