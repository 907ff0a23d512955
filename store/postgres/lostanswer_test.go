package postgres_test

import (
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// proxy stands before a database, and may lose an answer: what was asked is done, and the
// connection breaks before it is told.
type proxy struct {
	to    string
	loses atomic.Int32 // which of the next answers: 1 is the first; 0 or less is none
}

// before opens a proxy, and returns the URL by which the database is reached through it.
func before(t *testing.T, where string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(where)
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	p := &proxy{to: u.Host}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	u.Host = l.Addr().String()
	return p, u.String()
}

func (p *proxy) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() { _, _ = io.Copy(server, client) }()
	answer := make([]byte, 64<<10)
	for {
		n, err := server.Read(answer)
		if err != nil || p.loses.Add(-1) == 0 {
			return
		}
		if _, err := client.Write(answer[:n]); err != nil {
			return
		}
	}
}

// An answer of the database that is lost makes nothing happen twice, and loses nothing.
func TestALostAnswer(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p, where := before(t, postgrestest.Start(t).Database(t))
	s, err := postgres.Open(ctx, where+"?pool_max_conns=1", postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	lose := func(which int32, do func() error) error {
		p.loses.Store(which)
		err := do()
		require.LessOrEqual(t, p.loses.Load(), int32(0), "an answer was lost")
		return err
	}

	require.NoError(t, s.Commit(ctx, step("CA0", 0))) // its statements are prepared
	first := step("CA1", 0)
	first.Outgoing = []store.Outgoing{{ID: "m1", Task: store.SendText{}}}
	var claimed *store.Claimed
	if err := lose(1, func() error { return s.Commit(ctx, first) }); err != nil {
		require.ErrorAs(t, err, &claimed)
		require.Equal(t, first.Reply, claimed.Reply, "it was written, and its answer is its own")
	}
	var length int
	require.NoError(t, lose(1, func() (err error) { _, length, err = s.Call(ctx, "CA1"); return err }))
	require.Equal(t, 1, length)

	none, err := s.TakeOutgoing(ctx, 0) // its statements are prepared, and m1 is taken
	require.NoError(t, err)
	require.Len(t, none, 1)
	second := step("CA1", 1)
	second.Outgoing = []store.Outgoing{{ID: "m2", Task: store.SendText{To: ivr.Masked("+861550000001")}}}
	require.NoError(t, s.Commit(ctx, second))
	var taken []store.Outgoing
	for which := range int32(2) { // the answer to the mark that the process lives, then that to the taking
		require.NoError(t, lose(which+1, func() (err error) {
			batch, err := s.TakeOutgoing(ctx, 0)
			taken = append(taken, batch...)
			return err
		}))
		third := step("CA1", 2)
		third.Outgoing = []store.Outgoing{{ID: "m3", Task: store.SendText{}}}
		_ = s.Commit(ctx, third)
	}
	rest, err := s.TakeOutgoing(ctx, 0)
	require.NoError(t, err)
	require.Len(t, append(taken, rest...), 2, "each once")
}
