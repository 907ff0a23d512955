package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/postgres"
)

// storeCheck is `hotline store check`. It is not a store command: no process may
// hold the file meanwhile; of a running hotline a backup is checked.
type storeCheck struct {
	File    string `arg:"" optional:"" help:"A store's file, or a backup; the store of the settings when left out. No hotline may have a file open."`
	Salvage string `placeholder:"FILE" help:"Write a new file with every record that is as it was written, for restore to take."`
}

// errDamagedStore ends a check that has found something.
var errDamagedStore = errors.New("there are damaged records")

// Run reads every record and lists those that are not what was written.
func (c *storeCheck) Run(ctx context.Context, s config.Settings, con terminal.Console) error {
	name := c.File
	if name == "" && s.Database() {
		return c.database(ctx, s, con)
	}
	if name == "" {
		name = s.StoreFile()
	}
	look := bolt.Check
	if c.Salvage != "" {
		look = func(ctx context.Context, path string, o bolt.Options) ([]bolt.Damage, error) {
			return bolt.Salvage(ctx, path, con.Path(c.Salvage), o)
		}
	}
	found, err := look(ctx, con.Path(name), storeOptions(s))
	if errors.Is(err, fs.ErrNotExist) {
		return unreadable{fmt.Errorf("there is no store at %s: name its file, or set HOTLINE_STORE", name)}
	}
	if err != nil {
		return unreadable{fmt.Errorf("%s: %w", name, err)}
	}
	if err := showDamages(con, found); err != nil {
		return err
	}
	if c.Salvage != "" {
		_, err := fmt.Fprintf(con.Out, "%s holds %s; put it in the store's place with hotline restore %s\n", c.Salvage, salvaged(name, found), c.Salvage)
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%w: %d; leave them out with hotline store check %s --salvage FILE, or restore a backup", errDamagedStore, len(found), name)
	}
	_, err = fmt.Fprintf(con.Out, "%s: every record is as it was written\n", name)
	return err
}

// salvaged says what was salvaged of a store.
func salvaged(name string, found []bolt.Damage) string {
	if slices.ContainsFunc(found, func(d bolt.Damage) bool { return d.State == bolt.Cut || d.State == bolt.Gone }) {
		return "what can be read of " + name
	}
	lost := 0
	for _, d := range found {
		if !d.Entry {
			lost++
		}
	}
	return fmt.Sprintf("all of %s but for %d records", name, lost)
}

// database checks the records of a database, while hotlines work on it. It looks after its own pages and indexes.
func (c *storeCheck) database(ctx context.Context, s config.Settings, con terminal.Console) error {
	if c.Salvage != "" {
		return unreadable{fmt.Errorf("%s is a database, of which there is no file to salvage: restore a dump, with pg_restore", s.StoreName())}
	}
	opened, err := postgres.Open(ctx, s.Store, postgres.Options{})
	if err != nil {
		return unreadable{err}
	}
	records, err := opened.Check(ctx)
	if err = errors.Join(err, opened.Close()); err != nil {
		return unreadable{fmt.Errorf("%s: %w", s.StoreName(), err)}
	}
	var found []bolt.Damage
	for _, r := range records {
		found = append(found, bolt.Damage{Bucket: string(r.Kind), Key: store.KeyHash([]byte(r.Key)), State: bolt.InPlace})
	}
	if err := showDamages(con, found); err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%w: %d; enter anew what they are of, or restore a dump; pg_amcheck reads the database's pages", errDamagedStore, len(found))
	}
	_, err = fmt.Fprintf(con.Out, "%s: every record can be read; pg_amcheck reads the database's pages\n", s.StoreName())
	return err
}

// showDamages lists damaged records, a line each.
func showDamages(con terminal.Console, found []bolt.Damage) error {
	for _, d := range found {
		if _, err := fmt.Fprintf(con.Out, "%s\t%s\t%s\n", d.Bucket, d.Key, d.State); err != nil {
			return err
		}
	}
	return nil
}
