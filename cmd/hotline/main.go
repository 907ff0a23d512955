// Command hotline answers a payments company's telephone hotline: it serves the
// carrier's webhooks, proves menus, keeps the ledger and the cases, and is a
// telephone in the terminal.
//
// Each subcommand has a file of its own; program.go takes a command line to it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // time zones on any machine, also in an empty container

	"github.com/okpay/hotline/cmd/hotline/terminal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal is not waited for
	p := program{Console: terminal.Own(), lookup: os.LookupEnv}
	os.Exit(p.run(ctx, os.Args[1:]))
}
