package ledgerfile

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// objects returns rows that are JSON objects, each a line or an element of an array. The first object
// determines the kind of the file and the names that are allowed.
type objects struct {
	name  string
	shape layout
	first *fields // read to find the kind, and not yet returned
	read  func() (*fields, error)
}

func objectsFrom(name string, first *fields, read func() (*fields, error)) (source, error) {
	shape, err := layoutOf(name, first.line, first.columns)
	return &objects{name, shape, first, read}, err
}

func (s *objects) layout() layout { return s.shape }

func (s *objects) next() (*fields, error) {
	f, err := s.first, error(nil)
	if s.first = nil; f == nil {
		f, err = s.read()
	}
	if err != nil {
		return nil, err
	}
	for _, key := range f.columns {
		if !slices.Contains(s.shape.columns, key) {
			return nil, unknownColumn(s.name, f.line, s.shape)
		}
	}
	return f, nil
}

// objectFields reads a JSON object as a row.
func objectFields(name string, line int, text []byte) (*fields, error) {
	var object map[string]jsontext.Value
	if json.Unmarshal(text, &object) != nil || object == nil {
		return nil, &Problem{name, line, "", "is no JSON object in UTF-8 on one line, with each name once"}
	}
	f := &fields{file: name, line: line, columns: slices.Sorted(maps.Keys(object))}
	for _, key := range f.columns {
		plain, ok := plainText(object[key])
		if !ok {
			return nil, &Problem{name, line, "", "a value is an object or a list; write text, a number, true, false or null"}
		}
		f.values = append(f.values, plain)
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
