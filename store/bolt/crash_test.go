package bolt_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// victim names the environment variable with the file that a child process
// writes to until it is killed.
const victim = "BOLT_TEST_VICTIM"

// victimKey names the variable with the key with which the child encrypts the store.
const victimKey = "BOLT_TEST_VICTIM_KEY"

func TestMain(m *testing.M) {
	if path := os.Getenv(victim); path != "" {
		writeUntilKilled(path)
	}
	os.Exit(m.Run())
}

// writeUntilKilled commits steps of several calls and prints each call's
// number once its step is acknowledged; imports go on beside it.
func writeUntilKilled(path string) {
	s, err := bolt.Open(path, bolt.Options{Key: []byte(os.Getenv(victimKey))})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if key := os.Getenv(victimKey); key != "" {
		go encryptUntilKilled(s, []byte(key))
	}
	go func() {
		for {
			_ = s.Import(context.Background(), payments(1000), nil)
		}
	}()
	for call := range 4 {
		go func() {
			id := fmt.Sprint("CA", call)
			_, n, _ := s.Call(context.Background(), id)
			for ; ; n++ {
				c := numbered(id, n)
				c.Outgoing = []store.Outgoing{{ID: fmt.Sprint(id, "-", n), Task: store.SendText{}}}
				if err := s.Commit(context.Background(), c); err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
				_, _ = os.Stdout.WriteString(strconv.Itoa(call) + "\n")
			}
		}()
	}
	select {}
}

// A process that is killed loses no step it acknowledged, and leaves a file
// in which every checksum is right and every import is whole or absent.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	acknowledged := map[string]int{}
	random := rand.New(rand.NewPCG(7, 7))
	for range 20 {
		killAfter(t, path, 5+random.IntN(30), acknowledged)
		require.NoError(t, bolt.Verify(t.Context(), path))
		s, err := bolt.Open(path, bolt.Options{})
		require.NoError(t, err)
		for id, n := range acknowledged {
			requireWhole(t, s, id, n)
		}
		stats, err := s.Stats(t.Context())
		require.NoError(t, err)
		require.Contains(t, []int{0, 1000}, stats.Transactions)
		require.NoError(t, s.Close())
	}
	require.NotEmpty(t, acknowledged)
}

// killAfter lets a child acknowledge some steps and kills it in the midst of
// the next.
func killAfter(t *testing.T, path string, steps int, acknowledged map[string]int, environment ...string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(append(os.Environ(), victim+"="+path), environment...)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		call, err := strconv.Atoi(lines.Text())
		require.NoError(t, err, lines.Text())
		acknowledged[fmt.Sprint("CA", call)]++
		if n == steps {
			require.NoError(t, child.Process.Kill())
		}
	}
	require.Error(t, child.Wait(), "it was killed")
}

// requireWhole finds at least n steps of a call, each with all its parts. One
// more than was acknowledged may be there: its answer was lost on the way.
func requireWhole(t *testing.T, s *bolt.Store, id string, n int) {
	t.Helper()
	_, length, err := s.Call(t.Context(), id)
	require.NoError(t, err)
	require.GreaterOrEqual(t, length, n)
	entries, err := s.Journal(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, entries, length)
	for step := range length {
		want := numbered(id, step)
		reply, err := s.Reply(t.Context(), want.Claim)
		require.NoError(t, err)
		require.Equal(t, want.Reply, reply)
	}
}

// What was taken before a crash is never handed out again.
func TestTakenStaysTaken(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	c := numbered("CA1", 0)
	c.Outgoing = []store.Outgoing{{ID: "SM1", Task: store.SendText{}}, {ID: "SM2", Created: time.Unix(0, 0), Task: store.SendText{}}}
	require.NoError(t, s.Commit(t.Context(), c))
	batch, err := s.TakeOutgoing(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, "SM1", batch[0].ID)
	require.NoError(t, s.Close())

	s = open(t, path, bolt.Options{})
	batch, err = s.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, batch, 1)
	require.Equal(t, "SM2", batch[0].ID)
	require.NoError(t, s.FinishOutgoing(t.Context(), "SM1"))
}
