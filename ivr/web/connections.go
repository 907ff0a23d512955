package web

import (
	"net"
	"sync"
)

// LimitPerAddress bounds how many connections one address may have open at a time: whoever
// opens more gets the next ones closed at once, and takes no room from others. Addresses
// for which exempt reports true, as a proxy's, are not bounded.
func LimitPerAddress(l net.Listener, most int, exempt func(net.IP) bool) net.Listener {
	return &fairListener{Listener: l, most: most, exempt: exempt, open: map[string]int{}}
}

type fairListener struct {
	net.Listener
	most   int
	exempt func(net.IP) bool

	mu   sync.Mutex
	open map[string]int // connections by address
}

// Accept implements [net.Listener].
func (l *fairListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from, ok := conn.RemoteAddr().(*net.TCPAddr)
		if !ok || l.exempt(from.IP) {
			return conn, nil
		}
		if l.enter(from.IP.String()) {
			return &countedConn{Conn: conn, leave: sync.OnceFunc(func() { l.leave(from.IP.String()) })}, nil
		}
		_ = conn.Close() // it has asked for nothing yet
	}
}

func (l *fairListener) enter(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[address] >= l.most {
		return false
	}
	l.open[address]++
	return true
}

func (l *fairListener) leave(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[address]--; l.open[address] == 0 {
		delete(l.open, address)
	}
}

// countedConn is a connection that its address no longer has when it is closed.
type countedConn struct {
	net.Conn
	leave func()
}

// Close implements [net.Conn].
func (c *countedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}
