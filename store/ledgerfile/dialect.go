package ledgerfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"strings"
)

// delimiters are what may separate fields; the first is the default.
const delimiters = ",;\t|"

// newCSV returns a reader for the file's dialect: its delimiter is the one in the header or in a line
// sep=, and lines may end in a carriage return alone, as in old spreadsheets. skipped is the number of
// lines before the header.
func newCSV(text *bufio.Reader) (reader *csv.Reader, skipped int) {
	begin, _ := text.Peek(looked) // a read error occurs again when the text is read
	from := io.Reader(text)
	delimiter := rune(0)
	line, rest := firstLine(begin)
	if named, ok := separator(line); ok {
		delimiter, skipped = named, 1
		_, _ = text.Discard(len(begin) - len(rest)) // cannot fail: it is in the buffer
		line, _ = firstLine(rest)
	}
	if delimiter == 0 {
		delimiter = commonest(line)
	}
	if i := bytes.IndexAny(begin, "\r\n"); i >= 0 && begin[i] == '\r' && (i+1 == len(begin) || begin[i+1] != '\n') {
		from = carriageReturns{from}
	}
	reader = csv.NewReader(from)
	reader.Comma = delimiter
	reader.FieldsPerRecord = -1
	return reader, skipped
}

// firstLine returns a text's first line without its end, and what follows it.
func firstLine(text []byte) (line string, rest []byte) {
	i := bytes.IndexAny(text, "\r\n")
	if i < 0 {
		return string(text), nil
	}
	rest = text[i+1:]
	if text[i] == '\r' {
		rest = bytes.TrimPrefix(rest, []byte("\n"))
	}
	return string(text[:i]), rest
}

// separator reads a line such as sep=; which names the delimiter.
func separator(line string) (rune, bool) {
	line = strings.Trim(line, `"`)
	if len(line) < len("sep=,") || !strings.EqualFold(line[:len("sep=")], "sep=") {
		return 0, false
	}
	named := line[len("sep=") : len("sep=")+1]
	return rune(named[0]), strings.Contains(delimiters, named)
}

// commonest returns the most frequent delimiter of a header.
func commonest(header string) rune {
	best := rune(delimiters[0])
	for _, d := range delimiters {
		if strings.Count(header, string(d)) > strings.Count(header, string(best)) {
			best = d
		}
	}
	return best
}

// carriageReturns reads carriage returns as line feeds.
type carriageReturns struct{ from io.Reader }

// Read implements [io.Reader].
func (c carriageReturns) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
