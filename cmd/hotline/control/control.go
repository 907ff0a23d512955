// Package control runs a command line in the process that holds the store.
//
// A store's file belongs to one process. The process that holds it listens on a Unix
// socket beside the file ([Serve]). A process that is given a command line sends it there
// ([Send]), with the files that the command reads. What the command writes comes back, a
// piece of JSON a line, and last its exit status.
//
// Only the system's user who runs the hotline may use the socket. The server
// decides what a command line means: control knows no commands.
package control

import (
	"io"

	"github.com/okpay/hotline/ivr"
)

// Request is a command line, and what the command may know of the terminal at which it was
// given.
type Request struct {
	Args   []string
	Dir    string     // the folder that relative paths are relative to; "" is the process's own
	Rich   bool       // standard output is a terminal
	Lively bool       // standard error is a terminal
	Color  bool       // standard output may be coloured
	Typed  ivr.Secret // the secret that the command asked for; "" for none
	Files  []string   // files that the command reads, as the command line names them
}

// Received is a request in the process that holds the store.
type Received struct {
	Request
	User     string // the system's user at the terminal; "" when it is not known
	Out, Err io.Writer
	Sent     *Files // the request's files, closed when the command has ended; nil when it named none
}
