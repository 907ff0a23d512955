package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// Folder reads a folder of menus, or OKPAY's own when dir is empty. Its
// problems name the files as the reader of the command line would.
func Folder(dir string) (*menus.Menu, error) {
	if dir == "" {
		return menus.Load(okpay.FS)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("HOTLINE_MENUS names no folder of menus: %w", err)
	}
	defer func() { _ = root.Close() }()
	menu, err := menus.Load(root.FS())
	if err != nil {
		if _, absent := root.Stat(menus.Main); errors.Is(absent, fs.ErrNotExist) {
			return nil, noMain(dir, root.FS())
		}
	}
	if problems := (menus.Problems)(nil); errors.As(err, &problems) {
		for i := range problems {
			problems[i].File = InFolder(dir, problems[i].File)
		}
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

// InFolder names a menu's file as seen from the command line; the menus that
// are built in have no folder.
func InFolder(dir, file string) string {
	if dir == "" || file == "" {
		return file
	}
	return filepath.Join(dir, file)
}
