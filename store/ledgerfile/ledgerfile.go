// Package ledgerfile reads accounts, transactions and refunds from files: CSV
// with a header, or JSON Lines or a JSON array with the same names, in UTF-8,
// in UTF-16 with a byte order mark, or in GB18030 (GBK is a part of it). The
// header, or the first object's names, say what a file holds.
//
// Every mistake is reported by file, line and column, with what to do about
// it; values themselves are customers' and never in an error.
package ledgerfile

import (
	"bytes"
	"fmt"
	"io"
	"iter"

	"github.com/okpay/hotline/store"
)

// Kind is what a file holds.
type Kind string

// The kinds of files.
const (
	Accounts     Kind = "accounts"
	Transactions Kind = "transactions"
	Refunds      Kind = "refunds"
)

// Problem is one mistake in a file.
type Problem struct {
	File   string
	Line   int    // from 1
	Column string // "" when it is the whole row's
	Text   string // what is wrong, and how to mend it
}

// Error gives the problem in one line.
func (p *Problem) Error() string {
	if p.Column == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Column, p.Text)
}

// Read returns what a file holds and its rows as they are read. It reads the
// file twice: first for its encoding, then for its rows. A bad row
// comes as an error, in which errors.As finds a [Problem] each, and the rows
// after it follow. Kind is "" when it is not known; the error is then the
// only element. Of rows with the same id the last one counts, as if they had
// been loaded one after the other.
func Read(r io.ReadSeeker, name string) (Kind, iter.Seq2[store.Row, error]) {
	encoding, err := encodingOf(r, name)
	if err != nil {
		return "", only(err)
	}
	return readAs(r, name, encoding, nil)
}

// only is an error instead of rows.
func only(err error) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) { yield(store.Row{}, err) }
}

// readAs is [Read] in an encoding that is known. doubted, if not nil, gets what may
// be a mistake in a row that is good otherwise.
func readAs(r io.ReadSeeker, name string, encoding Encoding, doubted func(*Problem)) (Kind, iter.Seq2[store.Row, error]) {
	lines, err := open(r, name, encoding)
	if err != nil {
		return "", only(err)
	}
	layout := lines.layout()
	return layout.kind, func(yield func(store.Row, error) bool) {
		for {
			f, err := lines.next()
			if err == io.EOF {
				return
			}
			row := store.Row{}
			if err == nil {
				row, err = layout.parse(f)
			}
			if err == nil && doubted != nil {
				for _, doubt := range f.doubts {
					doubted(doubt)
				}
			}
			if !yield(row, err) || fatal(err) {
				return
			}
		}
	}
}

// source gives a file's rows by column name.
type source interface {
	layout() layout
	next() (*fields, error) // io.EOF after the last; a *Problem is one row's
}

// fatal tells an error of reading from mistakes in a row.
func fatal(err error) bool {
	_, broken := err.(*readError)
	return broken
}

// readError is a file that can be read no further.
type readError struct {
	name string
	err  error
}

func (e *readError) Error() string { return fmt.Sprintf("read %s: %v", e.name, e.err) }
func (e *readError) Unwrap() error { return e.err }

func open(r io.ReadSeeker, name string, encoding Encoding) (source, error) {
	text, err := decoded(r, name, encoding)
	if err != nil {
		return nil, err
	}
	begin, _ := text.Peek(looked) // an error of reading comes again with the text
	switch begin = bytes.TrimLeft(begin, " \t\r\n"); {
	case bytes.HasPrefix(begin, []byte("{")):
		return openJSON(text, name)
	case bytes.HasPrefix(begin, []byte("[")):
		return openArray(text, name)
	}
	return openCSV(text, name)
}
