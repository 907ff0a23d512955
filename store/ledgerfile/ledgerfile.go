// Package ledgerfile reads accounts, transactions and refunds from files: CSV
// with a header, or JSON Lines with the same names, in UTF-8 or GB18030 (of
// which GBK is a part). The header, or the first line's names, tell what a
// file holds.
//
// Every mistake is reported by file, line and column, with what to do about
// it; values themselves are customers' and never in an error.
package ledgerfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

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

// Read tells what a file holds and gives its rows as they are read. A bad row
// comes as an error, in which errors.As finds a [Problem] each, and the rows
// after it follow. Kind is "" when it cannot be told; the error is then the
// only element. Of rows with the same id the last one counts, as if they had
// been loaded one after the other.
func Read(r io.Reader, name string) (Kind, iter.Seq2[store.Row, error]) {
	lines, err := open(r, name)
	if err != nil {
		return "", func(yield func(store.Row, error) bool) { yield(store.Row{}, err) }
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

// sniffed is how much of a file is looked at to tell its encoding.
const sniffed = 1 << 20

var byteOrderMark = []byte("\ufeff")

func open(r io.Reader, name string) (source, error) {
	buffered := bufio.NewReaderSize(r, sniffed)
	begin, err := buffered.Peek(sniffed)
	if err != nil && err != io.EOF {
		return nil, &readError{name, err}
	}
	if bytes.HasPrefix(begin, byteOrderMark) {
		_, _ = buffered.Discard(len(byteOrderMark))
		begin = begin[len(byteOrderMark):]
	}
	text := io.Reader(buffered)
	if !utf8.Valid(whole(begin)) {
		text = transform.NewReader(buffered, simplifiedchinese.GB18030.NewDecoder())
	}
	if strings.HasPrefix(strings.TrimLeft(string(begin[:min(len(begin), 1024)]), " \t\r\n"), "{") {
		return openJSON(text, name)
	}
	return openCSV(text, name)
}

// whole cuts off a character that the end of the look splits.
func whole(text []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if last := text[len(text)-i:]; utf8.RuneStart(last[0]) && !utf8.FullRune(last) {
			return text[:len(text)-i]
		}
	}
	return text
}
