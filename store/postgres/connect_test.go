package postgres_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// An error of a start is one line, says the way out, and never the password.
func TestStartErrors(t *testing.T) {
	t.Parallel()
	good := postgrestest.Start(t).Database(t)
	with := func(change func(*url.URL)) string {
		u, err := url.Parse(good)
		require.NoError(t, err)
		change(u)
		return u.String()
	}
	for name, test := range map[string]struct{ url, want string }{
		"not a URL":        {"postgres://user:" + postgrestest.Password + "@[bad/x", "write postgres://USER:PASSWORD@HOST:PORT/DATABASE"},
		"a bad parameter":  {with(func(u *url.URL) { u.RawQuery = "pool_max_conns=many" }), "write postgres://USER:PASSWORD@HOST:PORT/DATABASE"},
		"nobody answers":   {with(func(u *url.URL) { u.Host = "127.0.0.1:1" }), "no connection to the database at 127.0.0.1:1: connection refused"},
		"no such host":     {with(func(u *url.URL) { u.Host = "no-such-host.invalid:5432" }), "no connection to the database at no-such-host.invalid:5432"},
		"a wrong password": {with(func(u *url.URL) { u.User = url.UserPassword("hotline", "wr0ng-one") }), "the database refuses user and password"},
		"no such database": {with(func(u *url.URL) { u.Path = "/nowhere" }), "there is no database of that name"},
	} {
		_, err := postgres.Open(t.Context(), test.url, postgres.Options{})
		require.ErrorContains(t, err, test.want, name)
		require.NotContains(t, err.Error(), "\n", name)
		for _, secret := range []string{postgrestest.Password, "wr0ng-one"} {
			require.NotContains(t, err.Error(), secret, name)
		}
		require.True(t, strings.HasPrefix(err.Error(), "open the store postgres://"), err.Error())
		reach := postgres.Reach(t.Context(), test.url)
		require.Error(t, reach, name)
		require.Contains(t, err.Error(), reach.Error(), name)
	}
}

// Whether a database answers is seen without changing anything in it: it may be that of an older release.
func TestReachChangesNothing(t *testing.T) {
	t.Parallel()
	where := postgrestest.Start(t).Database(t)
	require.NoError(t, postgres.Reach(t.Context(), where))
	conn, err := pgx.Connect(t.Context(), where)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	var tables int
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables))
	require.Zero(t, tables)
}

func TestMasked(t *testing.T) {
	t.Parallel()
	require.Equal(t, "postgres://hotline@db.example.com:5432/hotline",
		postgres.Masked("postgres://hotline:s3cret@db.example.com:5432/hotline?sslmode=require&password=other"))
	require.NotContains(t, postgres.Masked("postgres://user:s3cret@[bad"), "s3cret")
}
