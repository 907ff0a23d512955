package main

import (
	"context"
	"os"

	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/config"
)

// proveCommand is `hotline prove`, which a running hotline starts.
type proveCommand struct{}

// Run proves the job on standard input, and writes the findings to standard output.
func (proveCommand) Run(ctx context.Context, _ config.Settings, con console) error {
	if err := prover.Work(ctx, os.Stdin, con.out); err != nil {
		return unreadable{err}
	}
	return nil
}
