package ledgerfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/okpay/hotline/store"
)

// Listed is the most bad rows that a [BadRows] lists, and doubts that an [Imported] lists; all are
// counted.
const Listed = 100

// BadRows is the error of a file with mistakes; nothing of it was imported.
type BadRows struct {
	File  string
	Rows  []error // the first of them, at most [Listed]
	Total int
}

// Error lists the bad rows, a mistake a line.
func (b *BadRows) Error() string {
	var text strings.Builder
	rows := "bad rows"
	if b.Total == 1 {
		rows = "bad row"
	}
	fmt.Fprintf(&text, "%d %s, nothing was imported", b.Total, rows)
	for _, row := range b.Rows {
		fmt.Fprintf(&text, "\n%v", row)
	}
	if more := b.Total - len(b.Rows); more > 0 {
		fmt.Fprintf(&text, "\nand %d more", more)
	}
	return text.String()
}

// Input is a file to import. It is read three times: for its encoding, for mistakes, and for its rows.
type Input struct {
	Name string // used in messages
	Text io.ReadSeeker
}

// Imported is the result of importing a file.
type Imported struct {
	File     string
	Kind     Kind
	Encoding Encoding
	Rows     int
	Doubts   []*Problem // possible mistakes in its rows: the first, at most [Listed]
	Doubted  int        // their number
}

// doubt adds a possible mistake.
func (i *Imported) doubt(p *Problem) {
	if i.Doubted++; i.Doubted <= Listed {
		i.Doubts = append(i.Doubts, p)
	}
}

// Import imports file by file, each all or nothing: a file is read to its end before anything of it is
// written. It returns the files that were imported, and joins the errors of the others: *[BadRows] for
// one with mistakes. progress, if not nil, is called with the number of rows of a file written so far,
// and of all its rows.
func Import(ctx context.Context, l store.Ledger, files []Input, progress func(file string, rows, of int)) ([]Imported, error) {
	var done []Imported
	var failed []error
	for _, file := range files {
		found, err := Check(ctx, file)
		if err == nil {
			err = importFile(ctx, l, file, found, progress)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("import %s: %w", file.Name, err))
			continue
		}
		done = append(done, found)
	}
	return done, errors.Join(failed...)
}

// Check reads a file to its end and returns *[BadRows] if it has mistakes.
func Check(ctx context.Context, file Input) (Imported, error) {
	found, bad := Imported{File: file.Name}, &BadRows{File: file.Name}
	name := filepath.Base(file.Name)
	encoding, err := encodingOf(file.Text, name)
	if fatal(err) {
		return found, err
	}
	rows := only(err)
	if err == nil {
		found.Encoding = encoding
		found.Kind, rows = readAs(file.Text, name, encoding, found.doubt)
	}
	for _, err := range rows {
		switch {
		case ctx.Err() != nil:
			return found, ctx.Err()
		case fatal(err):
			return found, err
		case err == nil:
			found.Rows++
			continue
		}
		if bad.Total++; bad.Total <= Listed {
			bad.Rows = append(bad.Rows, err)
		}
	}
	if bad.Total > 0 {
		return found, bad
	}
	return found, nil
}

func importFile(ctx context.Context, l store.Ledger, file Input, checked Imported, progress func(string, int, int)) error {
	_, rows := readAs(file.Text, filepath.Base(file.Name), checked.Encoding, nil)
	return l.Import(ctx, rows, func(n int) {
		if progress != nil {
			progress(file.Name, n, checked.Rows)
		}
	})
}
