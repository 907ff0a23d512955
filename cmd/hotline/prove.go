package main

import (
	"context"
	"os"

	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
)

// proveCommand is `hotline prove`, which a running hotline starts.
type proveCommand struct{}

// Run proves the job on standard input, and writes the findings to standard output.
func (proveCommand) Run(ctx context.Context, _ config.Settings, con terminal.Console) error {
	if err := prover.Work(ctx, os.Stdin, con.Out); err != nil {
		return unreadable{err}
	}
	return nil
}
