package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/starter"
)

// initCommand is `hotline init`.
type initCommand struct {
	Dir string `arg:"" help:"The folder to make; it must be new, or empty."`
}

// schemaFile stands beside the menus, where their first lines name it.
const schemaFile = "menu.schema.json"

// Run writes a menu to begin with, and the schema for the editor.
func (c *initCommand) Run(con terminal.Console) error {
	dir := con.Path(c.Dir)
	if err := makeEmpty(dir); err != nil {
		return err
	}
	if err := os.CopyFS(dir, starter.FS); err != nil {
		return fmt.Errorf("writing the menus: %w", err)
	}
	schema, err := menus.Schema("en-US")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, schemaFile), schema, 0o644); err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}
	return c.tell(con)
}

// tell names what was written, and what to do next.
func (c *initCommand) tell(con terminal.Console) error {
	names, err := fs.Glob(starter.FS, "*.yaml")
	if err != nil {
		return err
	}
	for _, name := range append(names, schemaFile) {
		fmt.Fprintln(con.Out, filepath.Join(c.Dir, name))
	}
	_, err = fmt.Fprintf(con.Out, "Now change a text, and prove it: hotline check %s\n", c.Dir)
	return err
}

// makeEmpty makes a folder, and writes over nobody's work.
func makeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return os.MkdirAll(dir, 0o755)
	case err != nil:
		return unreadable{err}
	case len(entries) > 0:
		return unreadable{fmt.Errorf("%s is not empty; name a new folder", dir)}
	}
	return nil
}
