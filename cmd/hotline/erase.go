package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/store"
)

// eraseCommand is `hotline erase`.
type eraseCommand struct {
	Phone   string `placeholder:"NUMBER" xor:"who" help:"Whose calls came from this number, E.164."`
	Account string `placeholder:"ID" xor:"who" help:"Whose calls and cases were about this account."`
	Reason  string `help:"Why, for the audit."`
	DryRun  bool   `help:"Show what would be erased, and erase nothing."`
}

// Work shows what is known of the person, and erases it.
func (c *eraseCommand) Work(ctx context.Context, o *storeContext) error {
	person := privacy.Person{Phone: ivr.Masked(c.Phone), Account: ivr.Masked(c.Account)}
	if c.Phone != "" && !config.IsE164(c.Phone) {
		return unreadable{errors.New("--phone is no telephone number: write it as E.164, + and country code, no spaces")}
	}
	if c.DryRun {
		return o.wouldErase(ctx, person)
	}
	by := store.AuditEntry{At: o.now(), Who: atTerminal + ":" + o.user, Role: store.RoleAdmin}
	found, err := privacy.Erase(ctx, o.store, o.carrier, privacy.Request{Person: person, By: by, Reason: c.Reason})
	switch {
	case errors.Is(err, privacy.ErrPerson):
		return unreadable{errors.New("name the person with --phone or --account")}
	case err != nil:
		return err
	case found.None():
		return fmt.Errorf("nothing is known of %s", person)
	}
	fmt.Fprintf(o.Out, "erased of %s: %s\n", person, found)
	fmt.Fprintln(o.Out, "the file may hold it in freed pages: stop the hotline and run hotline store compact")
	return o.stays()
}

// wouldErase shows what is known of a person. Who looks is written into the audit.
func (o *storeContext) wouldErase(ctx context.Context, person privacy.Person) error {
	found, err := privacy.Find(ctx, o.store, person)
	switch {
	case errors.Is(err, privacy.ErrPerson):
		return unreadable{errors.New("name the person with --phone or --account")}
	case err != nil && !errors.Is(err, privacy.ErrUnderWay):
		return err
	}
	if err := o.audit(ctx, "person.find", person.String(), ""); err != nil {
		return err
	}
	fmt.Fprintf(o.Out, "known of %s: %s\n", person, found)
	for _, call := range found.Calls {
		fmt.Fprintf(o.Out, "call\t%s\n", call)
	}
	for _, number := range found.Cases {
		fmt.Fprintf(o.Out, "case\t%s\n", number)
	}
	if err != nil {
		fmt.Fprintln(o.Out, err)
	}
	return o.stays()
}

// stays says what is not erased.
func (o *storeContext) stays() error {
	for _, stay := range privacy.Stays() {
		if _, err := fmt.Fprintln(o.Out, "stays:", stay.Text); err != nil {
			return err
		}
	}
	return nil
}
