package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/okpay/hotline/ivr/web/auth"
)

// agentsResetSecondFactor is `hotline agents reset-second-factor`.
type agentsResetSecondFactor struct {
	Name string `arg:"" help:"Who it is."`
}

// Work implements [storeCommand].
func (c *agentsResetSecondFactor) Work(ctx context.Context, o *storeContext) error {
	name := strings.TrimSpace(c.Name)
	ended, err := auth.ResetSecond(ctx, o.store, name)
	if err != nil {
		return nobody(err)
	}
	if err := o.audit(ctx, "person.second_reset", name, ""); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, "browsers signed out: %d; the password alone lets %s in, to set up another\n", ended, name)
	return err
}

// agentsForgetBrowsers is `hotline agents forget-browsers`.
type agentsForgetBrowsers struct{}

// Work implements [storeCommand].
func (*agentsForgetBrowsers) Work(ctx context.Context, o *storeContext) error {
	if err := auth.ForgetBrowsers(ctx, o.store, rand.Reader); err != nil {
		return err
	}
	return o.audit(ctx, "people.forget_browsers", "", "")
}
