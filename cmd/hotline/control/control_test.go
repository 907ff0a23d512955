package control

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
)

// serving takes command lines for a store until the test ends.
func serving(t *testing.T, store string, run Run) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	wait, err := Serve(ctx, store, run)
	require.NoError(t, err)
	t.Cleanup(func() {
		stop()
		require.NoError(t, wait())
		_, err := os.Stat(socketPath(store))
		require.ErrorIs(t, err, os.ErrNotExist)
	})
}

// echo writes what it was asked to standard output.
func echo(_ context.Context, r Received) int {
	_, _ = fmt.Fprint(r.Out, strings.Join(r.Args, " "))
	return 0
}

// sent sends a command line to a server that there is, and returns its output.
func sent(t *testing.T, store string, r Request) string {
	t.Helper()
	var out, errs bytes.Buffer
	exit, served, err := Send(t.Context(), store, r, &out, &errs)
	require.NoError(t, err)
	require.True(t, served)
	require.Zero(t, exit)
	require.Empty(t, errs.String())
	return out.String()
}

// The server's command has all that was known where the command line was given, and its
// output and exit status come back.
func TestACommandRunsInTheServer(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "s.db")
	want := Request{Args: []string{"agents", "password", "amy"}, Dir: "/work", Rich: true, Color: true, Typed: ivr.Secret("a secret")}
	serving(t, store, func(_ context.Context, got Received) int {
		if got.Sent != nil || got.User != User() || got.Typed != want.Typed || got.Dir != want.Dir || !got.Rich || got.Lively || !got.Color {
			t.Errorf("%+v", got)
		}
		for n := range 3 {
			_, _ = fmt.Fprintln(got.Out, n)
			_, _ = fmt.Fprintln(got.Err, "of", n)
		}
		return 7
	})
	var out, errs bytes.Buffer
	exit, served, err := Send(t.Context(), store, want, &out, &errs)
	require.NoError(t, err)
	require.True(t, served)
	require.Equal(t, 7, exit)
	require.Equal(t, "0\n1\n2\n", out.String())
	require.Equal(t, "of 0\nof 1\nof 2\n", errs.String())
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	_, served, err := Send(t.Context(), filepath.Join(t.TempDir(), "s.db"), Request{}, io.Discard, io.Discard)
	require.NoError(t, err)
	require.False(t, served)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, served, err = Send(ctx, filepath.Join(t.TempDir(), "s.db"), Request{}, io.Discard, io.Discard)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, served)
}

func TestStaleSocketIsReplaced(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "s.db")
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: socketPath(store), Net: "unix"})
	require.NoError(t, err)
	dead.SetUnlinkOnClose(false)
	require.NoError(t, dead.Close())
	_, served, err := Send(t.Context(), store, Request{}, io.Discard, io.Discard)
	require.NoError(t, err)
	require.False(t, served, "nobody listens")

	serving(t, store, echo)
	require.Equal(t, "hello", sent(t, store, Request{Args: []string{"hello"}}))
	info, err := os.Stat(socketPath(store))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// A path of any length has a socket, though the system takes short ones only.
func TestLongPathsHaveSockets(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	require.NoError(t, os.MkdirAll(dir, 0o700))
	store := filepath.Join(dir, "s.db")
	serving(t, store, echo)
	require.Equal(t, "hello", sent(t, store, Request{Args: []string{"hello"}}))
}

func TestServerThatGoesAwayIsNoticed(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	_, err := copyFrames(strings.NewReader(`{"out":"aGk="}`), &out, io.Discard)
	require.ErrorContains(t, err, "went away")
	require.Equal(t, "hi", out.String())
}

// What is no command line runs nothing, and says so.
func TestOnlyCommandLinesAreTaken(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "s.db")
	serving(t, store, func(context.Context, Received) int { t.Error("it ran"); return 0 })
	client, release := clientOf(socketPath(store))
	defer release()
	for kind, body := range map[string]string{"application/json": "hello", "multipart/form-data; boundary=x": "--x--\r\n"} {
		response, err := client.Post("http://store/", kind, strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusBadRequest, response.StatusCode)
	}
}
