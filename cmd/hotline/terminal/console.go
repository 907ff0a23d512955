// Package terminal is where a command is given: what it reads and writes, and how records look
// there.
package terminal

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

// Console is what a command reads from and writes to. In the process that holds the store, it is
// that of the command line which was sent there.
type Console struct {
	In       io.Reader
	Out, Err io.Writer
	Dir      string // what relative paths are relative to; "" is this process's folder
	Rich     bool   // Out is a terminal: tables are aligned
	Lively   bool   // Err is a terminal: progress is shown
	Color    bool   // Out is a terminal that may be coloured
	Keyboard bool   // In is a terminal

	Typed ivr.Secret // what the command asked for
}

// Own is this process's console.
func Own() Console {
	rich := term.IsTerminal(int(os.Stdout.Fd()))
	return Console{
		In: os.Stdin, Keyboard: term.IsTerminal(int(os.Stdin.Fd())),
		Out: os.Stdout, Err: os.Stderr, Rich: rich,
		Lively: term.IsTerminal(int(os.Stderr.Fd())),
		Color:  rich && os.Getenv("NO_COLOR") == "",
	}
}

// Path is a file that the command line names.
func (c Console) Path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.Dir, name)
}

// Save writes a file that a flag of the command line names, for others to read too.
func (c Console) Save(flag, name string, content []byte) error {
	if err := os.WriteFile(c.Path(name), content, 0o644); err != nil { //nolint:gosec // it is meant for others
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// Rows writes a record a line: aligned with a header for people, with tabs
// between and without a header for programs.
func (c Console) Rows(header []string, rows [][]string) error {
	if !c.Rich {
		for _, row := range rows {
			if _, err := fmt.Fprintln(c.Out, strings.Join(harmless(row), "\t")); err != nil {
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
	_, err := fmt.Fprintln(c.Out, t.Render())
	return err
}

// List prints records as Rows prints them, and says so where there are none: not
// among the records, which other programs read.
func (c Console) List(what string, header []string, rows [][]string) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintln(c.Err, "no "+what)
		return err
	}
	return c.Rows(header, rows)
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

// JSON writes a record as a line of JSON, customers' data masked.
func (c Console) JSON(v any) error {
	line, err := json.Marshal(v, json.Deterministic(true), json.OmitZeroStructFields(true), durations)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Out, "%s\n", line)
	return err
}

// durations are written as people read them: "1m30s".
var durations = json.WithMarshalers(json.MarshalToFunc(func(to *jsontext.Encoder, d time.Duration) error {
	return to.WriteToken(jsontext.String(d.String()))
}))

// Fields writes a record's names and values, a line each, without the empty.
func (c Console) Fields(pairs ...string) error {
	pairs = harmless(pairs)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if _, err := fmt.Fprintf(c.Out, "%-12s %s\n", pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}
