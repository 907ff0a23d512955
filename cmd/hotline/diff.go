package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/menus/okpay"
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
func (c *diffCommand) Run(ctx context.Context, s config.Settings, con console) error {
	after, err := menuNamed(ctx, c.New, s.Menus)
	if err != nil {
		return err
	}
	own := s.Menus
	if info, err := os.Stat(c.New); c.New != "" && err == nil && info.IsDir() {
		own = c.New // a revision alone is of the same folder
	}
	before, err := menuNamed(ctx, c.Old, own)
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

func (c *diffCommand) show(con console, changes diff.Changes) error {
	if !c.JSON {
		_, err := fmt.Fprint(con.out, changes.Text(c.Language))
		return err
	}
	for _, x := range changes {
		if err := con.json(change{x.Kind, x.Node, x.Position.File, x.Position.Line, x.Text, x.Chinese}); err != nil {
			return err
		}
	}
	return nil
}

// menuNamed reads a menu by the name of its folder, by a git revision, or by the
// name of those that are built in; "" is the settings' own.
func menuNamed(ctx context.Context, name, own string) (*menus.Menu, error) {
	switch {
	case name == "":
		return loaded(loadMenu(own))
	case name == "okpay":
		return loaded(menus.Load(okpay.FS))
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return loaded(loadMenu(name))
	}
	revision, dir, named := strings.Cut(name, ":")
	if !named {
		dir = own
	}
	files, err := gitFiles(ctx, revision, dir)
	if err != nil {
		return nil, unreadable{fmt.Errorf("%s is no folder, and no git revision with menus: %w", name, err)}
	}
	menu, err := menus.LoadFiles(files)
	if err != nil {
		err = fmt.Errorf("the menus of %s: %w", name, err)
	}
	return loaded(menu, err)
}

func loaded(menu *menus.Menu, err error) (*menus.Menu, error) {
	if err != nil {
		return nil, unreadable{err}
	}
	return menu, nil
}

// gitDeadline bounds how long git may take for one answer.
const gitDeadline = 20 * time.Second

// gitFiles reads a folder's files, by name, from a git revision, without touching the
// checkout.
func gitFiles(ctx context.Context, revision, dir string) (map[string][]byte, error) {
	if revision == "" || strings.HasPrefix(revision, "-") {
		return nil, errors.New("write a revision as git does: HEAD~1, main, v1.2")
	}
	if dir == "" {
		dir = "."
	}
	where := "."
	if filepath.IsAbs(dir) {
		where, dir = dir, "."
	}
	dir = path.Clean(filepath.ToSlash(dir))
	names, err := git(ctx, where, "ls-tree", "-r", "-z", "--name-only", revision, "--", dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name := range strings.SplitSeq(strings.TrimRight(names, "\x00"), "\x00") {
		if !menus.MayHold(name) {
			continue
		}
		content, err := git(ctx, where, "show", revision+":./"+name)
		if err != nil {
			return nil, err
		}
		files[strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")] = []byte(content)
	}
	if _, ok := files[menus.Main]; !ok {
		return nil, fmt.Errorf("there is no %s in %s at %s; name the folder, as in %s:menus", menus.Main, dir, revision, revision)
	}
	return files, nil
}

// git asks git one thing; its own words are the error.
func git(ctx context.Context, where string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, gitDeadline)
	defer cancel()
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", where}, args...)...) //nolint:gosec // no shell, and no argument that begins with a dash
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		if first == "" {
			return "", fmt.Errorf("asking git: %w", err)
		}
		return "", errors.New(first)
	}
	return out.String(), nil
}
