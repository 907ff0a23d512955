package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/okpay"
)

// testCommand is `hotline test`.
type testCommand struct {
	rehearsal
	Paths        []string `arg:"" optional:"" help:"Files or folders of scripts; the menus' own folder calls when left out."`
	JSON         bool     `help:"One line of JSON a script, and one for the coverage."`
	JUnit        string   `name:"junit" placeholder:"FILE" help:"Write the results as JUnit's XML."`
	Cover        int      `placeholder:"PERCENT" help:"Fail when fewer of the menus' exits than that are met by some script."`
	WriteMissing string   `placeholder:"FILE" help:"Draft scripts for exits that no script meets, as far as callers' keys lead there."`
}

// Run plays the scripts: 1 is the status when one of them fails.
func (c *testCommand) Run(ctx context.Context, s config.Settings, con console) error {
	menu, err := loaded(loadMenu(s.Menus))
	if err != nil {
		return err
	}
	calls, err := c.scripts(s, con)
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
	l := newLab(s, menu, at)
	began := time.Now()
	taken := make(chan map[check.Exit]bool, 1)
	go func() { taken <- check.Taken(menu, at) }()
	results := l.all(ctx, calls)
	took := time.Since(began)
	cover := coverageOf(menu, <-taken, results)
	if c.WriteMissing != "" {
		left, err := l.draft(ctx, con.path(c.WriteMissing), cover.missing)
		if err != nil {
			return unreadable{err}
		}
		if _, err := fmt.Fprintf(con.err, "%s: drafts for %d exits; for %d none was found\n", c.WriteMissing, len(cover.missing)-left, left); err != nil {
			return err
		}
	}
	if c.JUnit != "" {
		if err := writeJUnit(con.path(c.JUnit), results); err != nil {
			return unreadable{err}
		}
	}
	return c.conclude(con, results, cover, took)
}

// scripts reads the files that the command line names.
func (c *testCommand) scripts(s config.Settings, con console) ([]script.Call, error) {
	var all []script.Call
	read := func(fsys fs.FS, name, shown string) error {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("%s: %w", shown, err)
		}
		calls, err := script.Parse(shown, data)
		all = append(all, calls...)
		return err
	}
	if len(c.Paths) == 0 && s.Menus == "" {
		err := scriptsIn(okpay.FS, ownScripts, "okpay", read, &all)
		return all, err
	}
	paths := c.Paths
	if len(paths) == 0 {
		paths = []string{filepath.Join(s.Menus, ownScripts)}
	}
	for _, path := range paths {
		at := con.path(path)
		info, err := os.Stat(at)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: there are no scripts; write some (see docs/guide.md), or name their file", path)
		case info.IsDir():
			err = scriptsIn(os.DirFS(at), ".", path, read, &all)
		default:
			err = read(os.DirFS(filepath.Dir(at)), filepath.Base(at), path)
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ownScripts is the folder beside menu.yaml where a menu's scripts are.
const ownScripts = "calls"

func scriptsIn(fsys fs.FS, dir, shown string, read func(fs.FS, string, string) error, all *[]script.Call) error {
	names, err := fs.Glob(fsys, filepath.ToSlash(filepath.Join(dir, "*.yaml")))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := read(fsys, name, filepath.Join(shown, name)); err != nil {
			return err
		}
	}
	if len(*all) == 0 {
		return fmt.Errorf("%s: there are no scripts in it", shown)
	}
	return nil
}

// all plays scripts.
func (l lab) all(ctx context.Context, calls []script.Call) []played {
	return each(calls, func(_ int, c script.Call) played { return l.play(ctx, c) })
}

// each plays scripts, as many at a time as the machine does things at once.
func each(calls []script.Call, play func(int, script.Call) played) []played {
	results, next := make([]played, len(calls)), make(chan int)
	var workers sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				results[i] = play(i, calls[i])
			}
		})
	}
	for i := range calls {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

func (c *testCommand) conclude(con console, results []played, cover coverage, took time.Duration) error {
	failed := 0
	for _, r := range results {
		if !r.passes() {
			failed++
		}
		if err := c.show(con, r); err != nil {
			return err
		}
	}
	if err := c.showCoverage(con, cover, len(results), failed, took); err != nil {
		return err
	}
	if failed > 0 || cover.percent() < c.Cover {
		return errSaid
	}
	return nil
}
