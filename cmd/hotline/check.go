package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/proof"
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
}

// finding is a finding as other programs read it.
type finding struct {
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	Severity proof.Severity `json:"severity"`
	Rule     string         `json:"rule"`
	Node     string         `json:"node,omitempty"`
	Text     string         `json:"text"`
	Mend     string         `json:"mend,omitempty"`
	Call     []string       `json:"call,omitempty"`
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
	at, err := c.instant(menu.Tree.Zone)
	if err != nil {
		return err
	}
	if at.IsZero() {
		at = time.Now()
	}
	prove := proof.Brief
	if c.Ways {
		prove = proof.Prove
	}
	report := prove(menu, at)
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

// refused are a menu's mistakes as findings: it can be read, and must not go live.
func refused(problems menus.Problems) []proof.Finding {
	list := make([]proof.Finding, len(problems))
	for i, p := range problems {
		list[i] = proof.Finding{Position: p.Position, Rule: proof.RuleLoads, Severity: proof.Fail, Text: p.Message}
	}
	return list
}

// conclude shows the findings, and is errSaid when one of them forbids the menu.
func (c *checkCommand) conclude(con console, findings []proof.Finding, dir string) error {
	failed := false
	for i := range findings {
		findings[i].File = inFolder(dir, findings[i].File)
		failed = failed || findings[i].Severity == proof.Fail
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

func (c *checkCommand) show(con console, f proof.Finding) error {
	switch {
	case c.JSON:
		return con.json(finding{f.File, f.Line, f.Column, f.Severity, f.Rule, f.Node, f.Text, f.Mend, f.Call})
	case c.GitHub:
		_, err := fmt.Fprintln(con.out, annotation(f))
		return err
	}
	return c.tell(con.out, f)
}

// tell writes a finding for people: what, the call that shows it, the way out.
func (c *checkCommand) tell(out io.Writer, f proof.Finding) error {
	_, err := fmt.Fprintln(out, f)
	if c.Brief {
		return err
	}
	for _, line := range f.Call {
		if _, err = fmt.Fprintln(out, "    "+line); err != nil {
			return err
		}
	}
	if f.Mend != "" {
		_, err = fmt.Fprintln(out, "    to mend it: "+f.Mend)
	}
	return err
}

// proved says what was.
func proved(out io.Writer, menu *menus.Menu, r proof.Report) error {
	_, err := fmt.Fprintf(out, "%s: %d nodes, nobody is trapped\n", menu.Tree.Name, len(menu.Tree.Nodes))
	for _, b := range r.Budgets {
		if err == nil {
			_, err = fmt.Fprintf(out, "%s: at most %s (%s), of %s allowed\n", b.Name, b.Time.Round(time.Second), b.Who(), b.Allowed)
		}
	}
	return err
}

// showWays shows what it takes from every node to a person.
func showWays(con console, ways []proof.Way) error {
	rows := make([][]string, len(ways))
	for i, w := range ways {
		rows[i] = []string{w.Position.String(), w.Node, taking(w.Asked), strconv.Itoa(w.Asked.Keys), taking(w.Silent), taking(w.Lost)}
	}
	return con.rows([]string{"where", "node", "0 pressed", "keys", "silent", "lost"}, rows)
}

func taking(c proof.Cost) string {
	if !c.Known {
		return "-"
	}
	return c.Time.Round(time.Second).String()
}
