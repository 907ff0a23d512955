package control

import (
	"context"
	"net"
	"os"
	"os/user"
	"strconv"
)

// User returns the name of the system's user who runs this process.
func User() string { return userNamed(strconv.Itoa(os.Getuid())) }

// userNamed returns the name of a user id, or the id when the system has no name for it.
func userNamed(id string) string {
	found, err := user.LookupId(id)
	if err != nil {
		return "uid " + id
	}
	return found.Username
}

// peerKey is the key of the peer's name in a connection's context.
type peerKey struct{}

// withPeer keeps who is at the other end of a connection.
func withPeer(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, peerKey{}, peer(c))
}

// peerOf returns what withPeer has kept.
func peerOf(ctx context.Context) string {
	name, _ := ctx.Value(peerKey{}).(string)
	return name
}
