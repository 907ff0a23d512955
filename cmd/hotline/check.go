package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/proof"
)

// checkCommand is `hotline check`.
type checkCommand struct {
	rehearsal
	Dir  string `arg:"" optional:"" help:"Folder of menu YAML; HOTLINE_MENUS when left out, and OKPAY's own when that is empty."`
	JSON bool   `help:"One line of JSON a finding."`
}

// finding is a finding as other programs read it.
type finding struct {
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	Severity proof.Severity `json:"severity"`
	Text     string         `json:"text"`
}

// Run proves the menus: 1 is the status of a menu that must not go live. What
// is only to be seen to in time is told, and is no failure.
func (c *checkCommand) Run(s config.Settings, con console) error {
	if c.Dir != "" {
		s.Menus = c.Dir
	}
	menu, err := loadMenu(s.Menus)
	if problems := (menus.Problems)(nil); errors.As(err, &problems) && !errors.As(err, &menus.Unread{}) {
		return c.refuse(con, problems)
	}
	if err != nil {
		return unreadable{err}
	}
	at, err := c.instant(menu.Tree.Zone)
	if err != nil {
		return err
	}
	if at.IsZero() {
		at = time.Now()
	}
	failed := false
	for _, f := range proof.Check(menu, at) {
		failed = failed || f.Severity == proof.Fail
		if err := c.show(con, f, s.Menus); err != nil {
			return err
		}
	}
	if failed {
		return errSaid
	}
	if c.JSON {
		return nil
	}
	_, err = fmt.Fprintf(con.out, "%s: %d nodes, nobody is trapped\n", menu.Tree.Name, len(menu.Tree.Nodes))
	return err
}

// refuse shows a menu's mistakes: it can be read, and must not go live.
func (c *checkCommand) refuse(con console, problems menus.Problems) error {
	for _, p := range problems {
		if err := c.show(con, proof.Finding{Position: p.Position, Severity: proof.Fail, Text: p.Message}, ""); err != nil {
			return err
		}
	}
	return errSaid
}

func (c *checkCommand) show(con console, f proof.Finding, dir string) error {
	f.File = inFolder(dir, f.File)
	if c.JSON {
		return con.json(finding{f.File, f.Line, f.Column, f.Severity, f.Text})
	}
	_, err := fmt.Fprintln(con.out, f)
	return err
}
