package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/findings"
	"github.com/okpay/hotline/menus/source"
)

// checkCommand is `hotline check`.
type checkCommand struct {
	rehearsal
	Dir    string `arg:"" optional:"" help:"Folder of menu YAML; HOTLINE_MENUS when left out, and OKPAY's own when that is empty."`
	JSON   bool   `help:"One line of JSON a finding."`
	GitHub bool   `name:"github" help:"Findings as GitHub's annotations of a pull request."`
	SARIF  string `name:"sarif" placeholder:"FILE" help:"Write the findings as SARIF too, for code scanning."`
	Ways   bool   `help:"Show the longest way to a person from every node: seconds, and keys to press."`
	Brief  bool   `help:"One line a finding, without the call that shows it."`
	prover.Bounds
}

// Run proves the menus: 1 is the status of a menu that must not go live. What
// is only to be seen to in time is told, and is no failure.
func (c *checkCommand) Run(s config.Settings, con terminal.Console) error {
	if c.Dir != "" {
		s.Menus = c.Dir
	}
	menu, err := loadMenu(s.Menus)
	if problems := (menus.Problems)(nil); errors.As(err, &problems) && !errors.As(err, &menus.Unread{}) {
		return c.conclude(con, findings.OfProblems(problems), "")
	}
	if err != nil {
		return unreadable{err}
	}
	at, err := c.instantOr(time.Now(), menu.Tree.Zone)
	if err != nil {
		return err
	}
	report := check.Prove(menu, at, check.Options{WorstCases: c.Ways, Bare: c.Brief, Stop: c.Stop(context.Background())})
	withCommands(report.Findings, s.Menus, menu.Tree.Zone)
	if err := c.acceptances(con, report.Accepted, s.Menus); err != nil {
		return err
	}
	if err := c.conclude(con, report.Findings, s.Menus); err != nil || c.JSON || c.GitHub {
		return err
	}
	if c.Ways {
		if err := con.Rows(findings.Ways(report.Nodes)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(con.Out, findings.Verdict(menu, report))
	return err
}

// withCommands gives each finding the command that makes its call.
func withCommands(found []check.Finding, dir string, zone *time.Location) {
	for i := range found {
		if script, ok := draft.Of(found[i].Trace, zone); ok {
			found[i].Command = draft.Command(dir, script)
		}
	}
}

// conclude shows the findings, and is errSaid when one of them forbids the menu.
func (c *checkCommand) conclude(con terminal.Console, found []check.Finding, dir string) error {
	for i := range found {
		found[i].File = source.InFolder(dir, found[i].File)
		if err := c.show(con, found[i]); err != nil {
			return err
		}
	}
	if c.SARIF != "" {
		report, err := findings.SARIF(found, version())
		if err != nil {
			return err
		}
		if err := con.Save("--sarif", c.SARIF, report); err != nil {
			return unreadable{err}
		}
	}
	if check.Failed(found) {
		return errSaid
	}
	return nil
}

func (c *checkCommand) show(con terminal.Console, f check.Finding) (err error) {
	switch {
	case c.JSON:
		return con.JSON(findings.RecordOf(f))
	case c.GitHub:
		_, err = fmt.Fprintln(con.Out, findings.GitHub(f))
	case c.Brief:
		_, err = fmt.Fprintln(con.Out, f)
	default:
		_, err = fmt.Fprint(con.Out, findings.Text(f))
	}
	return err
}

// acceptances lists the findings that the menu accepts, and counts them.
func (c *checkCommand) acceptances(con terminal.Console, list []check.Accepted, dir string) error {
	for _, a := range list {
		a.File = source.InFolder(dir, a.File)
		var err error
		switch {
		case c.JSON:
			err = con.JSON(findings.AcceptedRecordOf(a))
		case !c.GitHub:
			_, err = fmt.Fprint(con.Out, findings.AcceptedText(a))
		}
		if err != nil {
			return err
		}
	}
	if len(list) > 0 && !c.JSON && !c.GitHub {
		_, err := fmt.Fprintf(con.Out, "%d accepted\n", len(list))
		return err
	}
	return nil
}
