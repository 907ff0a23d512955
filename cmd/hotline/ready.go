package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/okpay/hotline/cmd/hotline/probe"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
)

// readyCommand is `hotline ready`.
type readyCommand struct{}

// Run asks the server at HOTLINE_OPS_ADDR, or else at HOTLINE_ADDR, for scripts and containers.
func (*readyCommand) Run(ctx context.Context, s config.Settings, con terminal.Console) error {
	r, ok := probe.Ready(ctx, s.HealthAddr())
	if !ok {
		return fmt.Errorf("no hotline answers at %s (HOTLINE_OPS_ADDR, or else HOTLINE_ADDR)", s.HealthAddr())
	}
	for _, warning := range r.Warnings {
		if _, err := fmt.Fprintln(con.Out, warning); err != nil {
			return err
		}
	}
	if !r.Ready {
		return errors.New("not ready")
	}
	_, err := fmt.Fprintln(con.Out, "ready")
	return err
}
