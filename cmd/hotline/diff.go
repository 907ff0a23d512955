package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/menus/source"
)

// diffCommand is `hotline diff`.
type diffCommand struct {
	rehearsal
	Old      string `arg:"" help:"The menu as it was: a folder, a git revision (HEAD~1, or main:menus for a folder in it), or okpay for the built-in menus."`
	New      string `arg:"" optional:"" help:"The menu as it will be, likewise; HOTLINE_MENUS when left out."`
	JSON     bool   `help:"One line of JSON a change."`
	Language string `enum:"en-US,zh-CN" default:"en-US" help:"The language of the report: en-US or zh-CN."`
}

// Run tells what changes for callers: 1 is the status of menus that differ.
func (c *diffCommand) Run(ctx context.Context, s config.Settings, con terminal.Console) error {
	after, err := loaded(source.Named(ctx, c.New, s.Menus))
	if err != nil {
		return err
	}
	own := s.Menus
	if info, err := os.Stat(c.New); c.New != "" && err == nil && info.IsDir() {
		own = c.New // a revision alone is of the same folder
	}
	before, err := loaded(source.Named(ctx, c.Old, own))
	if err != nil {
		return err
	}
	at, err := c.instantOr(time.Now(), after.Tree.Zone)
	if err != nil {
		return err
	}
	changes := diff.Changes(nil)
	if before.Tree.Revision != after.Tree.Revision {
		debug.SetGCPercent(busyGC)
		changes = provedDiff(before, after, at)
	}
	if err := c.show(con, changes); err != nil {
		return err
	}
	if changes.Empty() {
		return nil
	}
	return errSaid
}

// provedDiff proves both menus at once.
func provedDiff(before, after *menus.Menu, at time.Time) diff.Changes {
	was := make(chan check.Report, 1)
	go func() { was <- check.Prove(before, at, check.Options{WorstCases: true}) }()
	is := check.Prove(after, at, check.Options{WorstCases: true})
	return diff.Proved(before, after, <-was, is, at)
}

// change is a change as other programs read it.
type change struct {
	Kind    diff.Kind `json:"kind"`
	Node    string    `json:"node,omitempty"`
	File    string    `json:"file,omitempty"`
	Line    int       `json:"line,omitempty"`
	Text    string    `json:"text"`
	Chinese string    `json:"text_zh"`
}

func (c *diffCommand) show(con terminal.Console, changes diff.Changes) error {
	if !c.JSON {
		_, err := fmt.Fprint(con.Out, changes.Text(c.Language))
		return err
	}
	for _, x := range changes {
		if err := con.JSON(change{x.Kind, x.Node, x.Position.File, x.Position.Line, x.Text, x.Chinese}); err != nil {
			return err
		}
	}
	return nil
}
