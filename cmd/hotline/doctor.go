package main

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/cmd/hotline/doctor"
	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store/postgres"
)

// doctorCommand is `hotline doctor`.
type doctorCommand struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

func (*doctorCommand) inspects() {}

// Run looks at everything, whatever is found first. It fails when something is bad.
func (c *doctorCommand) Run(ctx context.Context, s config.Settings, con terminal.Console, source settingsSource) error {
	return c.examine(ctx, con, doctor.Doctor{
		Settings: s, EnvFile: con.Path(source.file), Store: con.Path(s.StoreFile()), Database: reachOf(s), Menu: menuOf(s), Prove: prover.Here, Now: time.Now,
	})
}

// reachOf looks whether the settings' database answers.
func reachOf(s config.Settings) func(context.Context) error {
	return func(ctx context.Context) error { return postgres.Reach(ctx, s.Store) }
}

func (c *doctorCommand) examine(ctx context.Context, con terminal.Console, d doctor.Doctor) error {
	fit := true
	for found := range d.Examine(ctx) {
		fit = fit && found.Result != doctor.Bad
		if err := c.show(con, found); err != nil {
			return err
		}
	}
	if !fit {
		return errSaid
	}
	return nil
}

func (c *doctorCommand) show(con terminal.Console, d doctor.Diagnosis) error {
	if c.JSON {
		return con.JSON(d)
	}
	_, err := fmt.Fprintln(con.Out, d)
	return err
}
