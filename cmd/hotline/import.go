package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/findings"
	"github.com/okpay/hotline/menus/source"
	"github.com/okpay/hotline/menus/studio"
)

// importStudio is `hotline import studio`.
type importStudio struct {
	Flow     string `arg:"" help:"The flow as Studio exports it, JSON."`
	Output   string `short:"o" placeholder:"DIR" default:"imported" help:"The folder that the menu is written to."`
	Language string `enum:",zh-CN,en-US" default:"" help:"The language that the flow speaks: zh-CN or en-US; found out when left out."`
	Force    bool   `help:"Write into a folder that holds something already."`
	JSON     bool   `help:"One line of JSON a note, and one a finding of check."`
}

// Run turns a flow into a menu, and tells what was wrong with it all along.
func (c *importStudio) Run(con terminal.Console) error {
	data, err := os.ReadFile(con.Path(c.Flow))
	if err != nil {
		return unreadable{fmt.Errorf("the flow cannot be read: %w", err)}
	}
	got, err := studio.Convert(data, c.Language)
	if err != nil {
		return unreadable{fmt.Errorf("%s:%w", c.Flow, err)}
	}
	menu, err := menus.LoadFiles(got.Files)
	if err != nil {
		return unreadable{fmt.Errorf("%s cannot be made a menu: %w", c.Flow, err)}
	}
	if err := c.write(con.Path(c.Output), got.Files); err != nil {
		return unreadable{err}
	}
	return c.tell(con, got, check.Prove(menu, time.Now(), check.Options{Stop: prover.Live.Stop(context.Background())}).Findings)
}

// write puts the files into a folder that is new, or empty.
func (c *importStudio) write(dir string, files map[string][]byte) error {
	if there, err := os.ReadDir(dir); err == nil && len(there) > 0 && !c.Force {
		return fmt.Errorf("-o: %s holds something already; name another folder, or add --force", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("-o: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // menus are no secret
		return fmt.Errorf("-o: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(dir, name), files[name], 0o644); err != nil { //nolint:gosec // menus are no secret
			return fmt.Errorf("-o: %w", err)
		}
	}
	return nil
}

// tell lists what became of the flow: its traps, what was lost and added, and
// what check says of the menu.
func (c *importStudio) tell(con terminal.Console, got studio.Import, found []check.Finding) error {
	for i := range found {
		found[i].File = source.InFolder(c.Output, found[i].File)
	}
	if c.JSON {
		return tellJSON(con, got, found)
	}
	_, err := fmt.Fprint(con.Out, got.Report(c.Flow, c.Output, found))
	return err
}

func tellJSON(con terminal.Console, got studio.Import, found []check.Finding) error {
	for _, n := range got.Notes {
		if err := con.JSON(n); err != nil {
			return err
		}
	}
	for _, f := range found {
		if err := con.JSON(findings.RecordOf(f)); err != nil {
			return err
		}
	}
	return nil
}
