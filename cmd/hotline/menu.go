package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/menus/okpay"
)

// loadMenu reads a folder of menus, or OKPAY's own when dir is empty. Its
// problems name the files as the reader of the command line would.
func loadMenu(dir string) (*menus.Menu, error) {
	if dir == "" {
		return menus.Load(okpay.FS)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, unreadable{fmt.Errorf("HOTLINE_MENUS names no folder of menus: %w", err)}
	}
	defer func() { _ = root.Close() }()
	menu, err := menus.Load(root.FS())
	if err != nil {
		if _, absent := root.Stat(menus.Main); errors.Is(absent, fs.ErrNotExist) {
			return nil, unreadable{noMain(dir, root.FS())}
		}
	}
	if problems := (menus.Problems)(nil); errors.As(err, &problems) {
		for i := range problems {
			problems[i].File = inFolder(dir, problems[i].File)
		}
		return nil, unreadable{err}
	}
	return menu, err
}

// noMain returns the error for a folder without a menu. It names the folders inside
// that have one.
func noMain(dir string, folder fs.FS) error {
	found, _ := fs.Glob(folder, "*/"+menus.Main) // the pattern is sound
	if len(found) == 0 {
		return fmt.Errorf("%s holds no %s; name the folder that does", dir, menus.Main)
	}
	for i, file := range found {
		found[i] = filepath.Join(dir, path.Dir(file))
	}
	return fmt.Errorf("%s holds no %s; did you mean %s?", dir, menus.Main, strings.Join(found, " or "))
}

// inFolder names a menu's file as seen from the command line; the menus that
// are built in have no folder.
func inFolder(dir, file string) string {
	if dir == "" || file == "" {
		return file
	}
	return filepath.Join(dir, file)
}

// menuOf reads the settings' menus once, when they are first needed.
func menuOf(s config.Settings) func() (*menus.Menu, error) {
	return sync.OnceValues(func() (*menus.Menu, error) { return loadMenu(s.Menus) })
}

// callersMenus are the menus as the server needs them.
type callersMenus struct {
	publisher *live.Publisher
	forms     sync.Map // service.Menu by *menus.Menu: each is made once
}

// Current implements [service.Menus]. It never waits.
func (c *callersMenus) Current() service.Menu { return c.form(c.publisher.Current()) }

// Revision implements [service.Menus].
func (c *callersMenus) Revision(ctx context.Context, id string) (service.Menu, error) {
	menu, err := c.publisher.Revision(ctx, id)
	if err != nil {
		return service.Menu{}, err
	}
	return c.form(menu), nil
}

// Sound implements [service.Menus].
func (c *callersMenus) Sound(name string) []byte { return c.publisher.Sound(name) }

func (c *callersMenus) form(menu *menus.Menu) service.Menu {
	if made, ok := c.forms.Load(menu); ok {
		return made.(service.Menu) //nolint:forcetypeassert // the map holds no other
	}
	made, _ := c.forms.LoadOrStore(menu, simulate.Menu(menu))
	return made.(service.Menu) //nolint:forcetypeassert // the map holds no other
}
