package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/graph"
	"github.com/okpay/hotline/menus/proof"
	"github.com/okpay/hotline/store"
)

// graphCommand is `hotline graph`.
type graphCommand struct {
	rehearsal
	Dir      string `arg:"" optional:"" help:"Folder of menu YAML; HOTLINE_MENUS when left out, and OKPAY's own when that is empty."`
	Output   string `short:"o" placeholder:"FILE" help:"Where to: FILE.svg, FILE.dot (Graphviz) or FILE.mmd (Mermaid); Mermaid to the terminal when left out."`
	Language string `enum:"zh-CN,en-US,both" default:"both" help:"The words in the picture: zh-CN, en-US or both."`
	Traffic  bool   `help:"Draw the ways as wide as callers took them, from the store's calls."`
	Since    string `placeholder:"DATE" help:"With --traffic: calls from then on, 2026-10-01 or 30d."`
	Plain    bool   `help:"Without the problems that check finds."`
}

func (c *graphCommand) needsStore() bool { return c.Traffic }

// Run draws the menu without traffic.
func (c *graphCommand) Run(s config.Settings, con console) error {
	return c.draw(con, s.Menus, time.Now(), nil)
}

// Work draws it with the traffic of the store's calls.
func (c *graphCommand) Work(ctx context.Context, o *office) error {
	since, err := moment("--since", c.Since, o.now(), time.UTC)
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
	menu, err := o.menu()
	if err != nil {
		return err
	}
	if c.Dir == "" {
		return c.drawMenu(o.console, menu, o.now(), func(node, exit string) int { return taken[[2]string{node, exit}] })
	}
	return c.draw(o.console, "", o.now(), func(node, exit string) int { return taken[[2]string{node, exit}] })
}

func (c *graphCommand) draw(con console, dir string, now time.Time, passages func(node, exit string) int) error {
	if c.Dir != "" {
		dir = con.path(c.Dir)
	}
	menu, err := loaded(loadMenu(dir))
	if err != nil {
		return err
	}
	return c.drawMenu(con, menu, now, passages)
}

func (c *graphCommand) drawMenu(con console, menu *menus.Menu, now time.Time, passages func(node, exit string) int) error {
	write, err := c.writer()
	if err != nil {
		return unreadable{err}
	}
	at, err := c.instant(menu.Tree.Zone)
	if err != nil {
		return err
	}
	if !at.IsZero() {
		now = at
	}
	options := graph.Options{Language: c.Language, Passages: passages, Notes: departmentNotes(menu, c.Language)}
	if c.Language == "both" {
		options.Language, options.Second = "zh-CN", "en-US"
	}
	if !c.Plain {
		options.Problems = problemsOf(proof.Check(menu, now))
	}
	var picture bytes.Buffer
	if err := write(graph.Of(menu.Tree, options), &picture); err != nil {
		return err
	}
	if c.Output == "" {
		_, err := con.out.Write(picture.Bytes())
		return err
	}
	if err := os.WriteFile(con.path(c.Output), picture.Bytes(), 0o644); err != nil { //nolint:gosec // a picture to be read by others
		return unreadable{fmt.Errorf("-o: %w", err)}
	}
	return nil
}

// writer is how the picture is written, by the name of its file.
func (c *graphCommand) writer() (func(graph.Graph, io.Writer) error, error) {
	switch filepath.Ext(c.Output) {
	case ".svg":
		return graph.Graph.SVG, nil
	case ".dot", ".gv":
		return graph.Graph.DOT, nil
	case ".mmd":
		return graph.Graph.Mermaid, nil
	}
	if c.Output == "" {
		return graph.Graph.Mermaid, nil
	}
	return nil, errors.New("-o: name the file .svg, .dot or .mmd: its name says what to draw")
}

// problemsOf are what check finds, by node.
func problemsOf(findings []proof.Finding) map[string][]string {
	problems := map[string][]string{}
	for _, f := range findings {
		if f.Node != "" {
			text, _, _ := strings.Cut(f.Text, "; so it")
			problems[f.Node] = append(problems[f.Node], text)
		}
	}
	return problems
}

// departmentNotes say which queue keeps which hours.
func departmentNotes(menu *menus.Menu, language string) []string {
	var notes []string
	for _, name := range slices.Sorted(maps.Keys(menu.Queues)) {
		if line := menu.Lines[menu.Queues[name].Hours]; line != nil {
			notes = append(notes, fmt.Sprintf("%s: %s, %s", name, line.Name, weekText(line, language)))
		}
	}
	return notes
}

var (
	daysInEnglish = [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
	daysInChinese = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}
)

// weekText is a line's week: Mon–Fri 09:00–18:00.
func weekText(line *hours.Schedule, language string) string {
	days := daysInEnglish
	if language != "en-US" {
		days = daysInChinese
	}
	var parts []string
	for day := 1; day <= 7; {
		first, spans := day, line.Week[day%7]
		for day++; day <= 7 && slices.Equal(line.Week[day%7], spans); day++ {
		}
		if len(spans) == 0 {
			continue
		}
		name := days[first%7]
		if last := day - 1; last > first {
			name += "–" + days[last%7]
		}
		parts = append(parts, name+" "+spansText(spans))
	}
	return strings.Join(parts, ", ")
}

func spansText(spans []hours.Span) string {
	var list []string
	for _, s := range spans {
		list = append(list, fmt.Sprintf("%02d:%02d–%02d:%02d", s.Start/60, s.Start%60, s.End/60%24, s.End%60))
	}
	return strings.Join(list, " ")
}
