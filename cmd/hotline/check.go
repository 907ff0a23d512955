package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
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

// finding is a finding as other programs read it.
type finding struct {
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	Severity check.Severity `json:"severity"`
	Rule     string         `json:"rule"`
	Node     string         `json:"node,omitempty"`
	Text     string         `json:"text"`
	Fix      string         `json:"fix,omitempty"`
	Mend     string         `json:"mend,omitempty"` // the same, by its former name
	Call     []string       `json:"call,omitempty"`
	Command  string         `json:"command,omitempty"`  // that makes the call
	Accepted string         `json:"accepted,omitempty"` // the reason why the finding is accepted
}

// Run proves the menus: 1 is the status of a menu that must not go live. What
// is only to be seen to in time is told, and is no failure.
func (c *checkCommand) Run(s config.Settings, con console) error {
	if c.Dir != "" {
		s.Menus = c.Dir
	}
	menu, err := loadMenu(s.Menus)
	if problems := (menus.Problems)(nil); errors.As(err, &problems) && !errors.As(err, &menus.Unread{}) {
		return c.conclude(con, refused(problems), "")
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
		if err := showWays(con, report.Nodes); err != nil {
			return err
		}
	}
	return proved(con.out, menu, report)
}

// withCommands gives each finding the command that makes its call.
func withCommands(findings []check.Finding, dir string, zone *time.Location) {
	for i := range findings {
		if script, ok := draft.Of(findings[i].Trace, zone); ok {
			findings[i].Command = draft.Command(dir, script)
		}
	}
}

// refused are a menu's mistakes as findings: it can be read, and must not go live.
func refused(problems menus.Problems) []check.Finding {
	list := make([]check.Finding, len(problems))
	for i, p := range problems {
		list[i] = check.Finding{Position: p.Position, Rule: rules.Loads, Severity: check.Fail, Text: p.Message}
	}
	return list
}

// conclude shows the findings, and is errSaid when one of them forbids the menu.
func (c *checkCommand) conclude(con console, findings []check.Finding, dir string) error {
	failed := false
	for i := range findings {
		findings[i].File = source.InFolder(dir, findings[i].File)
		failed = failed || findings[i].Severity == check.Fail
		if err := c.show(con, findings[i]); err != nil {
			return err
		}
	}
	if c.SARIF != "" {
		if err := writeSARIF(con.path(c.SARIF), findings); err != nil {
			return unreadable{err}
		}
	}
	if failed {
		return errSaid
	}
	return nil
}

func (c *checkCommand) show(con console, f check.Finding) error {
	switch {
	case c.JSON:
		return con.json(jsonOf(f))
	case c.GitHub:
		_, err := fmt.Fprintln(con.out, annotation(f))
		return err
	}
	return c.tell(con.out, f)
}

func jsonOf(f check.Finding) finding {
	return finding{
		File: f.File, Line: f.Line, Column: f.Column, Severity: f.Severity, Rule: f.Rule, Node: f.Node, Text: f.Text,
		Fix: f.Fix, Mend: f.Fix, Call: f.Call, Command: f.Command,
	}
}

// acceptances lists the findings that the menu accepts, and counts them.
func (c *checkCommand) acceptances(con console, list []check.Accepted, dir string) error {
	for _, a := range list {
		a.File = source.InFolder(dir, a.File)
		var err error
		switch {
		case c.JSON:
			record := jsonOf(a.Finding)
			record.Severity, record.Accepted = "accepted", a.Reason
			err = con.json(record)
		case !c.GitHub:
			_, err = fmt.Fprintf(con.out, "%s: accepted: %s: %s\n    because: %s\n", a.Position, a.Rule, a.Text, a.Reason)
		}
		if err != nil {
			return err
		}
	}
	if len(list) > 0 && !c.JSON && !c.GitHub {
		_, err := fmt.Fprintf(con.out, "%d accepted\n", len(list))
		return err
	}
	return nil
}

// tell writes a finding for people: what, the call that shows it, the way out.
func (c *checkCommand) tell(out io.Writer, f check.Finding) error {
	_, err := fmt.Fprintln(out, f)
	if c.Brief {
		return err
	}
	for _, line := range f.Call {
		if _, err = fmt.Fprintln(out, "    "+line); err != nil {
			return err
		}
	}
	if f.Command != "" {
		if _, err = fmt.Fprintln(out, "    call: "+f.Command); err != nil {
			return err
		}
	}
	if f.Fix != "" {
		_, err = fmt.Fprintln(out, "    fix: "+f.Fix)
	}
	return err
}

// proved says what was.
func proved(out io.Writer, menu *menus.Menu, r check.Report) error {
	_, err := fmt.Fprintf(out, "%s: %d nodes, nobody is trapped\n", menu.Tree.Name, len(menu.Tree.Nodes))
	for _, b := range r.Budgets {
		if err == nil {
			_, err = fmt.Fprintf(out, "%s: at most %s (%s), of %s allowed\n", b.Name, b.Time.Round(time.Second), b.Who(), b.Allowed)
		}
	}
	return err
}

// showWays shows what it takes from every node to a person.
func showWays(con console, ways []check.WorstCase) error {
	rows := make([][]string, len(ways))
	for i, w := range ways {
		rows[i] = []string{w.Position.String(), w.Node, taking(w.Asked), strconv.Itoa(w.Asked.Keys), taking(w.Silent), taking(w.Lost)}
	}
	return con.rows([]string{"where", "node", "0 pressed", "keys", "silent", "lost"}, rows)
}

func taking(c check.Cost) string {
	if !c.Known {
		return "-"
	}
	return c.Time.Round(time.Second).String()
}
