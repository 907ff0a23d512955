package serve

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// Listen opens an address. Its errors name the setting and the flag that it is from.
func Listen(addr, setting, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return nil, fmt.Errorf("%s is in use by another program, perhaps another hotline: stop that one, or listen elsewhere, as in %s %s", addr, flag, elsewhere(addr))
		}
		return nil, fmt.Errorf("%s cannot be listened on: %w", setting, err)
	}
	return l, nil
}

// elsewhere is an address with another port.
func elsewhere(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	n, wrong := strconv.Atoi(port)
	if err != nil || wrong != nil || n > 65_000 {
		return "127.0.0.1:8081"
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}
