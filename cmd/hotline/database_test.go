package main

import (
	"encoding/base64"
	"path/filepath"
	"testing"
	"time"

	postgresql "github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// spoilAgent damages the record of an agent.
func spoilAgent(t *testing.T, url string) {
	t.Helper()
	other, err := postgresql.Connect(t.Context(), url)
	require.NoError(t, err)
	_, err = other.Exec(t.Context(), `UPDATE agents SET record = 'nonsense'`)
	require.NoError(t, err)
	require.NoError(t, other.Close(t.Context()))
}

// Commands work on a database as on a file, without a server; what a database has its own
// tools for, they say; and its password is in nothing that they print.
func TestCommandsOnADatabase(t *testing.T) {
	t.Parallel()
	url, dir := postgrestest.Start(t).Database(t), t.TempDir()
	on := func(want int, args ...string) string {
		t.Helper()
		got := runOn(t, dir, url, args...)
		require.Equal(t, want, got.status, "%v: %s", args, got.err)
		require.NotContains(t, got.out+got.err, postgrestest.Password)
		return got.out + got.err
	}
	onFile := func(args ...string) {
		t.Helper()
		got := runOn(t, dir, "hotline.db", args...)
		require.Equal(t, statusDone, got.status, "%v: %s", args, got.err)
	}
	onFile("agents", "add", "amy", "--number", "+8613700000001", "--department", "general")
	require.Contains(t, on(statusDone, "store", "copy", "hotline.db"), "each compared")
	require.Contains(t, on(statusDone, "agents", "list"), "amy")
	require.Contains(t, on(statusUsage, "store", "copy", "hotline.db"), "the database is not empty")
	require.Contains(t, on(statusUsage, "store", "copy", "no-such.db"), "there is no store at no-such.db")
	soon := time.Now().AddDate(0, 2, 0).Format("2006-01-02") + " 09:00"
	on(statusDone, "hours", "close", "support", "--until", soon)
	require.Contains(t, on(statusDone, "hours", "list"), soon)
	require.Contains(t, on(statusDone, "calls", "list"), "no calls")
	require.Contains(t, on(statusUsage, "backup", "copy.db"), "use pg_dump")
	require.NoFileExists(t, filepath.Join(dir, "copy.db"))
	require.Contains(t, on(statusUsage, "restore", "hotline.db"), "use pg_restore")
	require.Contains(t, on(statusUsage, "store", "check", "--salvage", "whole.db"), "no file to salvage")
	require.Contains(t, on(statusDone, "store", "check"), "every record can be read")
	spoilAgent(t, url)
	require.Regexp(t, "agents\t[0-9a-f]{8}\tin its place\n", on(statusNo, "store", "check"))
	require.Contains(t, on(statusUsage, "store", "compact"), "use VACUUM")
	require.Contains(t, on(statusUsage, "key", "rotate"), "encrypted by its database")
	require.Contains(t, on(statusDone, "audit", "verify"), "are as they were written")
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	require.Contains(t, on(statusUsage, "agents", "list", "--key", key), "let the database encrypt its disks")

	encrypted := runOn(t, dir, "encrypted.db", "agents", "add", "bo", "--number", "+8613700000002", "--department", "general", "--key", key)
	require.Equal(t, statusDone, encrypted.status, encrypted.err)
	require.Contains(t, on(statusUsage, "store", "copy", "encrypted.db"), "cannot be copied")
}
