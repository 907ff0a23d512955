// Package heldport gives tests ports for servers that are killed and started again. A port
// that was found by listening and closing belongs to nobody while its server is down: the
// next server of another test may be given it, and hears callers who are not its own.
package heldport

import (
	"fmt"
	"strconv"
	"syscall"
)

// Hold takes a free port of 127.0.0.1 until it is released. It is bound, but nobody listens
// on it: the kernel gives it to nobody who asks for any port, while a server that asks for
// this one, as Go's do with SO_REUSEADDR, gets it as often as it likes (on Linux).
func Hold() (port string, release func(), err error) {
	socket, err := bound()
	if err != nil {
		return "", nil, fmt.Errorf("holding a port: %w", err)
	}
	release = func() { _ = syscall.Close(socket) }
	name, err := syscall.Getsockname(socket)
	address, ok := name.(*syscall.SockaddrInet4)
	if err != nil || !ok {
		release()
		return "", nil, fmt.Errorf("reading which port is held, of %T: %w", name, err)
	}
	return strconv.Itoa(address.Port), release, nil
}

// bound gives a socket that has a port, and that no child process inherits.
func bound() (socket int, err error) {
	syscall.ForkLock.RLock()
	socket, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(socket)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return 0, err
	}
	if err = syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err == nil {
		err = syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	}
	if err != nil {
		_ = syscall.Close(socket)
	}
	return socket, err
}
