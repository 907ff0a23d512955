package ledgerfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
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
	f := &fields{file: s.name, line: line, values: make(map[string]string, len(record))}
	for i, value := range record[:min(len(record), len(s.header))] {
		if s.header[i] != "" {
			f.values[s.header[i]] = value
			continue
		}
		if strings.TrimSpace(value) != "" {
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

// jsonSource reads one JSON object a line.
type jsonSource struct {
	name  string
	lines *bufio.Scanner
	line  int
}

// longestLine limits a line of JSON, in bytes.
const longestLine = 1 << 20

func openJSON(r io.Reader, name string) (source, error) {
	s := &jsonSource{name: name, lines: bufio.NewScanner(r)}
	s.lines.Buffer(nil, longestLine)
	first, err := s.read()
	if err != nil {
		return nil, err
	}
	return objectsFrom(name, first, s.read)
}

func (s *jsonSource) read() (*fields, error) {
	for s.lines.Scan() {
		s.line++
		if text := bytes.TrimSpace(s.lines.Bytes()); len(text) > 0 {
			return objectFields(s.name, s.line, text)
		}
	}
	if err := s.lines.Err(); err != nil {
		return nil, &readError{s.name, fmt.Errorf("line %d: %w", s.line+1, err)}
	}
	return nil, io.EOF
}

// objectFields reads a JSON object as a row.
func objectFields(name string, line int, text []byte) (*fields, error) {
	var object map[string]jsontext.Value
	if json.Unmarshal(text, &object) != nil || object == nil {
		return nil, &Problem{name, line, "", "is no JSON object in UTF-8 on one line, with each name once"}
	}
	f := &fields{file: name, line: line, values: make(map[string]string, len(object))}
	for key, value := range object {
		plain, ok := plainText(value)
		if !ok {
			return nil, &Problem{name, line, "", "a value is an object or a list; write text, a number, true, false or null"}
		}
		f.values[key] = plain
	}
	return f, nil
}

// plainText returns a value as CSV would write it; a number keeps its digits.
func plainText(value jsontext.Value) (string, bool) {
	switch value.Kind() {
	case '"':
		var text string
		err := json.Unmarshal(value, &text)
		return text, err == nil
	case '0', 't', 'f':
		return string(value), true
	case 'n':
		return "", true
	}
	return "", false
}
