package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/backup"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/postgres"
)

// storeCopy is `hotline store copy`. It is not a store command: nobody may write to
// either store meanwhile.
type storeCopy struct {
	From     string `arg:"" help:"The store's file. No hotline may have it open."`
	To       string `arg:"" optional:"" help:"The empty database, postgres://USER:PASSWORD@HOST:PORT/DATABASE; that of HOTLINE_STORE when left out, which keeps the password out of process lists."`
	Progress bool   `help:"Show a progress bar although stderr is no terminal."`
}

// Run copies every record, and compares each with the copy.
func (c *storeCopy) Run(ctx context.Context, s config.Settings, con terminal.Console) (err error) {
	if c.To != "" {
		s.Store = c.To
	}
	if !s.Database() {
		return unreadable{errors.New("TO is no database: write postgres://USER:PASSWORD@HOST:PORT/DATABASE, or set HOTLINE_STORE to it")}
	}
	if (config.Settings{Store: c.From}).Database() {
		return unreadable{errors.New("FROM is a database: a store is copied from a file")}
	}
	if _, err := os.Stat(con.Path(c.From)); err != nil {
		return unreadable{fmt.Errorf("there is no store at %s: %w", c.From, backup.WithoutPath(err))}
	}
	from, err := bolt.Open(con.Path(c.From), bolt.Options{})
	switch {
	case errors.Is(err, bolt.ErrKey):
		return unreadable{fmt.Errorf("%s is encrypted: keys of an encrypted store cannot be read back, so it cannot be copied", c.From)}
	case err != nil:
		return unreadable{err}
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := postgres.Open(ctx, s.Store, postgres.Options{Fill: true})
	if err != nil {
		return unreadable{err}
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	count, err := c.copy(ctx, from, to, con)
	if err != nil {
		return unreadable{fmt.Errorf("copying %s to %s: %w", c.From, s.StoreName(), err)}
	}
	_, err = fmt.Fprintf(con.Out, "copied %s to %s: %d records, each compared\n", c.From, s.StoreName(), count)
	return err
}

// copy reads all records once before anything is written: one that is damaged stops it.
func (c *storeCopy) copy(ctx context.Context, from *bolt.Store, to *postgres.Store, con terminal.Console) (count int, err error) {
	for _, err := range from.Records(ctx) {
		if err != nil {
			return 0, fmt.Errorf("%w; leave out what is damaged with hotline store check %s --salvage FILE", err, c.From)
		}
		count++
	}
	writing := con.Progress(c.Progress, "writing", "records", count)
	err = to.Load(ctx, from.Records(ctx), writing.Set)
	writing.End()
	if err != nil {
		return 0, err
	}
	comparing := con.Progress(c.Progress, "comparing", "records", count)
	err = store.Same(ctx, from, to, func() { comparing.Add(1) })
	comparing.End()
	if err != nil {
		return 0, fmt.Errorf("the copy is not the same, and is not to be used: %w", err)
	}
	return count, to.Loaded(ctx)
}
