package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/okpay/hotline/config"
)

// readiness is what a server says of itself at /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Menu     string   `json:"menu"`
	Warnings []string `json:"warnings"`
}

// readyCommand is `hotline ready`.
type readyCommand struct{}

// Run asks the server at HOTLINE_OPS_ADDR, or else at HOTLINE_ADDR, for scripts and containers.
func (*readyCommand) Run(ctx context.Context, s config.Settings, con console) error {
	r, ok := ask[readiness](ctx, s.HealthAddr(), "/readyz")
	if !ok {
		return fmt.Errorf("no hotline answers at %s (HOTLINE_OPS_ADDR, or else HOTLINE_ADDR)", s.HealthAddr())
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
