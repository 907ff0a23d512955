package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
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

// webMenu is a menu as the server needs it.
func webMenu(m *menus.Menu) service.Menu {
	queues, promised := map[string]service.Queue{}, promises(m)
	for name, q := range m.Queues {
		queues[name] = service.Queue{
			Line: q.Hours, Priority: q.Priority,
			Promise: promised[name],
			Open:    func(now time.Time, closed *ivr.Closure) bool { return m.Open(name, now, closed) },
		}
	}
	return service.Menu{Tree: m.Tree, Unknown: m.Unknown, Queues: queues, Sounds: m.Sounds}
}

// promises are the service levels of a menu's queues.
func promises(m *menus.Menu) map[string]acd.Promise {
	all := map[string]acd.Promise{}
	for name, q := range m.Queues {
		all[name] = acd.Promise{Share: q.ServiceLevel.Share, Within: q.ServiceLevel.Within}
	}
	return all
}

// folder is a menu's files as they were, by name.
type folder map[string][]byte

// Open implements [fs.FS].
func (f folder) Open(name string) (fs.File, error) {
	content, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &sheet{bytes.NewReader(content), name}, nil
}

// sheet is a file of a folder, and its own description.
type sheet struct {
	*bytes.Reader
	name string
}

// Stat, Close and the rest make a sheet an [fs.File] and [fs.FileInfo].
func (p *sheet) Stat() (fs.FileInfo, error) { return p, nil }
func (p *sheet) Close() error               { return nil }
func (p *sheet) Name() string               { return p.name }
func (p *sheet) Mode() fs.FileMode          { return 0o444 }
func (p *sheet) ModTime() time.Time         { return time.Time{} }
func (p *sheet) IsDir() bool                { return false }
func (p *sheet) Sys() any                   { return nil }
