package ledgerfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// csvSource reads CSV with a header, in any order of columns.
type csvSource struct {
	name    string
	reader  *csv.Reader
	skipped int      // lines before the header
	header  []string // "" is a column without a name, which must be empty
	width   int      // up to the last column with a name
	shape   layout
}

func openCSV(text *bufio.Reader, name string) (source, error) {
	reader, skipped := newCSV(text)
	header, err := readFilled(reader)
	if err == io.EOF {
		return nil, &Problem{name, 1, "", "the file is empty; it needs a header"}
	}
	if err != nil {
		return nil, csvProblem(name, skipped, err)
	}
	for i, column := range header {
		header[i] = strings.ToLower(strings.TrimSpace(column))
	}
	line, _ := reader.FieldPos(0)
	line += skipped
	shape, err := layoutOf(name, line, header)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(name, line, header, shape); err != nil {
		return nil, err
	}
	reader.ReuseRecord = true
	header = slices.Clone(header)
	return &csvSource{name, reader, skipped, header, widthOf(header), shape}, nil
}

// readFilled returns the next row that is not empty.
func readFilled(reader *csv.Reader) ([]string, error) {
	for {
		record, err := reader.Read()
		if err != nil || widthOf(record) > 0 {
			return record, err
		}
	}
}

// widthOf returns a row's number of fields up to the last that is not empty.
func widthOf(record []string) int {
	for i := len(record); i > 0; i-- {
		if strings.TrimSpace(record[i-1]) != "" {
			return i
		}
	}
	return 0
}

func checkHeader(name string, line int, header []string, shape layout) error {
	var problems []error
	for i, column := range header {
		switch {
		case column == "": // an empty column
		case !slices.Contains(shape.columns, column):
			problems = append(problems, unknownColumn(name, line, shape))
		case slices.Contains(header[:i], column):
			problems = append(problems, &Problem{name, line, column, "comes twice; leave one"})
		}
	}
	for _, column := range shape.columns {
		if !slices.Contains(header, column) {
			problems = append(problems, &Problem{name, line, column, "the column is missing; add it to the header"})
		}
	}
	return errors.Join(problems...)
}

func (s *csvSource) layout() layout { return s.shape }

func (s *csvSource) next() (*fields, error) {
	record, err := readFilled(s.reader)
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, csvProblem(s.name, s.skipped, err)
	}
	line, _ := s.reader.FieldPos(0)
	line += s.skipped
	if len(record) < s.width || widthOf(record) > len(s.header) {
		return nil, &Problem{s.name, line, "", fmt.Sprintf("has %d fields where the header has %d; put fields with %s in quotes", len(record), s.width, s.between())}
	}
	f := &fields{file: s.name, line: line, columns: s.header, values: record[:min(len(record), len(s.header))]}
	for i, value := range f.values {
		if s.header[i] == "" && strings.TrimSpace(value) != "" {
			f.problem("", fmt.Sprintf("column %d has no name in the header but holds a value; name it or remove it", i+1))
		}
	}
	return f, nil
}

// between returns the name of the delimiter.
func (s *csvSource) between() string {
	switch s.reader.Comma {
	case ';':
		return "semicolons"
	case '\t':
		return "tabs"
	case '|':
		return "vertical bars"
	}
	return "commas"
}

func csvProblem(name string, skipped int, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return &readError{name, err}
	}
	return &Problem{name, parse.Line + skipped, "", "the quotes do not match; a quote inside a quoted field is written twice"}
}
