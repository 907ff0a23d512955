package main

import (
	"sync"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/source"
)

// loadMenu reads a folder of menus, or OKPAY's own when dir is empty.
func loadMenu(dir string) (*menus.Menu, error) { return loaded(source.Folder(dir)) }

// loaded marks menus that cannot be loaded as unreadable input.
func loaded(menu *menus.Menu, err error) (*menus.Menu, error) {
	if err != nil {
		return nil, unreadable{err}
	}
	return menu, nil
}

// menuOf reads the settings' menus once, when they are first needed.
func menuOf(s config.Settings) func() (*menus.Menu, error) {
	return sync.OnceValues(func() (*menus.Menu, error) { return loadMenu(s.Menus) })
}
