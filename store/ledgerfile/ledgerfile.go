// Package ledgerfile reads accounts, transactions and refunds from files: CSV with a header, or JSON
// Lines or a JSON array with the same names, in UTF-8, in UTF-16 with a byte order mark, or in GB18030
// (which includes GBK). The header, or the first object's names, determine what a file contains.
//
// Every mistake is reported by file, line and column, with what to do about it; values themselves are
// customers' and never in an error.
package ledgerfile

import (
	"bytes"
	"io"
	"iter"

	"github.com/okpay/hotline/store"
)

// Read returns a file's kind and its rows while they are read. It reads the file twice: first for its
// encoding, then for its rows. A bad row is returned as an error, in which errors.As finds a [Problem]
// each, and reading continues with the next row. Kind is "" when it is unknown; the error is then the
// only element. Of rows with the same id the last one counts, as if they had been loaded one after the
// other.
func Read(r io.ReadSeeker, name string) (Kind, iter.Seq2[store.Row, error]) {
	encoding, err := encodingOf(r, name)
	if err != nil {
		return "", only(err)
	}
	return readAs(r, name, encoding, nil)
}

// only returns a sequence of one error.
func only(err error) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) { yield(store.Row{}, err) }
}

// readAs is [Read] in a known encoding. doubted, if not nil, is called with each possible mistake in an
// otherwise good row.
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

func open(r io.ReadSeeker, name string, encoding Encoding) (source, error) {
	text, err := decoded(r, name, encoding)
	if err != nil {
		return nil, err
	}
	begin, _ := text.Peek(looked) // a read error occurs again when the text is read
	switch begin = bytes.TrimLeft(begin, " \t\r\n"); {
	case bytes.HasPrefix(begin, []byte("{")):
		return openJSON(text, name)
	case bytes.HasPrefix(begin, []byte("[")):
		return openArray(text, name)
	}
	return openCSV(text, name)
}
