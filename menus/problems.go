package menus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a position in a menu's files. Line and Column count from 1; a column is a character, not
// a byte.
type Position struct {
	File   string
	Line   int
	Column int
}

// String returns file:line:col, as editors and code review tools read it.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Problem is one thing wrong with a menu, and how to fix it.
type Problem struct {
	Position
	Message string
}

// String returns "file:line:col: message".
func (p Problem) String() string { return p.Position.String() + ": " + p.Message }

// Problems is everything wrong with a menu, in the order of its files. It is
// the error of [Load].
type Problems []Problem

// Error returns one line a problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Unread is the error of a menu with a file that could not be read or parsed: that file's content is
// unknown.
type Unread struct{ Problems }

// Unwrap returns the problems.
func (u Unread) Unwrap() error { return u.Problems }

// sorted returns the problems in the order of the files, without duplicates.
func (p Problems) sorted() Problems {
	slices.SortFunc(p, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(p)
}

// report collects what is wrong with a menu.
type report struct {
	problems Problems
	partial  bool // some file could not be read
}

func (r *report) wrong(at Position, format string, args ...any) {
	r.problems = append(r.problems, Problem{at, fmt.Sprintf(format, args...)})
}

// absent reports that something does not exist, unless it may be in a file that could not be read: that
// problem has to be fixed first.
func (r *report) absent(at Position, format string, args ...any) {
	if !r.partial {
		r.wrong(at, format, args...)
	}
}

// failure returns the problems as the error of a load.
func (r *report) failure() error {
	if r.partial {
		return Unread{r.problems.sorted()}
	}
	return r.problems.sorted()
}
