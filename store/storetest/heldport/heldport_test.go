package heldport

import (
	"context"
	"errors"
	"net"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A held port can be listened on again and again, and is given to nobody else in between:
// the servers of two tests once had the same port, one of them while the other was killed.
func TestAHeldPortIsGivenToNobodyElse(t *testing.T) {
	t.Parallel()
	port, release, err := Hold()
	require.NoError(t, err)
	for range 3 {
		own, err := net.Listen("tcp", "127.0.0.1:"+port)
		require.NoError(t, err)
		require.NoError(t, own.Close())
		require.ErrorIs(t, anyPortOf(t, port), syscall.EADDRINUSE)
	}
	release()
	require.NoError(t, anyPortOf(t, port), "it is free again")
}

// The option of Linux (since 6.3) that narrows which ports a socket may be given.
const (
	protocolIP       = 0
	ipLocalPortRange = 51
)

// anyPortOf asks for any port where the only one to be had is this.
func anyPortOf(t *testing.T, port string) error {
	t.Helper()
	only, err := strconv.Atoi(port)
	require.NoError(t, err)
	narrow := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) (err error) {
		asked := c.Control(func(socket uintptr) {
			err = syscall.SetsockoptInt(int(socket), protocolIP, ipLocalPortRange, only<<16|only)
		})
		return errors.Join(asked, err)
	}}
	l, err := narrow.Listen(context.Background(), "tcp4", "127.0.0.1:0")
	if errors.Is(err, syscall.ENOPROTOOPT) {
		t.Skip("this kernel cannot narrow the ports that a socket may be given")
	}
	if err != nil {
		return err
	}
	return l.Close()
}
