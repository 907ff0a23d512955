package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/diagram"
	"github.com/okpay/hotline/store"
)

// graphCommand is `hotline graph`.
type graphCommand struct {
	rehearsal
	Dir      string `arg:"" optional:"" help:"Folder of menu YAML; HOTLINE_MENUS when left out, and OKPAY's own when that is empty."`
	Output   string `short:"o" placeholder:"FILE" help:"Where to: FILE.svg, FILE.html (the picture, and all of it as a list), FILE.dot (Graphviz) or FILE.mmd (Mermaid, of which GitHub draws up to 500 ways); Mermaid to the terminal when left out."`
	Language string `enum:"zh-CN,en-US,both" default:"both" help:"The words in the picture: zh-CN, en-US or both."`
	Traffic  bool   `help:"Draw the ways as wide as callers took them, from the store's calls."`
	Since    string `placeholder:"DATE" help:"The traffic of calls from then on: 2026-10-01, or 30d."`
	Plain    bool   `help:"Without the problems that check finds."`
}

func (c *graphCommand) needsStore() bool { return c.Traffic || c.Since != "" }

// Run draws the menu without traffic.
func (c *graphCommand) Run(s config.Settings, con terminal.Console) error {
	return c.draw(con, menuOf(s), time.Now(), nil)
}

// Work draws it with the traffic of the store's calls.
func (c *graphCommand) Work(ctx context.Context, o *storeContext) error {
	zone, err := o.zone()
	if err != nil {
		return err
	}
	since, err := moment("--since", c.Since, o.now(), zone)
	if err != nil {
		return unreadable{err}
	}
	taken := map[[2]string]int{}
	for call, err := range o.store.ListCalls(ctx, store.CallFilter{Since: since}) {
		if err != nil {
			return fmt.Errorf("counting the calls' ways: %w", err)
		}
		for _, p := range call.Path {
			taken[[2]string{p.Node, p.Exit}]++
		}
	}
	return c.draw(o.Console, o.menu, o.now(), func(node, exit string) int { return taken[[2]string{node, exit}] })
}

// draw draws the folder that the command line names, or else the menu of the
// settings.
func (c *graphCommand) draw(con terminal.Console, menuOf func() (*menus.Menu, error), now time.Time, passages func(node, exit string) int) error {
	write, err := writerOf(c.Output)
	if err != nil {
		return unreadable{err}
	}
	if c.Dir != "" {
		menuOf = func() (*menus.Menu, error) { return loadMenu(con.Path(c.Dir)) }
	}
	menu, err := menuOf()
	if err != nil {
		return err
	}
	at, err := c.instantOr(now, menu.Tree.Zone)
	if err != nil {
		return err
	}
	var picture bytes.Buffer
	if err := write(diagram.Of(menu.Tree, c.options(menu, at, passages)), &picture); err != nil {
		return err
	}
	return c.put(con, picture.Bytes())
}

func (c *graphCommand) options(menu *menus.Menu, at time.Time, passages func(node, exit string) int) diagram.Options {
	o := diagram.Options{
		Language: c.Language, Lines: menu.Lines, Passages: passages, Date: at.In(menu.Tree.Zone).Format(time.DateOnly),
	}
	if c.Language == "both" {
		o.Language, o.Second = "zh-CN", "en-US"
	}
	if !c.Plain {
		o.Problems = diagram.ProblemsOf(check.Check(menu, at))
	}
	return o
}

// put writes the picture where it was asked for.
func (c *graphCommand) put(con terminal.Console, picture []byte) error {
	if c.Output == "" {
		_, err := con.Out.Write(picture)
		return err
	}
	if err := con.Save("-o", c.Output, picture); err != nil {
		return unreadable{err}
	}
	return nil
}

// writerOf is how the picture is written, by the name of its file.
func writerOf(file string) (func(diagram.Graph, io.Writer) error, error) {
	switch filepath.Ext(file) {
	case ".svg":
		return diagram.Graph.SVG, nil
	case ".dot", ".gv":
		return diagram.Graph.DOT, nil
	case ".mmd":
		return diagram.Graph.Mermaid, nil
	case ".html":
		return diagram.Graph.Page, nil
	}
	if file == "" {
		return diagram.Graph.Mermaid, nil
	}
	return nil, fmt.Errorf("-o %s: name the file .svg, .html, .dot or .mmd, for its name says what to draw", file)
}
