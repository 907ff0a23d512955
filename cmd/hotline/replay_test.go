package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay/replaytest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store/bolt"
)

// recordedCalls is how many calls the benchmark replays: more than a busy month's.
const recordedCalls = 100_000

// BenchmarkReplay is the whole of `hotline replay`, for menus that differ in a word
// at the beginning of every call, in a node that few come to, and in what may
// befall every caller anywhere.
func BenchmarkReplay(b *testing.B) {
	path := filepath.Join(b.TempDir(), "hotline.db")
	kept, err := bolt.Open(path, bolt.Options{})
	require.NoError(b, err)
	require.NoError(b, replaytest.Keep(b.Context(), kept, okpay.FS, recordedCalls, demoTime))
	require.NoError(b, kept.Close())
	for _, edit := range []struct{ name, before, after string }{
		{"comment", "# Heard by nobody", "# Not heard by anybody"},
		{"greeting", "您好，这里是 OKPAY 客服热线。", "您好，欢迎致电 OKPAY。"},
		{"leaf", "您的留言收到了，", "留言收到了，"},
		{"hours", `"09:00-18:00"`, `"09:00-17:00"`},
		{"tries", "tries: 3", "tries: 2"},
	} {
		b.Run(edit.name, func(b *testing.B) {
			dir := editedFolder(b, edit.before, edit.after)
			for b.Loop() {
				began := time.Now()
				out := hotlineOn(b, path, "replay", dir)
				require.Contains(b, out, "100000 calls:")
				b.ReportMetric(recordedCalls/time.Since(began).Seconds(), "calls/s")
			}
		})
	}
}

// editedFolder is OKPAY's menus with a text replaced, wherever it stands.
func editedFolder(t testing.TB, before, after string) string {
	t.Helper()
	dir, found := t.TempDir(), false
	names, err := fs.Glob(okpay.FS, "*.yaml")
	require.NoError(t, err)
	for _, name := range names {
		data, err := fs.ReadFile(okpay.FS, name)
		require.NoError(t, err)
		found = found || strings.Contains(string(data), before)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(string(data), before, after)), 0o600))
	}
	require.True(t, found, "nothing to replace: %s", before)
	return dir
}

// hotlineOn runs a command line on a store, and gives what it says.
func hotlineOn(t testing.TB, store string, args ...string) string {
	t.Helper()
	var out, told bytes.Buffer
	p := program{console: console{out: &out, err: &told}, lookup: func(name string) (string, bool) { return store, name == "HOTLINE_STORE" }}
	require.Equal(t, statusDone, p.run(t.Context(), args), told.String())
	return out.String()
}
