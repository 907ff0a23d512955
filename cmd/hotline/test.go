package main

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
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
	l := lab{settings: s, menu: menu, at: at}
	began := time.Now()
	results := l.all(ctx, calls)
	cover := coverageOf(menu, results)
	if c.WriteMissing != "" {
		if err := l.draft(ctx, con.path(c.WriteMissing), cover); err != nil {
			return unreadable{err}
		}
	}
	if c.JUnit != "" {
		if err := writeJUnit(con.path(c.JUnit), results); err != nil {
			return unreadable{err}
		}
	}
	return c.conclude(con, results, cover, time.Since(began))
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

// all plays scripts, as many at a time as the machine does things at once.
func (l lab) all(ctx context.Context, calls []script.Call) []played {
	results, next := make([]played, len(calls)), make(chan int)
	var workers sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				results[i] = l.play(ctx, calls[i])
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
		if r.failure != nil || r.err != nil {
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

// testResult is a script's result as other programs read it.
type testResult struct {
	Call   string   `json:"call"`
	File   string   `json:"file"`
	Passed bool     `json:"passed"`
	Want   string   `json:"want,omitempty"`
	Got    string   `json:"got,omitempty"`
	At     string   `json:"at,omitempty"`
	Told   []string `json:"told,omitempty"`
	Error  string   `json:"error,omitempty"`
}

func (c *testCommand) show(con console, r played) error {
	if c.JSON {
		x := testResult{Call: r.Name, File: r.Position.String(), Passed: r.failure == nil && r.err == nil}
		if f := r.failure; f != nil {
			x.Want, x.Got, x.At, x.Told = f.Want, f.Got, f.Position.String(), f.Call
		}
		if r.err != nil {
			x.Error = r.err.Error()
		}
		return con.json(x)
	}
	var err error
	switch {
	case r.err != nil:
		_, err = fmt.Fprintf(con.out, "%s: %s: %v\n", r.Position, r.Name, r.err)
	case r.failure != nil:
		_, err = fmt.Fprintf(con.out, "%s: %s\n  %s\n  expected: %s\n  but: %s\n", r.failure.Position, r.Name, strings.Join(r.failure.Call, "\n  "), r.failure.Want, cmp.Or(r.failure.Got, "nothing"))
	}
	return err
}

func (c *testCommand) showCoverage(con console, cover coverage, scripts, failed int, took time.Duration) error {
	if c.JSON {
		return con.json(map[string]any{"scripts": scripts, "failed": failed, "exits": cover.all, "met": cover.all - len(cover.missing), "missing": cover.names()})
	}
	_, err := fmt.Fprintf(con.out, "%d scripts, %d failed, in %s; %d of %d exits met (%d%%)\n", scripts, failed, took.Round(time.Millisecond), cover.all-len(cover.missing), cover.all, cover.percent())
	for _, m := range cover.missing {
		if err == nil {
			_, err = fmt.Fprintf(con.out, "%s: no script leaves %s by %s\n", m.at, m.node, m.exit)
		}
	}
	return err
}

// coverage is which exits of the menus some script has met.
type coverage struct {
	all     int
	missing []unmet
}

type unmet struct {
	node, exit string
	at         menus.Position
}

func coverageOf(menu *menus.Menu, results []played) coverage {
	met := map[[2]string]bool{}
	for _, r := range results {
		for _, p := range r.passed {
			met[[2]string{p.Node, p.Exit}] = true
		}
	}
	var c coverage
	for _, name := range slices.Sorted(maps.Keys(menu.Tree.Nodes)) {
		for _, exit := range slices.Sorted(maps.Keys(menu.Tree.Nodes[name].Exits)) {
			c.all++
			if !met[[2]string{name, exit}] {
				c.missing = append(c.missing, unmet{name, exit, menu.Where(name)})
			}
		}
	}
	slices.SortStableFunc(c.missing, func(a, b unmet) int {
		return cmp.Or(cmp.Compare(a.at.File, b.at.File), cmp.Compare(a.at.Line, b.at.Line))
	})
	return c
}

func (c coverage) percent() int {
	if c.all == 0 {
		return 100
	}
	return 100 * (c.all - len(c.missing)) / c.all
}

func (c coverage) names() []string {
	names := []string{}
	for _, m := range c.missing {
		names = append(names, m.node+" "+m.exit)
	}
	return names
}

// The parts of JUnit's XML that continuous integration reads.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Error   *junitFailure `xml:"error,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

func writeJUnit(file string, results []played) error {
	suite := junitSuite{Name: "hotline test", Tests: len(results)}
	for _, r := range results {
		c := junitCase{Name: r.Name, Class: r.Position.File, Time: fmt.Sprintf("%.3f", r.took.Seconds())}
		switch {
		case r.err != nil:
			suite.Errors++
			c.Error = &junitFailure{Message: r.err.Error()}
		case r.failure != nil:
			suite.Failures++
			c.Failure = &junitFailure{Message: r.failure.Position.String() + ": expected: " + r.failure.Want, Text: strings.Join(r.failure.Call, "\n")}
		}
		suite.Cases = append(suite.Cases, c)
	}
	data, err := xml.MarshalIndent(suite, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append([]byte(xml.Header), append(data, '\n')...), 0o644) //nolint:gosec // a report to be read by others
	}
	if err != nil {
		return errors.Join(errors.New("--junit"), err)
	}
	return nil
}
