package postgres_test

import (
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
	"github.com/okpay/hotline/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, server.Database(t)) })
}

// A call that was condensed reads as one that was not.
func TestStoreOfCondensedCalls(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	storetest.RunCondensed(t, func(t *testing.T) store.Store { return open(t, server.Database(t)) })
}

func open(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// Many processes that start at once on an empty database make its tables once.
func TestManyOpenAtOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := postgres.Open(t.Context(), url, postgres.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Ping(t.Context()); err != nil {
				t.Error(err)
			}
			_ = s.Close()
		})
	}
	all.Wait()
}

// An earlier release enters people without the number that they are found by: the next start
// fills it in.
func TestAgentsOfAnEarlierReleaseAreFoundByPhone(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	an := store.Agent{Name: "an", Number: "+861550000001"}
	require.NoError(t, open(t, url).PutAgent(t.Context(), an))
	earlier, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	_, err = earlier.Exec(t.Context(), `UPDATE agents SET phone = ''`)
	require.NoError(t, err)
	require.NoError(t, earlier.Close(t.Context()))
	found, err := open(t, url).AgentsByPhone(t.Context(), an.Number.Reveal())
	require.NoError(t, err)
	an.Version = 1
	require.Equal(t, []store.Agent{an}, found)
}
