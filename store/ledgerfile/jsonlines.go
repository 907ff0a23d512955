package ledgerfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

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
