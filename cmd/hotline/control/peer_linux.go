package control

import (
	"net"
	"strconv"

	"golang.org/x/sys/unix"
)

// peer returns the system's user at the other end of a Unix socket, "" when it is not
// known.
func peer(c net.Conn) string {
	socket, ok := c.(*net.UnixConn)
	if !ok {
		return ""
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return ""
	}
	name := ""
	_ = raw.Control(func(fd uintptr) { // a socket that is closed by now has no peer
		if credentials, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); err == nil {
			name = userNamed(strconv.FormatUint(uint64(credentials.Uid), 10))
		}
	})
	return name
}
