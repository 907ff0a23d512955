package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/okpay"
)

// testCommand is `hotline test`.
type testCommand struct {
	rehearsal
	Paths        []string `arg:"" optional:"" help:"Files or folders of scripts; the menus' own folder calls when left out."`
	JSON         bool     `help:"One line of JSON a script, and one for the coverage and what --mutate found."`
	JUnit        string   `name:"junit" placeholder:"FILE" help:"Write the results as JUnit's XML."`
	Cover        int      `placeholder:"PERCENT" help:"Fail when fewer of the menus' exits than that are met by some script."`
	Mutate       bool     `help:"Lead every exit elsewhere, one at a time, and play the scripts that take it again: tell where none of them notices. An exit then is met only when one does."`
	WriteMissing string   `placeholder:"FILE" help:"Draft scripts for exits that no script meets, as far as callers' keys lead there, into a new file."`
}

// Run plays the scripts. The exit status is 1 when one of them fails, or when an exit is
// led elsewhere and none of them notices.
func (c *testCommand) Run(ctx context.Context, s config.Settings, con console) error {
	menu, err := loaded(loadMenu(s.Menus))
	if err != nil {
		return err
	}
	calls, err := c.scripts(s, con)
	if err != nil {
		return unreadable{err}
	}
	at, err := c.instantOr(time.Now(), menu.Tree.Zone)
	if err != nil {
		return err
	}
	l := newLab(s, menu, at)
	began := time.Now()
	explored := make(chan *check.Exits, 1)
	go func() { explored <- check.ExitsOf(menu, at) }()
	report := testReport{results: l.all(ctx, calls)}
	report.took = time.Since(began)
	if c.Mutate && report.failed() == 0 {
		found, err := l.mutate(ctx, report.results)
		if err != nil {
			return unreadable{fmt.Errorf("--mutate: %w", err)}
		}
		report.mutants = &found
	}
	exits := <-explored
	report.cover = coverageOf(menu, exits.Reachable(), report.results, report.noticed())
	if c.WriteMissing != "" {
		if err := c.writeDrafts(ctx, l, con, exits, report.cover.missing); err != nil {
			return unreadable{err}
		}
	}
	if c.JUnit != "" {
		if err := writeJUnit(con.path(c.JUnit), report); err != nil {
			return unreadable{err}
		}
	}
	return c.conclude(con, report)
}

// scripts reads the files that the command line names.
func (c *testCommand) scripts(s config.Settings, con console) ([]scenario.Call, error) {
	var all []scenario.Call
	read := func(fsys fs.FS, name, shown string) error {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("%s: %w", shown, err)
		}
		calls, err := scenario.Parse(shown, data)
		all = append(all, calls...)
		return err
	}
	if len(c.Paths) == 0 && s.Menus == "" {
		err := scriptsIn(okpay.FS, ownScripts, "okpay", read)
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
		case errors.Is(err, fs.ErrNotExist) && c.drafted(path):
			err = nil
		case err != nil:
			return nil, fmt.Errorf("%s: there are no scripts; write some (see docs/guide.md), draft them with --write-missing FILE, or name their file", path)
		case info.IsDir():
			err = scriptsIn(os.DirFS(at), ".", path, read)
		default:
			err = read(os.DirFS(filepath.Dir(at)), filepath.Base(at), path)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(all) == 0 && c.WriteMissing == "" {
		return nil, fmt.Errorf("%s: there are no scripts in it; write some (see docs/guide.md), or draft them with --write-missing FILE", strings.Join(paths, ", "))
	}
	return all, nil
}

// drafted reports whether the first scripts of a folder are to be drafted: it is the
// menus' own, or the one into which they are written.
func (c *testCommand) drafted(folder string) bool {
	return c.WriteMissing != "" && (len(c.Paths) == 0 || filepath.Clean(folder) == filepath.Dir(c.WriteMissing))
}

// ownScripts is the folder beside menu.yaml where a menu's scripts are.
const ownScripts = "calls"

func scriptsIn(fsys fs.FS, dir, shown string, read func(fs.FS, string, string) error) error {
	names, err := fs.Glob(fsys, filepath.ToSlash(filepath.Join(dir, "*.yaml")))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := read(fsys, name, filepath.Join(shown, name)); err != nil {
			return err
		}
	}
	return nil
}

// all plays scripts.
func (l runner) all(ctx context.Context, calls []scenario.Call) []played {
	return each(calls, func(_ int, c scenario.Call) played { return l.play(ctx, c) })
}

// each does something with every item, as many at a time as the machine does at once,
// and returns what came of it in the items' order.
func each[T, R any](items []T, do func(int, T) R) []R {
	results, next := make([]R, len(items)), make(chan int)
	var workers sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				results[i] = do(i, items[i])
			}
		})
	}
	for i := range items {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

func (c *testCommand) conclude(con console, r testReport) error {
	for _, result := range r.results {
		if err := c.show(con, result); err != nil {
			return err
		}
	}
	if err := c.summarize(con, r); err != nil {
		return err
	}
	if r.failed() > 0 || r.mutants != nil && len(r.mutants.survivors) > 0 || r.cover.percent() < c.Cover {
		return errSaid
	}
	return nil
}
