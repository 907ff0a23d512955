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
	name   string
	reader *csv.Reader
	header []string
	shape  layout
}

func openCSV(r io.Reader, name string) (source, error) {
	reader := csv.NewReader(r)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err == io.EOF {
		return nil, &Problem{name, 1, "", "the file is empty; it needs a header"}
	}
	if err != nil {
		return nil, csvProblem(name, err)
	}
	for i, column := range header {
		header[i] = strings.ToLower(strings.TrimSpace(column))
	}
	line, _ := reader.FieldPos(0)
	shape, err := layoutOf(name, line, header)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(name, line, header, shape); err != nil {
		return nil, err
	}
	reader.ReuseRecord = true
	return &csvSource{name, reader, slices.Clone(header), shape}, nil
}

func checkHeader(name string, line int, header []string, shape layout) error {
	var problems []error
	for i, column := range header {
		switch {
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
	record, err := s.reader.Read()
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, csvProblem(s.name, err)
	}
	line, _ := s.reader.FieldPos(0)
	if len(record) != len(s.header) {
		return nil, &Problem{s.name, line, "", fmt.Sprintf("has %d fields where the header has %d; put fields with commas in quotes", len(record), len(s.header))}
	}
	f := &fields{file: s.name, line: line, values: make(map[string]string, len(record))}
	for i, value := range record {
		f.values[s.header[i]] = value
	}
	return f, nil
}

func csvProblem(name string, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return &readError{name, err}
	}
	return &Problem{name, parse.Line, "", "the quotes do not match; a quote inside a quoted field is written twice"}
}

// jsonSource reads one JSON object a line.
type jsonSource struct {
	name  string
	lines *bufio.Scanner
	line  int
	shape layout
	first *fields // read to tell the kind, and not yet given
}

// longestLine bounds a line of JSON.
const longestLine = 1 << 20

func openJSON(r io.Reader, name string) (source, error) {
	s := &jsonSource{name: name, lines: bufio.NewScanner(r)}
	s.lines.Buffer(nil, longestLine)
	first, err := s.read()
	if err != nil {
		return nil, err
	}
	var keys []string
	for key := range first.values {
		keys = append(keys, key)
	}
	s.first = first
	s.shape, err = layoutOf(name, first.line, keys)
	return s, err
}

func (s *jsonSource) layout() layout { return s.shape }

func (s *jsonSource) next() (*fields, error) {
	f, err := s.first, error(nil)
	if s.first = nil; f == nil {
		f, err = s.read()
	}
	if err != nil {
		return nil, err
	}
	for key := range f.values {
		if !slices.Contains(s.shape.columns, key) {
			return nil, unknownColumn(s.name, f.line, s.shape)
		}
	}
	return f, nil
}

func (s *jsonSource) read() (*fields, error) {
	for s.lines.Scan() {
		s.line++
		if text := bytes.TrimSpace(s.lines.Bytes()); len(text) > 0 {
			return s.object(text)
		}
	}
	if err := s.lines.Err(); err != nil {
		return nil, &readError{s.name, fmt.Errorf("line %d: %w", s.line+1, err)}
	}
	return nil, io.EOF
}

func (s *jsonSource) object(text []byte) (*fields, error) {
	var object map[string]jsontext.Value
	if json.Unmarshal(text, &object) != nil || object == nil {
		return nil, &Problem{s.name, s.line, "", "is no JSON object in UTF-8 on one line, with each name once"}
	}
	f := &fields{file: s.name, line: s.line, values: make(map[string]string, len(object))}
	for key, value := range object {
		plain, ok := plainText(value)
		if !ok {
			return nil, &Problem{s.name, s.line, "", "a value is an object or a list; write text, a number, true, false or null"}
		}
		f.values[key] = plain
	}
	return f, nil
}

// plainText gives a value as CSV would write it; a number keeps its digits.
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
