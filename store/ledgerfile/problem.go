package ledgerfile

import (
	"fmt"
)

// Kind is the kind of a file's rows.
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
	Column string // "" when it concerns the whole row
	Text   string // what is wrong, and how to fix it
}

// Error returns the problem in one line.
func (p *Problem) Error() string {
	if p.Column == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Column, p.Text)
}

// fatal reports whether reading failed, as opposed to mistakes in a row.
func fatal(err error) bool {
	_, broken := err.(*readError)
	return broken
}

// readError is the error of a file that cannot be read further.
type readError struct {
	name string
	err  error
}

func (e *readError) Error() string { return fmt.Sprintf("read %s: %v", e.name, e.err) }

func (e *readError) Unwrap() error { return e.err }
