package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/backup"
	"github.com/okpay/hotline/store/bolt"
)

// backupCommand is `hotline backup`.
type backupCommand struct {
	File      string   `arg:"" help:"Where the copy goes; it must not be there yet."`
	EncryptTo []string `placeholder:"KEY" help:"Encrypt the copy for a public key of age (age1…), which may be repeated; only its secret key restores it."`
}

// Work implements [storeCommand]. The copy appears under its name only when it
// is whole, on disk, and every record in it was read.
func (c *backupCommand) Work(ctx context.Context, o *storeContext) (err error) {
	if _, shared := o.store.(store.Shared); shared {
		return unreadable{o.store.Backup(ctx, io.Discard)}
	}
	to, err := backup.Recipients(c.EncryptTo)
	if err != nil {
		return unreadable{fmt.Errorf("--encrypt-to %w", err)}
	}
	if err := o.audit(ctx, "store.backup", filepath.Base(c.File), ""); err != nil {
		return err
	}
	err = backup.File{Path: o.Path(c.File), Store: o.store, Spool: o.spool, To: to}.Write(ctx)
	switch {
	case errors.Is(err, os.ErrExist):
		return unreadable{fmt.Errorf("%s is there already: name another file, or remove it", c.File)}
	case errors.Is(err, backup.ErrDamaged) && len(to) > 0:
		return fmt.Errorf("%s is a copy, but the store has damaged records and restore refuses it: stop the hotline and leave them out with hotline store check --salvage FILE (%w)", c.File, store.ErrDamaged)
	case errors.Is(err, backup.ErrDamaged):
		return fmt.Errorf("%s is a copy, but the store has damaged records and restore refuses it: leave them out with hotline store check %s --salvage FILE (%w)", c.File, c.File, store.ErrDamaged)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return unreadable{fmt.Errorf("%s cannot be written: %w", c.File, backup.WithoutPath(err))}
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(o.Out, "backed up to %s\n", c.File)
	return err
}

// restoreCommand is `hotline restore`. It is not a store command: no process
// may hold the store meanwhile.
type restoreCommand struct {
	File     string `arg:"" help:"A file that backup made."`
	Identity string `placeholder:"FILE" help:"The file with the secret key of age that an encrypted backup is for."`
}

// Run puts the backup in the store's place.
func (c *restoreCommand) Run(s config.Settings, con terminal.Console) (err error) {
	if s.Database() {
		return unreadable{fmt.Errorf("%s is a database, which is put back by its own tools: use pg_restore", s.StoreName())}
	}
	file, err := os.Open(con.Path(c.File))
	if err != nil {
		return unreadable{err}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	identity := c.Identity
	if identity != "" {
		identity = con.Path(identity)
	}
	from, err := backup.Decrypted(file, identity)
	if err != nil {
		return unreadable{fmt.Errorf("%s %w", c.File, err)}
	}
	if err := bolt.Restore(from, con.Path(s.StoreFile())); err != nil {
		return unreadable{err}
	}
	_, err = fmt.Fprintf(con.Out, "restored %s from %s\n", s.StoreFile(), c.File)
	return err
}
