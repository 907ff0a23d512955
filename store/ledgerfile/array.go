package ledgerfile

import (
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// arraySource reads a JSON array of objects.
type arraySource struct {
	name    string
	lines   *lineCounter
	decoder *jsontext.Decoder
	broken  bool
}

func openArray(r io.Reader, name string) (source, error) {
	lines := &lineCounter{from: r, line: 1}
	s := &arraySource{name: name, lines: lines, decoder: jsontext.NewDecoder(lines)}
	if _, err := s.decoder.ReadToken(); err != nil { // its bracket
		return nil, s.failure(err)
	}
	first, err := s.read()
	if errors.Is(err, io.EOF) {
		return nil, &Problem{name, 1, "", "the array is empty; it needs an object for each row"}
	}
	if err != nil {
		return nil, err
	}
	return objectsFrom(name, first, s.read)
}

func (s *arraySource) read() (*fields, error) {
	if s.broken {
		return nil, io.EOF
	}
	if s.decoder.PeekKind() == ']' {
		return nil, s.close()
	}
	value, err := s.decoder.ReadValue()
	if err != nil {
		return nil, s.failure(err)
	}
	line := s.lines.at(s.decoder.InputOffset() - int64(len(value)))
	return objectFields(s.name, line, value)
}

// close reads the array's end and checks that nothing follows.
func (s *arraySource) close() error {
	s.broken = true
	if _, err := s.decoder.ReadToken(); err != nil {
		return s.failure(err)
	}
	switch _, err := s.decoder.ReadToken(); {
	case errors.Is(err, io.EOF):
		return io.EOF
	default:
		return &Problem{s.name, s.lines.at(s.decoder.InputOffset()), "", "something follows the end of the array; remove it"}
	}
}

// failure returns why the array cannot be read further.
func (s *arraySource) failure(err error) error {
	s.broken = true
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return &Problem{s.name, s.lines.at(syntax.ByteOffset), "", "the array is no JSON in UTF-8 from here on; write [{…}, {…}], each name once in an object"}
	}
	return &readError{s.name, err}
}

// lineCounter finds the line numbers of offsets in what is read through it.
type lineCounter struct {
	from  io.Reader
	read  int64
	feeds []int64 // the line feeds after the last offset asked for
	line  int
}

// Read implements [io.Reader].
func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.feeds = append(c.feeds, c.read+int64(i))
		}
	}
	c.read += int64(n)
	return n, err
}

// at returns the line of an offset, which must not go back.
func (c *lineCounter) at(offset int64) int {
	for len(c.feeds) > 0 && c.feeds[0] < offset {
		c.feeds = c.feeds[1:]
		c.line++
	}
	return c.line
}
