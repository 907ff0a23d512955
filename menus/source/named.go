package source

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// Named reads a menu by the name of its folder, by a git revision, or by the
// name of those that are built in; "" is the settings' own.
func Named(ctx context.Context, name, own string) (*menus.Menu, error) {
	switch {
	case name == "":
		return Folder(own)
	case name == "okpay":
		return menus.Load(okpay.FS)
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return Folder(name)
	}
	revision, dir, named := strings.Cut(name, ":")
	if !named {
		dir = own
	}
	files, err := gitFiles(ctx, revision, dir)
	if err != nil {
		return nil, fmt.Errorf("%s is no folder, and no git revision with menus: %w", name, err)
	}
	menu, err := menus.LoadFiles(files)
	if err != nil {
		err = fmt.Errorf("the menus of %s: %w", name, err)
	}
	return menu, err
}
