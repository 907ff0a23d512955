package main

import (
	"context"
	"os"

	"github.com/okpay/hotline/cmd/hotline/player"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
)

// dayCommand is `hotline play`, which a running hotline starts.
type dayCommand struct{}

// Run plays the day on standard input, and writes its report to standard output.
func (dayCommand) Run(ctx context.Context, _ config.Settings, con terminal.Console) error {
	if err := player.Work(ctx, os.Stdin, con.Out); err != nil {
		return unreadable{err}
	}
	return nil
}
