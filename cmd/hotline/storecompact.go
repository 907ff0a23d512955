package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store/bolt"
)

// storeCompact is `hotline store compact`. It is not a store command: no process may hold
// the file meanwhile.
type storeCompact struct{}

// Run writes the store's file anew without what was removed from it.
func (*storeCompact) Run(ctx context.Context, s config.Settings, con terminal.Console) error {
	if s.Database() {
		return unreadable{fmt.Errorf("%s is a database, which makes room by its own tools: use VACUUM", s.StoreName())}
	}
	sizes, err := bolt.Compact(ctx, con.Path(s.StoreFile()), storeOptions(s))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return unreadable{fmt.Errorf("there is no store at %s: set HOTLINE_STORE", s.StoreFile())}
	case err != nil:
		return unreadable{err}
	}
	_, err = fmt.Fprintf(con.Out, "%s has every record, and nothing else: %d KB, %d KB before\n", s.StoreFile(), sizes.After>>10, sizes.Before>>10)
	return err
}
