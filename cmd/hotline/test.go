package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/terminal"
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
func (c *testCommand) Run(ctx context.Context, s config.Settings, con terminal.Console) error {
	menu, err := loadMenu(s.Menus)
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
	l := run.New(serve.ServiceConfig(demoSettings(s)), menu, at)
	began := time.Now()
	explored := make(chan *check.Exits, 1)
	go func() { explored <- check.ExitsOf(menu, at) }()
	report := run.Report{Results: l.All(ctx, calls)}
	report.Took = time.Since(began)
	if c.Mutate && report.Failed() == 0 {
		found, err := l.Mutate(ctx, report.Results)
		if err != nil {
			return unreadable{fmt.Errorf("--mutate: %w", err)}
		}
		report.Mutants = &found
	}
	exits := <-explored
	report.Cover = run.CoverageOf(menu, exits.Reachable(), report.Results, report.Noticed())
	if c.WriteMissing != "" {
		if err := c.writeDrafts(ctx, l, con, exits, report.Cover.Missing); err != nil {
			return unreadable{err}
		}
	}
	if c.JUnit != "" {
		if err := run.WriteJUnit(con.Path(c.JUnit), report); err != nil {
			return unreadable{err}
		}
	}
	return c.conclude(con, report)
}

// scripts reads the files that the command line names.
func (c *testCommand) scripts(s config.Settings, con terminal.Console) ([]scenario.Call, error) {
	if len(c.Paths) == 0 && s.Menus == "" {
		return scenario.ReadFolder(okpay.FS, scenario.Folder, "okpay")
	}
	paths := c.Paths
	if len(paths) == 0 {
		paths = []string{filepath.Join(s.Menus, scenario.Folder)}
	}
	var all []scenario.Call
	for _, path := range paths {
		calls, err := scenario.ReadPath(con.Path(path), path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && c.drafted(path):
			continue
		case errors.Is(err, scenario.ErrNoFile):
			return nil, fmt.Errorf("%s: there are no scripts; write some (see docs/guide.md), draft them with --write-missing FILE, or name their file", path)
		case err != nil:
			return nil, err
		}
		all = append(all, calls...)
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

func (c *testCommand) conclude(con terminal.Console, r run.Report) error {
	for _, result := range r.Results {
		if err := c.show(con, result); err != nil {
			return err
		}
	}
	if err := c.summarize(con, r); err != nil {
		return err
	}
	if r.Fails(c.Cover) {
		return errSaid
	}
	return nil
}

// show prints a script's result; one that passed is worth no line to a reader.
func (c *testCommand) show(con terminal.Console, r run.Result) error {
	switch {
	case c.JSON:
		return con.JSON(r.Record())
	case r.Passes():
		return nil
	}
	_, err := fmt.Fprint(con.Out, r.Text())
	return err
}

// summarize prints what comes after the scripts' results.
func (c *testCommand) summarize(con terminal.Console, r run.Report) error {
	if c.JSON {
		return con.JSON(r.Record())
	}
	if c.Mutate && r.Mutants == nil {
		if _, err := fmt.Fprintln(con.Out, "no exit was led elsewhere: scripts fail, and so cannot tell a wrong menu from a right one"); err != nil {
			return err
		}
	}
	_, err := fmt.Fprint(con.Out, r.Summary())
	return err
}

// writeDrafts drafts scripts for exits that no script meets, and says how many there are.
func (c *testCommand) writeDrafts(ctx context.Context, l run.Runner, con terminal.Console, exits *check.Exits, missing []run.Unmet) error {
	file := con.Path(c.WriteMissing)
	if kept, err := os.Stat(file); err == nil && kept.Size() > 0 {
		return fmt.Errorf("--write-missing: %s is there already; name a new file", c.WriteMissing)
	}
	drafts, missed := l.Draft(ctx, exits, missing)
	err := os.MkdirAll(filepath.Dir(file), 0o755) //nolint:gosec // scripts are no secret, nor is their folder
	if err == nil {
		err = os.WriteFile(file, []byte(draft.YAML(drafts)), 0o644) //nolint:gosec // as above
	}
	if err != nil {
		return fmt.Errorf("--write-missing: %w", err)
	}
	met := 0
	for _, d := range drafts {
		met += len(d.Meets)
	}
	for _, m := range missed {
		fmt.Fprintln(con.Err, m)
	}
	fmt.Fprintf(con.Err, "%s: drafts for %d exits; for %d none was found\n", c.WriteMissing, met, len(missing)-met)
	return ctx.Err()
}
