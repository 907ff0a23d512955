package web_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// BenchmarkCondensed is how many bytes a call of fifteen webhooks takes in PostgreSQL, with its indexes, before it
// is condensed and afterwards, how long that takes, and what is written ahead (WAL) for a webhook and for condensing
// a call, without whole pages.
func BenchmarkCondensed(b *testing.B) {
	url := postgrestest.Start(b).Database(b)
	kept, err := postgres.Open(b.Context(), url, postgres.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, kept.Close()) })
	h := newBenched(b)
	h.handler, err = benchedHandler(kept, time.Now)
	require.NoError(b, err)
	const calls = 512
	empty := tablesOfCalls(b, url)
	began := logged(b, url)
	for range calls / 64 {
		h.play(b, h.calls(64))
	}
	played := logged(b, url)
	before := tablesOfCalls(b, url)
	condensing := logged(b, url)
	b.ResetTimer()
	for done := 0; done < calls; {
		n, _, err := kept.CondenseCalls(b.Context(), time.Now().Add(time.Minute), 32)
		require.NoError(b, err)
		done += n
	}
	b.StopTimer()
	b.ReportMetric(float64(played-began)/float64(calls*len(h.script)), "WAL-B/webhook")
	b.ReportMetric(float64(logged(b, url)-condensing)/calls, "WAL-B/condensed")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/calls, "ns/call")
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(before-empty)/calls, "B/call-before")
	b.ReportMetric(float64(tablesOfCalls(b, url)-empty)/calls, "B/call-after")
}

// logged is how many bytes the server has written ahead.
func logged(b *testing.B, url string) (bytes int64) {
	b.Helper()
	ask(b, url, &bytes, `SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint`)
	return bytes
}

// tablesOfCalls is how many bytes the tables of calls take with their indexes, without room that is free.
func tablesOfCalls(b *testing.B, url string) (bytes int64) {
	b.Helper()
	for _, table := range []string{"calls", "call_traits", "journal", "claims"} {
		ask(b, url, nil, `VACUUM FULL `+table)
		var own int64
		ask(b, url, &own, `SELECT pg_total_relation_size($1::text::regclass)`, table)
		bytes += own
	}
	return bytes
}

// ask runs a statement, and reads the one number that it gives, if there is to be one.
func ask(b *testing.B, url string, number *int64, sql string, args ...any) {
	b.Helper()
	db, err := pgx.Connect(b.Context(), url)
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close(b.Context())) }()
	if number == nil {
		_, err = db.Exec(b.Context(), sql, args...)
	} else {
		err = db.QueryRow(b.Context(), sql, args...).Scan(number)
	}
	require.NoError(b, err)
}
