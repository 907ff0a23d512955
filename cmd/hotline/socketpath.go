package main

import (
	"fmt"
	"os"
	"path/filepath"
)

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
