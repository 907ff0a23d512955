package main

import (
	"context"
	"errors"

	"github.com/okpay/hotline/cmd/hotline/control"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/postgres"
)

// openStore opens the store that the settings name: a file, which is made when it is
// not there, or a database.
func openStore(ctx context.Context, s config.Settings, con terminal.Console) (store.Store, error) {
	if s.Database() {
		if len(s.Key.Bytes()) > 0 {
			return nil, unreadable{errors.New("HOTLINE_KEY encrypts a store's file, and HOTLINE_STORE is a database: leave the key out, and let the database encrypt its disks")}
		}
		opened, err := postgres.Open(ctx, s.Store, postgres.Options{})
		if err != nil {
			return nil, unreadable{err}
		}
		return opened, nil
	}
	opened, err := bolt.Open(con.Path(s.StoreFile()), storeOptions(s))
	if err != nil {
		return nil, unreadable{err}
	}
	return opened, nil
}

// takeCommands takes command lines for the store of a server until ctx ends. Commands on
// a database need no server: they reach it themselves.
func takeCommands(ctx context.Context, s config.Settings, con terminal.Console, o storeContext) (wait func() error, err error) {
	if s.Database() {
		return func() error { return nil }, nil
	}
	return control.Serve(ctx, con.Path(s.StoreFile()), o.run)
}

// storeOptions are the options of the store's file, by the settings.
func storeOptions(s config.Settings) bolt.Options {
	return bolt.Options{Key: s.Key.Bytes(), NextKey: s.KeyNext.Bytes()}
}
