package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/okpay/hotline/config"
)

// readyCommand is `hotline ready`.
type readyCommand struct{}

// Run asks the server at HOTLINE_ADDR, for scripts and containers.
func (*readyCommand) Run(ctx context.Context, s config.Settings, con console) error {
	type readiness struct {
		Ready    bool     `json:"ready"`
		Warnings []string `json:"warnings"`
	}
	r, ok := ask[readiness](ctx, s.Addr, "/readyz")
	if !ok {
		return fmt.Errorf("no hotline answers at %s (HOTLINE_ADDR)", s.Addr)
	}
	for _, warning := range r.Warnings {
		if _, err := fmt.Fprintln(con.out, warning); err != nil {
			return err
		}
	}
	if !r.Ready {
		return errors.New("not ready")
	}
	_, err := fmt.Fprintln(con.out, "ready")
	return err
}
