package control

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// socketPath is where the process that holds a store listens.
func socketPath(store string) string { return store + ".sock" }

// longestSocket is the longest path that every system takes for a socket.
const longestSocket = 100

// dialable is a name of the socket that the system takes: a longer one goes
// through its folder, opened until release.
func dialable(path string) (name string, release func()) {
	if len(path) <= longestSocket {
		return path, func() {}
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return path, func() {}
	}
	name = fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), filepath.Base(path))
	return name, func() { _ = folder.Close() }
}

// listenPrivately makes a socket that nobody else may use, from its first
// moment: it is made in a folder of its own and then moved to its place.
func listenPrivately(path string) (net.Listener, error) {
	folder, err := os.MkdirTemp(filepath.Dir(path), ".hotline-socket-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	made := filepath.Join(folder, "s")
	address, release := dialable(made)
	defer release()
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false) // the name that it was made under is gone
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, path)); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}
