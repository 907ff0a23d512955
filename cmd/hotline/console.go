package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/jedib0t/go-pretty/v6/table"
	"golang.org/x/term"

	"github.com/okpay/hotline/ivr"
)

// console is what a command writes to.
type console struct {
	in       io.Reader
	out, err io.Writer
	dir      string // what relative paths are relative to; "" is this process's folder
	rich     bool   // out is a terminal: tables are aligned
	lively   bool   // err is a terminal: progress is shown
	color    bool   // out is a terminal that may be coloured
	keyboard bool   // in is a terminal

	typed ivr.Secret // what the command asked for
}

// terminal is this process's own console.
func terminal() console {
	rich := term.IsTerminal(int(os.Stdout.Fd()))
	return console{
		in: os.Stdin, keyboard: term.IsTerminal(int(os.Stdin.Fd())),
		out: os.Stdout, err: os.Stderr, rich: rich,
		lively: term.IsTerminal(int(os.Stderr.Fd())),
		color:  rich && os.Getenv("NO_COLOR") == "",
	}
}

// path is a file that the command line names.
func (c console) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.dir, name)
}

// rows writes a record a line: aligned with a header for people, with tabs
// between and without a header for programs.
func (c console) rows(header []string, rows [][]string) error {
	if !c.rich {
		for _, row := range rows {
			if _, err := fmt.Fprintln(c.out, strings.Join(harmless(row), "\t")); err != nil {
				return err
			}
		}
		return nil
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.AppendHeader(tableRow(header))
	for _, row := range rows {
		t.AppendRow(tableRow(row))
	}
	_, err := fmt.Fprintln(c.out, t.Render())
	return err
}

// list prints records as rows prints them, and says so where there are none: not
// among the records, which other programs read.
func (c console) list(what string, header []string, rows [][]string) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintln(c.err, "no "+what)
		return err
	}
	return c.rows(header, rows)
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, cell := range harmless(cells) {
		row[i] = cell
	}
	return row
}

// harmless returns texts without what a terminal would obey: people and programs have written
// them. Line breaks and tabs become spaces, so that no text looks like a record of its own;
// escapes and changes of direction become the sign of an unknown character.
func harmless(texts []string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = strings.Map(func(r rune) rune {
			switch {
			case r == '\n', r == '\r', r == '\t', unicode.In(r, unicode.Zl, unicode.Zp):
				return ' '
			case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
				return unicode.ReplacementChar
			}
			return r
		}, text)
	}
	return all
}

// json writes a record as a line of JSON, customers' data masked.
func (c console) json(v any) error {
	line, err := json.Marshal(v, json.Deterministic(true), json.OmitZeroStructFields(true), durations)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s\n", line)
	return err
}

// durations are written as people read them: "1m30s".
var durations = json.WithMarshalers(json.MarshalToFunc(func(to *jsontext.Encoder, d time.Duration) error {
	return to.WriteToken(jsontext.String(d.String()))
}))

// fields writes a record's names and values, a line each, without the empty.
func (c console) fields(pairs ...string) error {
	pairs = harmless(pairs)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if _, err := fmt.Fprintf(c.out, "%-12s %s\n", pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}
